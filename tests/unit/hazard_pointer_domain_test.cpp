// SPDX-License-Identifier: MIT
/// @file
/// What becomes of retired objects: when they are reclaimed, how many may wait, and what deleters
/// may do.
#include <interlock/lockfree/hazard_pointer.hpp>
#include <interlock/lockfree/hazard_pointer_domain.hpp>
#include <interlock/lockfree/queue.hpp>

#include "support/scale.hpp"
#include "support/worker.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace interlock {
namespace {

std::atomic<long> alive{0};

struct counted : hazard_pointer_obj_base<counted> {
  counted() { ++alive; }
  counted(const counted&) = delete;
  counted& operator=(const counted&) = delete;
  ~counted() { --alive; }
};

void retire_some(long count) {
  for (long i = 0; i < count; ++i) (new counted)->retire();
}

struct hazard_pointer_domains : ::testing::Test {
  void SetUp() override { clean(); }
  void TearDown() override { clean(); }
  static void clean() {
    default_hazard_pointer_domain().clean_up();
    EXPECT_EQ(alive, 0);
  }
};

TEST_F(hazard_pointer_domains, RetiringReclaimsByItself) {
  const auto limit = static_cast<long>(default_hazard_pointer_domain().threshold());
  for (long i = 0; i < 10 * limit; ++i) {
    (new counted)->retire();
    ASSERT_LT(alive, limit);
  }
}

TEST_F(hazard_pointer_domains, AStalledReaderKeepsOnlyWhatItProtects) {
  const std::atomic<counted*> source{new counted};
  hazard_pointer stalled = make_hazard_pointer();
  counted* const kept = stalled.protect(source);
  kept->retire();
  const auto limit = static_cast<long>(default_hazard_pointer_domain().threshold());
  for (int i = 0; i < support::rounds(200'000); ++i) {
    (new counted)->retire();
    ASSERT_LE(alive, limit);
  }
  default_hazard_pointer_domain().clean_up();
  EXPECT_EQ(alive, 1);
}

TEST_F(hazard_pointer_domains, TheThresholdGrowsWithTheHazardPointers) {
  hazard_pointer_domain domain;
  EXPECT_EQ(domain.threshold(), 1000U);
  std::vector<hazard_pointer> many(3000);
  make_hazard_pointer_batch(std::span{many}, domain);
  EXPECT_EQ(domain.hazard_pointers(), 3000U);
  EXPECT_EQ(domain.threshold(), 6000U);
  // All of them protect something: a scan keeps these and reclaims the rest.
  std::vector<counted*> objects;
  for (hazard_pointer& guard : many) {
    objects.push_back(new counted);
    guard.reset_protection(objects.back());
  }
  for (counted* const object : objects) object->retire({}, domain);
  for (int i = 0; i < 3000; ++i) (new counted)->retire({}, domain);
  EXPECT_EQ(alive, 3000) << "the 6000th object made it scan";
  many.clear();
  domain.clean_up();
  EXPECT_EQ(alive, 0);
}

TEST_F(hazard_pointer_domains, ADomainsEndReclaimsWhatWasRetiredToIt) {
  {
    hazard_pointer_domain domain;
    (new counted)->retire({}, domain);
    support::worker{"retirer", [&] { (new counted)->retire({}, domain); }}.join();
    default_hazard_pointer_domain().clean_up();
    EXPECT_EQ(alive, 2) << "another domain is none of its business";
  }
  EXPECT_EQ(alive, 0);
}

TEST_F(hazard_pointer_domains, ACustomDomainReclaimsByItself) {
  hazard_pointer_domain domain;
  for (int i = 0; i < 5000; ++i) {
    (new counted)->retire({}, domain);
    ASSERT_LE(alive, 1000);
  }
}

TEST_F(hazard_pointer_domains, AThreadThatEndsHandsOverWhatItRetired) {
  support::worker{"retirer", [] { retire_some(100); }}.join();
  EXPECT_EQ(alive, 100);
  default_hazard_pointer_domain().clean_up();
  EXPECT_EQ(alive, 0);
}

TEST_F(hazard_pointer_domains, ThreadsThatComeAndGoLeaveBoundedGarbageAndNoNewRecords) {
  const std::atomic<counted*> source{new counted};
  const auto visit = [&] {
    hazard_pointer guard = make_hazard_pointer();
    EXPECT_NE(guard.protect(source), nullptr);
    retire_some(10);
  };
  support::worker{"first", visit}.join();
  const std::size_t records = default_hazard_pointer_domain().hazard_pointers();
  const auto limit = static_cast<long>(default_hazard_pointer_domain().threshold());
  for (int i = 0; i < support::rounds(5000); ++i) {
    std::thread{visit}.join();
    ASSERT_LE(alive, limit + 1);
  }
  EXPECT_EQ(default_hazard_pointer_domain().hazard_pointers(), records);
  source.load()->retire();
}

/// Retires the next one of its kind when it ends.
struct link : hazard_pointer_obj_base<link> {
  explicit link(std::unique_ptr<link> tail) : next{std::move(tail)} { ++alive; }
  link(const link&) = delete;
  link& operator=(const link&) = delete;
  ~link() {
    --alive;
    if (next != nullptr) next.release()->retire();
  }
  std::unique_ptr<link> next;
};

TEST_F(hazard_pointer_domains, AListOfAMillionIsReclaimedWithoutRecursion) {
  std::unique_ptr<link> head;
  for (int i = 0; i < support::rounds(1'000'000); ++i) {
    head = std::make_unique<link>(std::move(head));
  }
  head.release()->retire();
  default_hazard_pointer_domain().clean_up();
  EXPECT_EQ(alive, 0);
}

/// Retires its two children when it ends.
struct branch : hazard_pointer_obj_base<branch> {
  branch(int height, hazard_pointer_domain& in) : domain{in} {
    ++alive;
    if (height == 0) return;
    left = new branch{height - 1, in};
    right = new branch{height - 1, in};
  }
  branch(const branch&) = delete;
  branch& operator=(const branch&) = delete;
  ~branch() {
    --alive;
    if (left != nullptr) left->retire({}, domain);
    if (right != nullptr) right->retire({}, domain);
  }
  hazard_pointer_domain& domain;
  branch* left = nullptr;
  branch* right = nullptr;
};

TEST_F(hazard_pointer_domains, ATreeIsReclaimedWithoutRecursion) {
  (new branch{16, default_hazard_pointer_domain()})->retire();
  default_hazard_pointer_domain().clean_up();
  EXPECT_EQ(alive, 0);
  hazard_pointer_domain domain;
  (new branch{16, domain})->retire({}, domain);
  domain.clean_up();
  EXPECT_EQ(alive, 0);
}

/// Its deleter uses what is being used: hazard pointers, a queue on them, and the domain itself.
struct busy : hazard_pointer_obj_base<busy> {
  explicit busy(queue<int>& work) : numbers{work} {}
  busy(const busy&) = delete;
  busy& operator=(const busy&) = delete;
  ~busy() {
    hazard_pointer guard = make_hazard_pointer();
    const std::atomic<counted*> source{new counted};
    guard.protect(source)->retire();
    numbers.push(1);
    numbers.push(2);
    taken += numbers.try_pop().value_or(0);
    default_hazard_pointer_domain().clean_up();
  }
  queue<int>& numbers;
  static inline int taken = 0;
};

TEST_F(hazard_pointer_domains, ADeleterMayProtectRetireAndUseStructures) {
  queue<int> numbers;
  const int count = 3000;
  for (int i = 0; i < count; ++i) (new busy{numbers})->retire();
  default_hazard_pointer_domain().clean_up();
  int left = 0;
  while (const std::optional<int> number = numbers.try_pop()) left += *number;
  EXPECT_EQ(busy::taken + left, 3 * count);
}

TEST_F(hazard_pointer_domains, DeletersOfDomainsThatRetireToEachOtherEnd) {
  struct ping : hazard_pointer_obj_base<ping> {
    ping(int count, hazard_pointer_domain& in, hazard_pointer_domain& other)
        : left{count}, here{in}, there{other} {}
    ping(const ping&) = delete;
    ping& operator=(const ping&) = delete;
    ~ping() {
      for (int i = 0; left > 0 && i < 2; ++i) (new ping{left - 1, there, here})->retire({}, there);
      ++ended;
    }
    int left;
    hazard_pointer_domain& here;
    hazard_pointer_domain& there;
    static void retire_one(hazard_pointer_domain& a, hazard_pointer_domain& b) {
      (new ping{14, a, b})->retire({}, a);
    }
    int& ended = total();
    static int& total() {
      static int count = 0;
      return count;
    }
  };
  hazard_pointer_domain a;
  hazard_pointer_domain b;
  ping::retire_one(a, b);
  for (int i = 0; i < 15; ++i) {
    a.clean_up();
    b.clean_up();
  }
  EXPECT_EQ(ping::total(), (1 << 15) - 1);
}

/// A thread-local object whose destructor retires, made before or after the thread's own state.
struct parting_gift {
  ~parting_gift() { retire_some(count); }
  long count = 0;
};

TEST_F(hazard_pointer_domains, ThreadLocalDestructorsMayRetire) {
  support::worker{"generous",
                  [] {
                    static thread_local parting_gift early;
                    early.count = 10;
                    retire_some(1);  // makes the state: early's destructor runs after its end
                    static thread_local parting_gift late;
                    late.count = 2000;
                  }}
      .join();
  EXPECT_GE(alive, 10);
  EXPECT_LT(alive, 1000 + 10);
  default_hazard_pointer_domain().clean_up();
  EXPECT_EQ(alive, 0);
}

TEST_F(hazard_pointer_domains, ThreadLocalHazardPointersMayOutliveTheThreadsState) {
  const std::atomic<counted*> source{new counted};
  const auto visit = [&] {
    static thread_local hazard_pointer guard;
    EXPECT_TRUE(guard.empty());
    guard = make_hazard_pointer();
    EXPECT_NE(guard.protect(source), nullptr);
  };
  support::worker{"first", visit}.join();
  const std::size_t records = default_hazard_pointer_domain().hazard_pointers();
  for (int i = 0; i < 100; ++i) support::worker{"next", visit}.join();
  EXPECT_GE(records, 1U);
  EXPECT_EQ(default_hazard_pointer_domain().hazard_pointers(), records);
  source.load()->retire();
}

TEST_F(hazard_pointer_domains, StaticDestructorsMayRetire) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto leave = [] {
    struct last_words {
      ~last_words() {
        retire_some(3000);
        hazard_pointer guard = make_hazard_pointer();
        const std::atomic<counted*> source{new counted};
        guard.protect(source)->retire();
        default_hazard_pointer_domain().clean_up();
        std::fprintf(stderr, "alive: %ld\n", alive.load());
      }
    };
    static last_words words;
    retire_some(10);
    std::exit(0);
  };
  EXPECT_EXIT(leave(), ::testing::ExitedWithCode(0), "alive: 1\n");
}

TEST_F(hazard_pointer_domains, AForkedChildMayGoOn) {
  const std::atomic<counted*> source{new counted};
  hazard_pointer guard = make_hazard_pointer();
  counted* const kept = guard.protect(source);
  retire_some(10);
  const pid_t child = ::fork();
  ASSERT_NE(child, -1);
  if (child == 0) {
    kept->retire();
    retire_some(3000);
    hazard_pointer another = make_hazard_pointer();
    default_hazard_pointer_domain().clean_up();
    const bool kept_only = alive == 1;
    guard = {};
    default_hazard_pointer_domain().clean_up();
    ::_exit(kept_only && alive == 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  kept->retire();
  guard = {};
}

}  // namespace
}  // namespace interlock
