// SPDX-License-Identifier: MIT
/// @file
/// What every flag for `call_once` promises: the function returns once, whoever calls, everybody
/// waits for that and sees what it did, and an exception gives another call its turn.
#include "registry/once_flags.hpp"

#include "support/child_process.hpp"
#include "support/dawdle.hpp"
#include "support/handover_page.hpp"
#include "support/late_backend.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <unistd.h>
#include <utility>

namespace interlock::support {
namespace {

template <class Row>
using once_flag_of = typename Row::template type<std_backend>;

template <class Row>
struct once_flags : ::testing::Test {
  once_flag_of<Row> flag;
};
using once_flag_rows = rows_of<registry::once_flags>;
TYPED_TEST_SUITE(once_flags, once_flag_rows, row_names);

TYPED_TEST(once_flags, FirstCallRunsTheFunctionWithItsArguments) {
  int runs = 0;
  auto moved = std::make_unique<int>(3);
  const auto function = [](int& count, std::unique_ptr<int> by) { count += *by; };
  this->flag.call(function, runs, std::move(moved));
  EXPECT_EQ(runs, 3);
  this->flag.call(function, runs, std::make_unique<int>(5));
  EXPECT_EQ(runs, 3);
}

TYPED_TEST(once_flags, ArgumentsOfACallThatIsNotNeededStayWhereTheyAre) {
  this->flag.call([] {});
  auto kept = std::make_unique<int>(1);
  this->flag.call([](std::unique_ptr<int>) {}, std::move(kept));
  EXPECT_NE(kept, nullptr);
}

TYPED_TEST(once_flags, ExceptionReachesTheCallerAndTheNextCallRunsTheFunction) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_THROW(this->flag.call([] { throw std::runtime_error{"not yet"}; }), std::runtime_error);
  }
  int runs = 0;
  this->flag.call([&] { ++runs; });
  this->flag.call([&] { ++runs; });
  EXPECT_EQ(runs, 1);
}

TYPED_TEST(once_flags, FunctionMayCallForOtherFlags) {
  once_flag_of<TypeParam> inner;
  once_flag_of<TypeParam> innermost;
  int runs[3] = {};
  const auto call_inner = [&] {
    inner.call([&] {
      innermost.call([&] { ++runs[2]; });
      ++runs[1];
    });
  };
  run_together("caller", 3, [&](int i) {
    if (i == 2) call_inner();
    this->flag.call([&] {
      call_inner();
      ++runs[0];
    });
    EXPECT_EQ(runs[0] + runs[1] + runs[2], 3);
  });
  for (const int each : runs) EXPECT_EQ(each, 1);
}

TYPED_TEST(once_flags, ExceptionOfANestedCallLeavesBothFlagsUnset) {
  once_flag_of<TypeParam> inner;
  const auto nested = [&](auto function) { this->flag.call([&] { inner.call(function); }); };
  EXPECT_THROW(nested([] { throw std::runtime_error{"not yet"}; }), std::runtime_error);
  int runs = 0;
  nested([&] { ++runs; });
  inner.call([&] { ++runs; });
  EXPECT_EQ(runs, 1);
}

TYPED_TEST(once_flags, OtherCallsWaitUntilTheFunctionHasReturned) {
  std::atomic<bool> go{false};
  std::atomic<bool> returned{false};
  std::atomic<int> runs{0};
  const auto function = [&] {
    runs.fetch_add(1);
    while (!go.load()) std::this_thread::sleep_for(std::chrono::microseconds{100});
    returned.store(true, std::memory_order::relaxed);
  };
  crew callers;
  for (int i = 0; i < 3; ++i) {
    callers.add("caller", [&] {
      this->flag.call(function);
      EXPECT_TRUE(returned.load(std::memory_order::relaxed));
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds{10});
  for (std::size_t i = 0; i < callers.size(); ++i) EXPECT_FALSE(callers[i].done());
  go.store(true);
  callers.join();
  EXPECT_EQ(runs.load(), 1);
}

/// Sleepers must not stay asleep when the call that they wait for ends with an exception.
TYPED_TEST(once_flags, ExceptionWakesThoseWhoWait) {
  std::atomic<int> runs{0};
  std::atomic<int> thrown{0};
  const auto function = [&] {
    const int run = runs.fetch_add(1) + 1;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
    if (run <= 2) throw std::runtime_error{"not yet"};
  };
  run_together("caller", 4, [&](int) {
    try {
      this->flag.call(function);
    } catch (const std::runtime_error&) {
      thrown.fetch_add(1);
    }
  });
  EXPECT_EQ(runs.load(), 3);
  EXPECT_EQ(thrown.load(), 2);
}

TYPED_TEST(once_flags, EveryRoundHasOneRunThatAllSee) {
  std::unique_ptr<once_flag_of<TypeParam>> shared;
  long data = 0;
  play_rounds(
      "caller", 3, rounds(5'000),
      [&](int) {
        shared = std::make_unique<once_flag_of<TypeParam>>();
        data = 0;
      },
      [&](int i, int round) {
        if ((round + i) % 3 == 0) dawdle(round);
        bool failed = round % 5 == 0;
        for (bool done = false; !done;) {
          try {
            shared->call([&] {
              if (std::exchange(failed, false)) throw std::runtime_error{"not yet"};
              ++data;
            });
            done = true;
          } catch (const std::runtime_error&) {
          }
        }
        EXPECT_EQ(data, 1);
      });
}

/// A function may fork: in the child its call goes on, and ends the wait for it.
TYPED_TEST(once_flags, ForkedChildEndsTheCallThatForked) {
  pid_t child = -1;
  this->flag.call([&] {
    child = ::fork();
    if (child == 0) ::alarm(static_cast<unsigned>(patience.count()));
  });
  bool again = false;
  this->flag.call([&] { again = true; });
  if (child == 0) ::_exit(again ? 1 : 0);
  EXPECT_FALSE(again);
  EXPECT_EQ(end_of(child), 0);
}

template <class Row>
constinit once_flag_of<Row> static_flag;

TYPED_TEST(once_flags, IsConstantInitialised) {
  bool ran = false;
  static_flag<TypeParam>.call([&] { ran = true; });
  EXPECT_TRUE(ran);
}

template <class Row>
using is_destroyable = std::bool_constant<Row::contract.destroyable>;
template <class Row>
struct destroyable_once_flags : ::testing::Test {};
using destroyable_rows = rows_of<registry::filter_t<is_destroyable, registry::once_flags>>;
TYPED_TEST_SUITE(destroyable_once_flags, destroyable_rows, row_names);

TYPED_TEST(destroyable_once_flags, CallTouchesNothingOnceAnotherHasSeenItsEnd) {
  using late_flag = typename TypeParam::template type<late_backend>;
  handover_page<late_flag> page;
  late_flag* flag = nullptr;
  std::atomic<bool> running{false};
  play_rounds(
      "partner", 2, rounds(3'000),
      [&](int) {
        flag = &page.construct();
        running.store(false);
      },
      [&](int i, int round) {
        if (i == 0) {
          flag->call([&] {
            running.store(true);
            dawdle(round);
          });
          return;
        }
        while (!running.load()) std::this_thread::yield();
        flag->call([] {});
        page.take_away();
      });
}

}  // namespace
}  // namespace interlock::support
