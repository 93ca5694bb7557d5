// SPDX-License-Identifier: MIT
/// @file
/// `namespace std_like = interlock`: one program, compiled with the standard's names and with this
/// library's, does the same.
#include <interlock/sync/barrier.hpp>
#include <interlock/sync/call_once.hpp>
#include <interlock/sync/condition_variable.hpp>
#include <interlock/sync/latch.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/recursive_mutex.hpp>
#include <interlock/sync/semaphore.hpp>
#include <interlock/sync/shared_lock.hpp>
#include <interlock/sync/shared_mutex.hpp>

#include <barrier>
#include <chrono>
#include <concepts>
#include <condition_variable>
#include <cstddef>
#include <gtest/gtest.h>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using std::chrono::system_clock;

namespace with_std {
namespace std_like = ::std;
#include "drop_in/program.hpp"
}  // namespace with_std

namespace with_interlock {
namespace std_like = ::interlock;
#include "drop_in/program.hpp"
}  // namespace with_interlock

namespace {

template <class Program>
struct DropIn : ::testing::Test {};
using programs = ::testing::Types<with_std::program, with_interlock::program>;
TYPED_TEST_SUITE(DropIn, programs);

TYPED_TEST(DropIn, GuardsAndMutexes) { TypeParam::lock_and_guard(); }
TYPED_TEST(DropIn, TimedAttempts) { TypeParam::give_up_in_time(); }
TYPED_TEST(DropIn, Semaphores) { TypeParam::count_units(); }
TYPED_TEST(DropIn, AllHeadersTogether) { EXPECT_EQ(TypeParam::sum_of_squares(300), 9'045'050); }

}  // namespace
