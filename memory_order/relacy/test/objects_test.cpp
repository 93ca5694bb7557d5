// SPDX-License-Identifier: MIT
/// @file
/// Memory, slots, the objects of threads and executions, and threads that an execution starts.
#include <interlock/memory_order/relacy_backend.hpp>

#include "suite_assertions.hpp"

#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interlock::relacy {
namespace {

using B = relacy_backend;

void check(bool condition, int line) {
  if (!condition) B::fail("wrong", __FILE__, line);
}

struct node {
  B::atomic<std::uint32_t> value{1};
};

enum class misuse { none, use_after_free, double_free, leak, wrong_size };

template <misuse Misuse>
struct memory {
  static constexpr unsigned threads = 1;
  void thread(unsigned) {
    node* const it = create<B, node>();
    it->value.store(2, order::relaxed);
    if (Misuse == misuse::leak) return;
    it->~node();
    B::deallocate(it, Misuse == misuse::wrong_size ? 1 : sizeof(node), alignof(node));
    if (Misuse == misuse::use_after_free) (void)it->value.load(order::relaxed);
    if (Misuse == misuse::double_free) B::deallocate(it, sizeof(node), alignof(node));
  }
};

TEST(Memory, ProperUsePasses) { expect_always<memory<misuse::none>>(verdict::passed); }
TEST(Memory, UseAfterFreeIsFound) {
  expect_always<memory<misuse::use_after_free>>(verdict::freed_memory);
}
TEST(Memory, DoubleFreeIsFound) {
  expect_always<memory<misuse::double_free>>(verdict::double_free);
}
TEST(Memory, LeakIsFound) { expect_always<memory<misuse::leak>>(verdict::leak); }
TEST(Memory, WrongSizeIsFound) { expect_always<memory<misuse::wrong_size>>(verdict::assertion); }

struct leaks_bytes {
  static constexpr unsigned threads = 1;
  void thread(unsigned) { (void)B::allocate(16, 8); }
};

TEST(Memory, LeakOfBareMemoryNamesItsPlace) {
  expect_always<leaks_bytes>(verdict::leak);
  EXPECT_THAT(run<leaks_bytes>(at_random).history,
              testing::HasSubstr("never deallocated, 16 bytes"));
}

/// Seeks an execution in which released memory comes back.
struct reuse {
  static constexpr unsigned threads = 1;
  void thread(unsigned) {
    node* const first = create<B, node>();
    destroy<B>(first);
    node* const second = create<B, node>();
    const bool same = first == second;
    destroy<B>(second);
    if (same) B::fail("found", __FILE__, __LINE__);
  }
};

TEST(Memory, AddressesComeBackInARandomSearch) {
  EXPECT_EQ(run<reuse>(at_random).found, verdict::assertion);
}

struct overaligned {
  static constexpr unsigned threads = 1;
  void thread(unsigned) {
    void* const it = B::allocate(10, 128);
    check(reinterpret_cast<std::uintptr_t>(it) % 128 == 0, __LINE__);
    B::deallocate(it, 10, 128);
  }
};

TEST(Memory, IsAlignedAsAsked) { expect_always<overaligned>(verdict::passed); }

/// Thread 1 ends what thread 0 has used, having learnt with `Observe` that it is done.
template <std::memory_order Observe>
struct ends_early {
  static constexpr unsigned threads = 2;
  node* shared = create<B, node>();
  B::atomic<std::uint32_t> done{0};

  void thread(unsigned index) {
    if (index == 0) {
      (void)shared->value.load(order::relaxed);
      done.store(1, order::release);
    } else {
      B::await(done, Observe, [](std::uint32_t now) { return now == 1; });
      destroy<B>(shared);
    }
  }
};

TEST(Memory, DestructionMustHappenAfterEveryUse) {
  expect_always<ends_early<order::acquire>>(verdict::passed);
  expect_always<ends_early<order::relaxed>>(verdict::data_race);
}

enum class slot_misuse { none, empty, twice, forgotten, racing };
struct tracked {
  explicit tracked(int number_) : number{number_} {}
  ~tracked() { number = 0; }
  int number;
};

template <slot_misuse Misuse>
struct uses_slot {
  static constexpr unsigned threads = 2;
  B::slot<tracked> storage;
  B::atomic<bool> full{false};

