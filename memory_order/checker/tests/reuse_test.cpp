// SPDX-License-Identifier: MIT
/// @file
/// Addresses that come back: what goes wrong only then, and what does not.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include <cstdint>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace interlock::checker {
namespace {

using B = checker_backend;
using testing::HasSubstr;

struct node {
  explicit node(int content) : value{content} {}
  B::plain<int> value;
  B::atomic<node*> next{nullptr};
};

struct untagged {
  node* top = nullptr;
  [[nodiscard]] untagged with(node* other) const { return {other}; }
};
struct tagged {
  node* top = nullptr;
  std::uint64_t tag = 0;
  [[nodiscard]] tagged with(node* other) const { return {other, tag + 1}; }
};

/// Treiber's stack, whose nodes are freed at once unless the other thread is looking. `Held` says
/// whether it still says so when it takes the node.
template <class Head, bool Held>
class stack {
 public:
  void push(int value) {
    node* const added = create<B, node>(value);
    Head seen = head_.load(order::relaxed);
    do {
      added->next.store(seen.top, order::relaxed);
    } while (
        !head_.compare_exchange_strong(seen, seen.with(added), order::release, order::relaxed));
  }

  /// 0 if there is none.
  int pop(unsigned self) {
    for (;;) {
      Head seen = head_.load(order::acquire);
      if (seen.top == nullptr) return 0;
      looks_at_[self].store(seen.top, order::seq_cst);
      if (head_.load(order::seq_cst).top != seen.top) {
        looks_at_[self].store(nullptr, order::release);
        continue;
      }
      node* const next = seen.top->next.load(order::relaxed);
      if (!Held) looks_at_[self].store(nullptr, order::release);
      Head expected = seen;
      const bool taken =
          head_.compare_exchange_strong(expected, seen.with(next), order::seq_cst, order::relaxed);
      looks_at_[self].store(nullptr, order::release);
      if (!taken) continue;
      (void)B::await(looks_at_[1 - self], order::seq_cst,
                     [top = seen.top](const node* other) { return other != top; });
      const int value = seen.top->value.read();
      destroy<B>(seen.top);
      return value;
    }
  }

