// SPDX-License-Identifier: MIT
/// @file
/// Hazard pointers between threads: what a reader protects is never reclaimed under it, with and
/// without the kernel's membarrier.
#include <interlock/lockfree/hazard_pointer.hpp>

#include "support/child_process.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace interlock {
namespace {

constexpr std::uint64_t whole = 0x600DF00D600DF00D;
constexpr std::uint64_t ended = 0xDEADDEADDEADDEAD;

std::atomic<long> alive{0};

/// Marks its end, so that a late reader notices; the sanitizers notice the access itself.
struct canary : hazard_pointer_obj_base<canary> {
  canary() { ++alive; }
  canary(const canary&) = delete;
  canary& operator=(const canary&) = delete;
  ~canary() {
    --alive;
    // Volatile, or the compiler drops stores to an object that ends.
    static_cast<volatile std::uint64_t&>(state) = ended;
  }
  [[nodiscard]] bool intact() const {
    return static_cast<const volatile std::uint64_t&>(state) == whole;
  }
  std::uint64_t state = whole;
};

struct hazard_pointer_threads : ::testing::Test {
  void TearDown() override {
    for (std::atomic<canary*>& source : sources_) {
      if (canary* const last = source.exchange(nullptr)) last->retire();
    }
    default_hazard_pointer_domain().clean_up();
    EXPECT_EQ(alive, 0);
  }

  /// Acquire, because the object may be another thread's.
  void replace(std::size_t at, canary* fresh) {
    if (canary* const old = sources_[at].exchange(fresh, std::memory_order::acq_rel)) old->retire();
  }

  std::array<std::atomic<canary*>, 4> sources_{};
};

TEST_F(hazard_pointer_threads, WhatAReaderProtectsIsNotReclaimed) {
  const int rounds = support::rounds(400'000);
  std::atomic<long> broken{0};
  std::atomic<long> read{0};
  // There is something to read even if the readers are over before the writers start.
  for (std::size_t i = 0; i < sources_.size(); ++i) replace(i, new canary);
  support::run_together("hazard", 4, [&](int self) {
    if (self < 2) {
      for (int i = 0; i < rounds; ++i) replace(static_cast<std::size_t>(i) % 4, new canary);
      return;
    }
    hazard_pointer guard = make_hazard_pointer();
    for (int i = 0; i < rounds; ++i) {
      if (i % 64 == 0) guard = make_hazard_pointer();
      const canary* const object = guard.protect(sources_[static_cast<std::size_t>(i) % 4]);
      if (object == nullptr) continue;
      ++read;
      if (i % 1024 == 0) std::this_thread::yield();
      if (!object->intact()) ++broken;
    }
  });
  EXPECT_EQ(broken, 0);
  EXPECT_GT(read, 0);
}

TEST_F(hazard_pointer_threads, RemovalNeedsNoOrderOfItsOwn) {
  std::atomic<long> broken{0};
  support::run_together("hazard", 2, [&](int self) {
    for (int i = 0; i < support::rounds(200'000); ++i) {
      if (self == 0) {
        replace(0, new canary);
        if (canary* const old = sources_[0].exchange(nullptr, std::memory_order::relaxed)) {
          old->retire();
        }
      } else {
        hazard_pointer guard = make_hazard_pointer();
        const canary* const object = guard.protect(sources_[0]);
        if (object != nullptr && !object->intact()) ++broken;
      }
    }
  });
  EXPECT_EQ(broken, 0);
}

TEST_F(hazard_pointer_threads, ProtectionsHandedToAnotherThreadHold) {
  std::atomic<long> broken{0};
  std::atomic<bool> full{false};
  hazard_pointer parcel;
  const canary* contents = nullptr;
  const int rounds = support::rounds(100'000);
  support::run_together("hazard", 3, [&](int self) {
    for (int i = 0; i < rounds; ++i) {
      if (self == 2) {
        replace(0, new canary);
      } else {
        const bool sender = self == 0;
        if (!support::eventually([&] { return full.load(std::memory_order::acquire) != sender; })) {
          ADD_FAILURE() << "the other thread does not answer in round " << i;
          return;
        }
        if (sender) {
          parcel = make_hazard_pointer();
          contents = parcel.protect(sources_[0]);
        } else {
          const hazard_pointer received = std::move(parcel);
          if (contents != nullptr && !contents->intact()) ++broken;
        }
        full.store(sender, std::memory_order::release);
      }
    }
  });
  EXPECT_EQ(broken, 0);
}

TEST_F(hazard_pointer_threads, SharedRecordsAreNeverOwnedTwice) {
  // More than a thread's cache holds, so that they come from and go to the domain's free records.
  hazard_pointer_domain domain;
  std::atomic<long> broken{0};
  support::run_together("hazard", 4, [&](int) {
    canary mine;
    canary also_mine;
    const std::atomic<canary*> source{&mine};
    for (int i = 0; i < support::rounds(20'000); ++i) {
      std::array<hazard_pointer, 3> guards;
      make_hazard_pointer_batch(std::span<hazard_pointer>{guards}, domain);
      for (hazard_pointer& guard : guards) {
        canary* pointer = &mine;
        if (!guard.try_protect(pointer, source)) ++broken;
      }
    }
  });
  EXPECT_EQ(broken, 0);
  EXPECT_LE(domain.hazard_pointers(), 12U);
  domain.clean_up();
}

TEST_F(hazard_pointer_threads, EveryRetiredObjectEndsOnceHoweverThreadsComeAndGo) {
  for (int generation = 0; generation < support::rounds(200); ++generation) {
    support::run_together("hazard", 4, [&](int self) {
      for (int i = 0; i < 100; ++i) {
        hazard_pointer guard = make_hazard_pointer();
        static_cast<void>(guard.protect(sources_[static_cast<std::size_t>(self)]));
        replace(static_cast<std::size_t>(i) % 4, new canary);
      }
    });
  }
}

/// Runs the test above in a process in which membarrier fails with `error`.
int without_membarrier(int error) {
  return support::run_again("hazard_pointer_threads.WhatAReaderProtectsIsNotReclaimed", [error] {
    return support::refuse_system_call(SYS_membarrier, error) &&
           ::syscall(SYS_membarrier, 0, 0) == -1 && errno == error;
  });
}

TEST_F(hazard_pointer_threads, WorkWhereTheKernelHasNoMembarrier) {
  EXPECT_EQ(without_membarrier(ENOSYS), 0);
}

TEST_F(hazard_pointer_threads, WorkWhereMembarrierIsForbidden) {
  EXPECT_EQ(without_membarrier(EPERM), 0);
}

}  // namespace
}  // namespace interlock