  void thread(unsigned index) {
    constexpr auto publish = Misuse == slot_misuse::racing ? order::relaxed : order::release;
    if (index == 0) {
      if (Misuse != slot_misuse::empty) storage.construct(5);
      if (Misuse == slot_misuse::twice) storage.construct(6);
      full.store(true, publish);
    } else {
      B::await(full, order::acquire, [](bool now) { return now; });
      check(storage.shared().number == 5, __LINE__);
      storage.exclusive().number = 7;
      if (Misuse != slot_misuse::forgotten) storage.destroy();
    }
  }
};

TEST(Slot, ProperUsePasses) { expect_always<uses_slot<slot_misuse::none>>(verdict::passed); }
TEST(Slot, AccessWithoutAnObjectIsFound) {
  expect_always<uses_slot<slot_misuse::empty>>(verdict::assertion);
}
TEST(Slot, ConstructionOverAnObjectIsFound) {
  expect_always<uses_slot<slot_misuse::twice>>(verdict::assertion);
}
TEST(Slot, AForgottenObjectIsFound) {
  expect_always<uses_slot<slot_misuse::forgotten>>(verdict::assertion);
}
TEST(Slot, UnorderedUseIsARace) {
  expect_always<uses_slot<slot_misuse::racing>>(verdict::data_race);
}

struct registry {
  B::atomic<std::uint32_t> made{0};
  B::atomic<std::uint32_t> ended{0};
  B::plain<std::uint32_t> in_order{0};
  ~registry() {
    check(made.load(order::relaxed) == 3, __LINE__);
    check(ended.load(order::relaxed) == 3, __LINE__);
  }
};

struct member {
  member() { B::global<registry>().made.fetch_add(1, order::relaxed); }
  ~member() {
    check(B::per_thread<member>::get() == nullptr, __LINE__);
    B::global<registry>().ended.fetch_add(1, order::relaxed);
  }
};

struct life_cycle {
  static constexpr unsigned threads = 2;
  member* members[2] = {};
  std::uintptr_t ids[2] = {};

  void before() {
    check(B::per_thread<member>::get() != nullptr, __LINE__);
    check(B::thread_id() != 0, __LINE__);
  }
  void thread(unsigned index) {
    members[index] = B::per_thread<member>::get();
    ids[index] = B::thread_id();
    B::yield();
    check(members[index] == B::per_thread<member>::get(), __LINE__);
    check(ids[index] == B::thread_id() && ids[index] != 0, __LINE__);
  }
  void after() {
    check(members[0] != members[1] && ids[0] != ids[1], __LINE__);
    check(B::global<registry>().ended.load(order::relaxed) == 3, __LINE__);
  }
};

TEST(Objects, LiveAsLongAsTheirThreads) { expect_always<life_cycle>(verdict::passed); }

struct uses_global {
  static constexpr unsigned threads = 2;
  struct shared {
    B::plain<int> data{7};
  };
  void thread(unsigned) { check(B::global<shared>().data.read() == 7, __LINE__); }
};

TEST(Objects, GlobalsExistBeforeTheFirstThread) { expect_always<uses_global>(verdict::passed); }

template <unsigned Announced>
struct starts_threads {
  static constexpr unsigned threads = 1;
  static constexpr unsigned started_threads = Announced;
  B::plain<int> data{0};

  void thread(unsigned) {
    data.write(1);
    B::thread first{[this] { data.write(data.read() + 1); }};
    first.join();
    B::thread second{[this] { data.write(data.read() + 1); }};
    second.join();
    check(data.read() == 3, __LINE__);
  }
};

TEST(Threads, StartAndJoinAreOrdered) { expect_always<starts_threads<2>>(verdict::passed); }

TEST(Threads, MoreThanAnnouncedIsAnError) {
  const outcome found = run<starts_threads<1>>(at_random);
  EXPECT_EQ(found.found, verdict::assertion);
  EXPECT_THAT(found.history, testing::HasSubstr("started_threads"));
}

struct unordered_threads {
  static constexpr unsigned threads = 1;
  static constexpr unsigned started_threads = 2;
  B::plain<int> data{0};
  void thread(unsigned) {
    B::thread first{[this] { data.write(1); }};
    B::thread second{[this] { data.write(2); }};
    first.join();
    second.join();
  }
};

TEST(Threads, AreConcurrent) { expect_always<unordered_threads>(verdict::data_race); }

}  // namespace
}  // namespace interlock::relacy