 private:
  B::atomic<Head> head_{Head{}};
  B::atomic<node*> looks_at_[2];
};

/// One thread pops; the other pops twice and pushes again.
template <class Head, bool Held>
void pop_and_push() {
  stack<Head, Held> shared;
  shared.push(1);
  shared.push(2);
  int sum = 0;
  B::thread other{[&] { sum += shared.pop(0); }};
  int mine = shared.pop(1);
  mine += shared.pop(1);
  shared.push(3);
  other.join();
  for (int rest = 0; (rest = shared.pop(1)) != 0;) mine += rest;
  require(sum + mine == 1 + 2 + 3, "what was pushed is popped once");
}

TEST(CheckerReuse, AnUntaggedStackThatStopsLookingTooSoon) {
  EXPECT_TRUE(passes(explore({}, pop_and_push<untagged, false>)));
  const result found = explore({.reuse = 2}, pop_and_push<untagged, false>);
  EXPECT_EQ(found.outcome, verdict::failed);
  EXPECT_THAT(found.trace, HasSubstr("allocate freed memory"));
}

TEST(CheckerReuse, ATagHelps) {
  EXPECT_TRUE(passes(explore({.reuse = 2}, pop_and_push<tagged, false>)));
}

TEST(CheckerReuse, LookingLongEnoughHelps) {
  EXPECT_TRUE(passes(explore({.reuse = 2}, pop_and_push<untagged, true>)));
}

/// The addresses of two allocations, one of which may be another's after it.
TEST(CheckerReuse, IsAChoiceAmongTheBlocksFreedLast) {
  const auto ways = [](std::uint32_t reuse) {
    std::set<int> seen;
    const result found = explore({.reuse = reuse}, [&seen] {
      void* const first = B::allocate(8, 8);
      void* const second = B::allocate(8, 8);
      void* const other_size = B::allocate(16, 8);
      B::deallocate(first, 8, 8);
      B::deallocate(second, 8, 8);
      B::deallocate(other_size, 16, 8);
      void* const third = B::allocate(8, 8);
      require(third != other_size, "only blocks of the same size are used again");
      seen.insert(third == first ? 1 : third == second ? 2 : 0);
      B::deallocate(third, 8, 8);
    });
    EXPECT_TRUE(passes(found));
    EXPECT_EQ(found.complete, seen.size());
    return seen;
  };
  EXPECT_EQ(ways(0), (std::set<int>{0}));
  EXPECT_EQ(ways(1), (std::set<int>{0, 2}));
  EXPECT_EQ(ways(2), (std::set<int>{0, 1, 2}));
  EXPECT_EQ(ways(9), (std::set<int>{0, 1, 2}));
}

/// Another thread may have the block if it knows that it is free, and then nobody else has.
TEST(CheckerReuse, NeedsTheDeallocationToHappenBefore) {
  const auto client = [](std::memory_order how) {
    bool again = false;
    const result found = explore({.reuse = 1, .detect_duplicates = true}, [how, &again] {
      B::atomic<int> freed{0};
      void* const first = B::allocate(8, 8);
      const auto take = [&] {
        if (freed.load(how) != 1) return;
        void* const mine = B::allocate(8, 8);
        again = again || mine == first;
        freed.fetch_add(1, order::relaxed);
        B::deallocate(mine, 8, 8);
      };
      B::thread one{take};
      B::thread two{take};
      B::deallocate(first, 8, 8);
      freed.store(1, order::release);
      one.join();
      two.join();
    });
    EXPECT_TRUE(passes(found));
    EXPECT_EQ(found.duplicates, 0U);
    return again;
  };
  EXPECT_TRUE(client(order::acquire));
  EXPECT_FALSE(client(order::relaxed));
}

TEST(CheckerReuse, NobodyHasABlockThatAnotherOneHas) {
  const result found = explore({.reuse = 1, .detect_duplicates = true}, [] {
    B::atomic<std::uintptr_t> taken{0};
    void* const first = B::allocate(8, 8);
    B::deallocate(first, 8, 8);
    const auto take = [&] {
      void* const mine = B::allocate(8, 8);
      const auto before = taken.exchange(reinterpret_cast<std::uintptr_t>(mine), order::relaxed);
      require(before != reinterpret_cast<std::uintptr_t>(mine), "a block has one owner");
    };
    B::thread one{take};
    B::thread two{take};
    one.join();
    two.join();
  });
  EXPECT_TRUE(fails_with(found, failure::leak));
  const auto client = [] {
    B::atomic<int> owners{0};
    void* const first = B::allocate(8, 8);
    B::deallocate(first, 8, 8);
    int again = 0;
    const auto take = [&] {
      void* const mine = B::allocate(8, 8);
      again += mine == first ? 1 : 0;
      owners.fetch_add(1, order::relaxed);
      (void)B::await(owners, order::relaxed, [](int value) { return value == 2; });
      B::deallocate(mine, 8, 8);
    };
    B::thread one{take};
    B::thread two{take};
    one.join();
    two.join();
    require(again < 2, "a block has one owner");
    reachable("one of them has it", again == 1);
    reachable("none has it", again == 0);
  };
  const result both = explore({.reuse = 1, .detect_duplicates = true}, client);
  EXPECT_TRUE(passes(both));
  EXPECT_EQ(both.duplicates, 0U);
  EXPECT_GT(both.abandoned, 0U);
}

TEST(CheckerReuse, ObjectsAreBornAgain) {
  // Neither the old value, nor the old owner's accesses, nor its end count for the new object.
  EXPECT_TRUE(passes(explore({.reuse = 1}, [] {
    auto* const first = create<B, node>(1);
    B::thread other{[first] {
      first->next.store(first, order::relaxed);
      first->value.write(2);
    }};
    other.join();
    destroy<B>(first);
    auto* const second = create<B, node>(3);
    require(second->next.load(order::relaxed) == nullptr, "a new object has its own value");
    require(second->value.read() == 3, "so has plain data");
    reachable("reborn", second == first);
    destroy<B>(second);
  })));
  EXPECT_TRUE(fails_with(explore({.reuse = 1},
                                 [] {
                                   B::slot<int>* const first = create<B, B::slot<int>>();
                                   first->construct(1);
                                   destroy<B>(first);
                                   B::slot<int>* const second = create<B, B::slot<int>>();
                                   (void)second->shared();
                                   destroy<B>(second);
                                 }),
                         failure::uninitialized_read));
}

TEST(CheckerReuse, InRandomExecutionsToo) {
  EXPECT_EQ(explore({.samples = 20000, .reuse = 2}, pop_and_push<untagged, false>).outcome,
            verdict::failed);
  EXPECT_TRUE(
      passes_within_bounds(explore({.samples = 2000, .reuse = 2}, pop_and_push<untagged, true>)));
}

}  // namespace
}  // namespace interlock::checker
