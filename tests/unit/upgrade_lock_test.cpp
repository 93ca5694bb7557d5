// SPDX-License-Identifier: MIT
/// @file
/// Guards that become others: the access changes, the lock is never free in between, and a guard
/// that could not become another one still owns what it owned. What the guard of upgrade access
/// does by itself is tested with that of a share.
#include <interlock/sync/upgrade_lock.hpp>
#include <interlock/sync/upgrade_mutex.hpp>

#include "support/worker.hpp"

#include <chrono>
#include <concepts>
#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace interlock {
namespace {

using namespace std::chrono_literals;

struct UpgradeLock : ::testing::Test {
  upgrade_mutex mutex;

  /// Which accesses another thread gets at once: some of "shared upgrade exclusive ".
  std::string open_to_others() {
    std::string found;
    std::thread{[&] {
      if (const shared_lock share{mutex, std::try_to_lock}) found += "shared ";
      if (const upgrade_lock look{mutex, std::try_to_lock}) found += "upgrade ";
      if (const unique_lock whole{mutex, std::try_to_lock}) found += "exclusive ";
    }}.join();
    return found;
  }
  /// Calls `use()` while another thread shares the mutex.
  template <class Use>
  void beside_a_reader(Use use) {
    std::thread{[&] { mutex.lock_shared(); }}.join();
    use();
    std::thread{[&] { mutex.unlock_shared(); }}.join();
  }
};

constexpr const char* nothing = "";
constexpr const char* a_share = "shared ";
constexpr const char* all_but_exclusive = "shared upgrade ";
constexpr const char* everything = "shared upgrade exclusive ";

TEST_F(UpgradeLock, GoesThroughEveryAccessAndBack) {
  {
    upgrade_lock look{mutex};
    EXPECT_EQ(open_to_others(), a_share);
    unique_lock change = to_unique(std::move(look));
    EXPECT_FALSE(look.owns_lock());
    EXPECT_EQ(look.mutex(), nullptr);
    EXPECT_EQ(change.mutex(), &mutex);
    EXPECT_EQ(open_to_others(), nothing);
    look = to_upgrade(std::move(change));
    EXPECT_FALSE(change.owns_lock());
    EXPECT_EQ(open_to_others(), a_share);
    shared_lock read = to_shared(std::move(look));
    EXPECT_FALSE(look.owns_lock());
    EXPECT_EQ(open_to_others(), all_but_exclusive);
    look = try_to_upgrade(read);
    EXPECT_TRUE(look.owns_lock());
    EXPECT_FALSE(read.owns_lock());
    change = try_to_unique(look);
    EXPECT_TRUE(change.owns_lock());
    read = to_shared(std::move(change));
    change = try_to_unique(read);
    EXPECT_FALSE(read.owns_lock());
    EXPECT_EQ(open_to_others(), nothing);
  }
  EXPECT_EQ(open_to_others(), everything);
}

TEST_F(UpgradeLock, OwnsWhatItOwnedWhenItCannotBecomeAnother) {
  beside_a_reader([&] {
    upgrade_lock look{mutex};
    EXPECT_FALSE(try_to_unique(look).owns_lock());
    EXPECT_FALSE(try_to_unique_for(look, 1ms).owns_lock());
    EXPECT_FALSE(try_to_unique_until(look, std::chrono::system_clock::now() + 1ms).owns_lock());
    EXPECT_TRUE(look.owns_lock());
    EXPECT_EQ(open_to_others(), a_share);
    shared_lock read = to_shared(std::move(look));
    EXPECT_FALSE(try_to_unique(read).owns_lock());
    EXPECT_TRUE(read.owns_lock());
    std::thread{[&] { mutex.lock_upgrade(); }}.join();
    EXPECT_FALSE(try_to_upgrade(read).owns_lock());
    EXPECT_TRUE(read.owns_lock());
    std::thread{[&] { mutex.unlock_upgrade(); }}.join();
  });
  EXPECT_EQ(open_to_others(), everything);
}

TEST_F(UpgradeLock, WaitsForTheReaders) {
  std::thread{[&] { mutex.lock_shared(); }}.join();
  support::worker upgrader{"upgrader", [&] {
                             upgrade_lock look{mutex};
                             const unique_lock change = to_unique(std::move(look));
                             EXPECT_TRUE(change.owns_lock());
                           }};
  ASSERT_TRUE(support::eventually([&] { return upgrader.asleep(); }));
  mutex.unlock_shared();
  upgrader.join();

  upgrade_lock look{mutex};
  unique_lock change = try_to_unique_for(look, 1h);
  EXPECT_TRUE(change.owns_lock());
  look = to_upgrade(std::move(change));
  change = try_to_unique_until(look, std::chrono::steady_clock::now());
  EXPECT_TRUE(change.owns_lock());
}

template <class Misuse>
std::error_code error_of(Misuse misuse) {
  try {
    misuse();
  } catch (const std::system_error& error) {
    return error.code();
  }
  return {};
}

TEST_F(UpgradeLock, GuardThatOwnsNothingCannotBecomeAnother) {
  upgrade_lock<upgrade_mutex> look;
  unique_lock<upgrade_mutex> change{mutex, std::defer_lock};
  shared_lock<upgrade_mutex> read{mutex, std::defer_lock};
  const std::error_code refused = std::make_error_code(std::errc::operation_not_permitted);
  EXPECT_EQ(error_of([&] { (void)to_unique(std::move(look)); }), refused);
  EXPECT_EQ(error_of([&] { (void)try_to_unique(look); }), refused);
  EXPECT_EQ(error_of([&] { (void)try_to_unique_for(look, 1ms); }), refused);
  EXPECT_EQ(error_of([&] { (void)to_upgrade(std::move(change)); }), refused);
  EXPECT_EQ(error_of([&] { (void)to_shared(std::move(change)); }), refused);
  EXPECT_EQ(error_of([&] { (void)to_shared(std::move(look)); }), refused);
  EXPECT_EQ(error_of([&] { (void)try_to_upgrade(read); }), refused);
  EXPECT_EQ(error_of([&] { (void)try_to_unique(read); }), refused);
  EXPECT_EQ(change.mutex(), &mutex);
  EXPECT_EQ(open_to_others(), everything);
}

static_assert(upgrade_lockable<upgrade_mutex>);
static_assert(!upgrade_lockable<shared_mutex>);
static_assert(!std::convertible_to<upgrade_mutex&, upgrade_lock<upgrade_mutex>>);

}  // namespace
}  // namespace interlock
