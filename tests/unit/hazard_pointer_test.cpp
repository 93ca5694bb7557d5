// SPDX-License-Identifier: MIT
/// @file
/// What one thread sees of hazard pointers: the members of C++26's hazard_pointer, one by one.
#include <interlock/lockfree/hazard_pointer.hpp>

#include "support/worker.hpp"

#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <new>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace interlock {
namespace {

struct tracked : hazard_pointer_obj_base<tracked> {
  explicit tracked(int& count) : ended{count} {}
  tracked(const tracked&) = delete;
  tracked& operator=(const tracked&) = delete;
  ~tracked() { ++ended; }
  int& ended;
};

struct hazard_pointers : ::testing::Test {
  /// Whether reclaiming everything possible ends the object, which is retired already.
  [[nodiscard]] bool reclaimed() const {
    default_hazard_pointer_domain().clean_up();
    return ended_ == 1;
  }
  void retire() { object_->retire(); }
  void TearDown() override { EXPECT_TRUE(reclaimed()); }

  int ended_ = 0;
  tracked* object_ = new tracked{ended_};
  std::atomic<tracked*> source_{object_};
};

static_assert(std::is_nothrow_default_constructible_v<hazard_pointer>);
static_assert(!std::is_copy_constructible_v<hazard_pointer>);
static_assert(!std::is_copy_assignable_v<hazard_pointer>);
static_assert(std::is_nothrow_move_constructible_v<hazard_pointer>);
static_assert(std::is_nothrow_move_assignable_v<hazard_pointer>);
static_assert(std::is_nothrow_swappable_v<hazard_pointer>);
static_assert(std::is_nothrow_destructible_v<hazard_pointer>);
static_assert(noexcept(std::declval<const hazard_pointer&>().empty()));
static_assert(noexcept(
    std::declval<hazard_pointer&>().protect(std::declval<const std::atomic<tracked*>&>())));
static_assert(noexcept(std::declval<hazard_pointer&>().try_protect(
    std::declval<tracked*&>(), std::declval<const std::atomic<tracked*>&>())));
static_assert(noexcept(std::declval<hazard_pointer&>().reset_protection()));
static_assert(noexcept(std::declval<hazard_pointer&>().reset_protection(nullptr)));
static_assert(
    noexcept(std::declval<hazard_pointer&>().reset_protection(std::declval<const tracked*>())));
static_assert(noexcept(std::declval<tracked&>().retire()));
static_assert(!noexcept(make_hazard_pointer()));
static_assert(std::is_same_v<decltype(make_hazard_pointer()), hazard_pointer>);

constinit hazard_pointer empty_before_main;

TEST_F(hazard_pointers, DefaultConstructedIsEmpty) {
  EXPECT_TRUE(hazard_pointer{}.empty());
  EXPECT_TRUE(empty_before_main.empty());
  retire();
}

TEST_F(hazard_pointers, MadeIsNotEmptyAndProtectsNothing) {
  const hazard_pointer guard = make_hazard_pointer();
  EXPECT_FALSE(guard.empty());
  retire();
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, ProtectKeepsTheObjectUntilReset) {
  hazard_pointer guard = make_hazard_pointer();
  EXPECT_EQ(guard.protect(source_), object_);
  retire();
  EXPECT_FALSE(reclaimed());
  guard.reset_protection();
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, ProtectOfNullProtectsNothing) {
  hazard_pointer guard = make_hazard_pointer();
  const std::atomic<tracked*> nowhere{nullptr};
  EXPECT_EQ(guard.protect(nowhere), nullptr);
  EXPECT_FALSE(guard.empty());
  retire();
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, ProtectOfAnotherObjectEndsTheProtection) {
  hazard_pointer guard = make_hazard_pointer();
  EXPECT_EQ(guard.protect(source_), object_);
  retire();
  const std::atomic<tracked*> nowhere{nullptr};
  EXPECT_EQ(guard.protect(nowhere), nullptr);
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, TryProtectSucceedsIfTheSourceStillHoldsThePointer) {
  hazard_pointer guard = make_hazard_pointer();
  tracked* pointer = object_;
  EXPECT_TRUE(guard.try_protect(pointer, source_));
  EXPECT_EQ(pointer, object_);
  retire();
  EXPECT_FALSE(reclaimed());
  guard.reset_protection(nullptr);
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, TryProtectOfAnotherPointerProtectsNothingAndReloads) {
  int ignored = 0;
  tracked other{ignored};
  hazard_pointer guard = make_hazard_pointer();
  tracked* pointer = &other;
  EXPECT_FALSE(guard.try_protect(pointer, source_));
  EXPECT_EQ(pointer, object_);
  retire();
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, AFailedTryProtectEndsTheProtectionBefore) {
  hazard_pointer guard = make_hazard_pointer();
  EXPECT_EQ(guard.protect(source_), object_);
  retire();
  source_ = nullptr;
  tracked* pointer = object_;
  EXPECT_FALSE(guard.try_protect(pointer, source_));
  EXPECT_EQ(pointer, nullptr);
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, ResetProtectionToAnObjectProtectsIt) {
  hazard_pointer guard = make_hazard_pointer();
  guard.reset_protection(object_);
  retire();
  EXPECT_FALSE(reclaimed());
  guard.reset_protection();
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, AnObjectIsKeptByEveryOneThatProtectsIt) {
  std::array<hazard_pointer, 3> guards{make_hazard_pointer(), make_hazard_pointer(),
                                       make_hazard_pointer()};
  for (hazard_pointer& guard : guards) EXPECT_EQ(guard.protect(source_), object_);
  retire();
  for (hazard_pointer& guard : guards) {
    EXPECT_FALSE(reclaimed());
    guard.reset_protection();
  }
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, DestructionEndsTheProtection) {
  {
    hazard_pointer guard = make_hazard_pointer();
    EXPECT_EQ(guard.protect(source_), object_);
    retire();
    EXPECT_FALSE(reclaimed());
  }
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, MoveConstructionTakesTheProtectionAlong) {
  hazard_pointer guard = make_hazard_pointer();
  EXPECT_EQ(guard.protect(source_), object_);
  retire();
  {
    const hazard_pointer heir{std::move(guard)};
    EXPECT_TRUE(guard.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
    EXPECT_FALSE(heir.empty());
    EXPECT_FALSE(reclaimed());
  }
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, MoveAssignmentEndsTheTargetsProtectionAndKeepsTheSources) {
  int other_ended = 0;
  auto* const other = new tracked{other_ended};
  hazard_pointer guard = make_hazard_pointer();
  hazard_pointer target = make_hazard_pointer();
  EXPECT_EQ(guard.protect(source_), object_);
  target.reset_protection(other);
  retire();
  other->retire();
  target = std::move(guard);
  EXPECT_TRUE(guard.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
  EXPECT_FALSE(reclaimed());
  EXPECT_EQ(other_ended, 1);
  target = hazard_pointer{};
  EXPECT_TRUE(target.empty());
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, SelfMoveChangesNothing) {
  hazard_pointer guard = make_hazard_pointer();
  EXPECT_EQ(guard.protect(source_), object_);
  retire();
  hazard_pointer& same = guard;
  guard = std::move(same);
  EXPECT_FALSE(guard.empty());
  EXPECT_FALSE(reclaimed());
  guard.reset_protection();
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, SwapEndsNoProtection) {
  hazard_pointer guard = make_hazard_pointer();
  hazard_pointer other;
  EXPECT_EQ(guard.protect(source_), object_);
  retire();
  guard.swap(other);
  EXPECT_TRUE(guard.empty());
  EXPECT_FALSE(reclaimed());
  swap(guard, other);
  EXPECT_TRUE(other.empty());
  EXPECT_FALSE(reclaimed());
  guard.reset_protection();
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, MayBeDestroyedByAnotherThread) {
  hazard_pointer guard = make_hazard_pointer();
  EXPECT_EQ(guard.protect(source_), object_);
  retire();
  EXPECT_FALSE(reclaimed());
  support::worker{"heir", [guard = std::move(guard)]() mutable { guard = {}; }}.join();
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, ConstObjectsAreProtected) {
  const std::atomic<const tracked*> source{object_};
  hazard_pointer guard = make_hazard_pointer();
  EXPECT_EQ(guard.protect(source), object_);
  retire();
  EXPECT_FALSE(reclaimed());
  guard.reset_protection();
  EXPECT_TRUE(reclaimed());
}

TEST_F(hazard_pointers, ABatchFillsOnlyTheEmptyOnes) {
  std::array<hazard_pointer, 40> batch;
  batch[7] = make_hazard_pointer();
  EXPECT_EQ(batch[7].protect(source_), object_);
  retire();
  make_hazard_pointer_batch(std::span<hazard_pointer>{batch});
  for (const hazard_pointer& guard : batch) EXPECT_FALSE(guard.empty());
  EXPECT_FALSE(reclaimed());
  clear_hazard_pointer_batch(std::span<hazard_pointer>{batch});
  for (const hazard_pointer& guard : batch) EXPECT_TRUE(guard.empty());
  EXPECT_TRUE(reclaimed());
}

/// The real machine, on which allocation fails as often as one likes.
struct poor_backend : std_backend {
  static inline int allocations_left = 0;
  static void* allocate(std::size_t bytes, std::size_t alignment) {
    if (allocations_left == 0) throw std::bad_alloc{};
    --allocations_left;
    return std_backend::allocate(bytes, alignment);
  }
};

TEST(hazard_pointer_allocation, AFailedBatchChangesNothing) {
  using guard = basic_hazard_pointer<poor_backend>;
  basic_hazard_pointer_domain<poor_backend> domain;
  std::vector<guard> batch(9);
  poor_backend::allocations_left = 1;  // enough for eight hazard pointers
  batch[4] = make_hazard_pointer(domain);
  EXPECT_NO_THROW(make_hazard_pointer_batch(std::span{batch}.first(8), domain));
  clear_hazard_pointer_batch(std::span{batch}.first(4));
  clear_hazard_pointer_batch(std::span{batch}.subspan(5, 3));
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_THROW(make_hazard_pointer_batch(std::span{batch}, domain), std::bad_alloc);
    for (std::size_t i = 0; i < batch.size(); ++i) EXPECT_EQ(batch[i].empty(), i != 4);
  }
  EXPECT_NO_THROW(make_hazard_pointer_batch(std::span{batch}.first(8), domain));
  EXPECT_EQ(domain.hazard_pointers(), 8U);
  EXPECT_THROW(batch[8] = make_hazard_pointer(domain), std::bad_alloc);
  EXPECT_TRUE(batch[8].empty());
  batch.clear();
}

}  // namespace
}  // namespace interlock
