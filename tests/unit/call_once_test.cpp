// SPDX-License-Identifier: MIT
/// @file
/// What only `call_once` does: the same as `std::call_once`, for the same program.
#include <interlock/memory_order/detail/tsan.hpp>
#include <interlock/sync/call_once.hpp>

#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace interlock {
namespace {

static_assert(sizeof(once_flag) == 4);
static_assert(std::is_trivially_destructible_v<once_flag>);

struct std_names {
  // ThreadSanitizer's pthread_once, which this one calls, does not notice that the function threw.
  static constexpr bool retries = !detail::under_tsan;
  using once_flag = std::once_flag;
  template <class... Arguments>
  static void call_once(Arguments&&... arguments) {
    std::call_once(std::forward<Arguments>(arguments)...);
  }
};
struct interlock_names {
  static constexpr bool retries = true;
  using once_flag = interlock::once_flag;
  template <class... Arguments>
  static void call_once(Arguments&&... arguments) {
    interlock::call_once(std::forward<Arguments>(arguments)...);
  }
};
template <class Names>
struct std_like_call_once : ::testing::Test {
  typename Names::once_flag flag;
};
using both = ::testing::Types<std_names, interlock_names>;
TYPED_TEST_SUITE(std_like_call_once, both);

struct account {
  int balance = 0;
  void pay_in(int amount) { balance += amount; }
};

TYPED_TEST(std_like_call_once, HasTheSameMembers) {
  using flag_type = typename TypeParam::once_flag;
  static_assert(std::is_nothrow_default_constructible_v<flag_type>);
  static_assert(!std::is_copy_constructible_v<flag_type> && !std::is_copy_assignable_v<flag_type>);
  static_assert(!std::is_move_constructible_v<flag_type> && !std::is_move_assignable_v<flag_type>);
  static constinit flag_type constant;
  int runs = 0;
  TypeParam::call_once(constant, [&] { ++runs; });
  TypeParam::call_once(constant, [&] { ++runs; });
  EXPECT_EQ(runs, 1);
}

TYPED_TEST(std_like_call_once, CallsMembersWithMoveOnlyArguments) {
  account mine;
  TypeParam::call_once(this->flag, &account::pay_in, mine, 7);
  TypeParam::call_once(this->flag, &account::pay_in, &mine, 7);
  EXPECT_EQ(mine.balance, 7);
  typename TypeParam::once_flag other;
  TypeParam::call_once(
      other, [&](std::unique_ptr<int> amount) { mine.pay_in(*amount); }, std::make_unique<int>(3));
  EXPECT_EQ(mine.balance, 10);
}

/// Counts how it is called and how often it is copied.
struct fussy {
  int* as_lvalue;
  int* as_rvalue;
  int copies = 0;
  fussy(int& lvalue, int& rvalue) : as_lvalue{&lvalue}, as_rvalue{&rvalue} {}
  fussy(const fussy& other)
      : as_lvalue{other.as_lvalue}, as_rvalue{other.as_rvalue}, copies{other.copies + 1} {}
  int operator()() & { return ++*as_lvalue; }
  int operator()() && { return ++*as_rvalue; }
};

TYPED_TEST(std_like_call_once, CallsTheFunctionAsItWasPassed) {
  int lvalue = 0;
  int rvalue = 0;
  fussy function{lvalue, rvalue};
  TypeParam::call_once(this->flag, function);
  EXPECT_EQ(lvalue, 1);
  typename TypeParam::once_flag other;
  TypeParam::call_once(other, std::move(function));
  EXPECT_EQ(rvalue, 1);
  EXPECT_EQ(function.copies, 0);
}

TYPED_TEST(std_like_call_once, ArgumentsAreForwardedNotCopied) {
  int seen = 0;
  const auto by_reference = [&seen](const int& value, int& target, const std::string& text) {
    seen = value;
    target = static_cast<int>(text.size());
  };
  int target = 0;
  TypeParam::call_once(this->flag, by_reference, 4, target, "text");
  EXPECT_EQ(seen, 4);
  EXPECT_EQ(target, 4);
  typename TypeParam::once_flag other;
  account mine;
  TypeParam::call_once(other, &account::pay_in, std::ref(mine), 2);
  EXPECT_EQ(mine.balance, 2);
}

TYPED_TEST(std_like_call_once, FunctionMayCallForAnotherFlag) {
  typename TypeParam::once_flag inner;
  int runs = 0;
  TypeParam::call_once(this->flag, [&] {
    TypeParam::call_once(inner, [&] { ++runs; });
    ++runs;
  });
  TypeParam::call_once(inner, [&] { ++runs; });
  EXPECT_EQ(runs, 2);
}

TYPED_TEST(std_like_call_once, ExceptionsLeaveTheFlagUnset) {
  if (!TypeParam::retries) GTEST_SKIP() << "a call after an exception would never return";
  int runs = 0;
  const auto function = [&](bool fail) {
    ++runs;
    if (fail) throw std::runtime_error{"failed"};
  };
  EXPECT_THROW(TypeParam::call_once(this->flag, function, true), std::runtime_error);
  TypeParam::call_once(this->flag, function, false);
  TypeParam::call_once(this->flag, function, true);
  EXPECT_EQ(runs, 2);
}

}  // namespace
}  // namespace interlock
