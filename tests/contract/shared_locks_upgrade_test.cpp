// SPDX-License-Identifier: MIT
/// @file
/// What every lock with upgrade access promises: whoever has it reads beside the readers, excludes
/// all others, and changes its access in one step.
#include "registry/shared_locks.hpp"
#include "support/dawdle.hpp"
#include "support/handover_page.hpp"
#include "support/late_backend.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using support::crew;
using support::play_rounds;
using support::repeat;
using support::rounds;

template <class Row>
using lock_of = typename Row::template type<std_backend>;
template <class Row>
using has_upgrade = std::bool_constant<Row::contract.upgrade>;
template <class Row>
struct upgrade_locks : ::testing::Test {
  lock_of<Row> lock_;

  /// Which accesses another thread gets at once: some of "shared upgrade exclusive ".
  std::string open_to_others() {
    std::string found;
    std::thread{[&] {
      if (lock_.try_lock_shared()) {
        found += "shared ";
        lock_.unlock_shared();
      }
      if (lock_.try_lock_upgrade()) {
        found += "upgrade ";
        lock_.unlock_upgrade();
      }
      if (lock_.try_lock()) {
        found += "exclusive ";
        lock_.unlock();
      }
    }}.join();
    return found;
  }
  /// Calls `use()` while another thread shares the lock_.
  template <class Use>
  void beside_a_reader(Use use) {
    std::thread{[&] { lock_.lock_shared(); }}.join();
    use();
    std::thread{[&] { lock_.unlock_shared(); }}.join();
  }
};
using upgrade_rows = support::rows_of<registry::filter_t<has_upgrade, registry::shared_locks>>;
TYPED_TEST_SUITE(upgrade_locks, upgrade_rows, support::row_names);

constexpr const char* nothing = "";
constexpr const char* a_share = "shared ";
constexpr const char* all_but_exclusive = "shared upgrade ";
constexpr const char* everything = "shared upgrade exclusive ";

TYPED_TEST(upgrade_locks, UpgradeAccessAdmitsReadersAlone) {
  EXPECT_EQ(this->open_to_others(), everything);
  this->lock_.lock_upgrade();
  EXPECT_EQ(this->open_to_others(), a_share);
  this->lock_.unlock_upgrade();
  EXPECT_EQ(this->open_to_others(), everything);
  this->lock_.lock_shared();
  EXPECT_EQ(this->open_to_others(), all_but_exclusive);
  this->lock_.unlock_shared();
}

TYPED_TEST(upgrade_locks, EachChangeOfAccessAdmitsWhomItShould) {
  auto& lock = this->lock_;
  lock.lock_upgrade();
  lock.unlock_upgrade_and_lock();
  EXPECT_EQ(this->open_to_others(), nothing);
  lock.unlock_and_lock_upgrade();
  EXPECT_EQ(this->open_to_others(), a_share);
  lock.unlock_upgrade_and_lock_shared();
  EXPECT_EQ(this->open_to_others(), all_but_exclusive);
  ASSERT_TRUE(lock.try_unlock_shared_and_lock_upgrade());
  EXPECT_EQ(this->open_to_others(), a_share);
  ASSERT_TRUE(lock.try_unlock_upgrade_and_lock());
  EXPECT_EQ(this->open_to_others(), nothing);
  lock.unlock_and_lock_shared();
  EXPECT_EQ(this->open_to_others(), all_but_exclusive);
  ASSERT_TRUE(lock.try_unlock_shared_and_lock());
  EXPECT_EQ(this->open_to_others(), nothing);
  lock.unlock();
  EXPECT_EQ(this->open_to_others(), everything);
}

TYPED_TEST(upgrade_locks, FailedChangesLeaveTheAccessAlone) {
  auto& lock = this->lock_;
  this->beside_a_reader([&] {
    lock.lock_upgrade();
    EXPECT_FALSE(lock.try_unlock_upgrade_and_lock());
    EXPECT_EQ(this->open_to_others(), a_share);
    lock.unlock_upgrade_and_lock_shared();
    EXPECT_FALSE(lock.try_unlock_shared_and_lock());
    EXPECT_EQ(this->open_to_others(), all_but_exclusive);
    lock.unlock_shared();
  });
  std::thread{[&] { lock.lock_upgrade(); }}.join();
  lock.lock_shared();
  EXPECT_FALSE(lock.try_unlock_shared_and_lock_upgrade());
  EXPECT_FALSE(lock.try_unlock_shared_and_lock());
  lock.unlock_shared();
  std::thread{[&] { lock.unlock_upgrade(); }}.join();
  EXPECT_EQ(this->open_to_others(), everything);
}

TYPED_TEST(upgrade_locks, UpgradeWaitsForTheReadersAndLetsNoneIn) {
  for (int round = 0; round < rounds(50); ++round) {
    auto& lock = this->lock_;
    lock.lock_shared();
    support::worker upgrader{"upgrader", [&] {
                               lock.lock_upgrade();
                               lock.unlock_upgrade_and_lock();
                               lock.unlock();
                             }};
    ASSERT_TRUE(support::eventually([&] { return upgrader.asleep(); }));
    EXPECT_EQ(this->open_to_others(), nothing);
    support::worker reader{"reader", [&] { const std::shared_lock guard{lock}; }};
    reader.settle();
    EXPECT_FALSE(reader.done());
    lock.unlock_shared();
    upgrader.join();
    reader.join();
  }
}

TYPED_TEST(upgrade_locks, TwoUpgradersTakeTurns) {
  auto& lock = this->lock_;
  long value = 0;
  std::atomic<long> lost{0};
  const long times = repeat("upgrader", 4, rounds(10'000), [&](int i, int n) {
    if (i == 3) {
      const std::shared_lock guard{lock};
      const volatile long& seen = value;
      const long first = seen;
      if (n % 32 == 0) std::this_thread::yield();
      if (seen != first) lost.fetch_add(1);
      return;
    }
    lock.lock_upgrade();
    const long seen = value;
    if (n % 64 == 0) std::this_thread::yield();
    lock.unlock_upgrade_and_lock();
    if (value != seen) lost.fetch_add(1);
    value = seen + 1;
    if (n % 3 == 0) return lock.unlock();
    n % 3 == 1 ? lock.unlock_and_lock_upgrade() : lock.unlock_and_lock_shared();
    if (value != seen + 1) lost.fetch_add(1);
    n % 3 == 1 ? lock.unlock_upgrade() : lock.unlock_shared();
  });
  EXPECT_EQ(lost.load(), 0);
  EXPECT_GT(value, 0);
  EXPECT_LE(value, times);
  EXPECT_EQ(this->open_to_others(), everything);
}

TYPED_TEST(upgrade_locks, DowngradesLetTheOthersIn) {
  for (int round = 0; round < rounds(50); ++round) {
    auto& lock = this->lock_;
    lock.lock();
    crew line;
    line.add("reader", [&] { const std::shared_lock guard{lock}; });
    line[0].settle();
    EXPECT_FALSE(line[0].done());
    if (round % 2 == 0) {
      lock.unlock_and_lock_shared();
      line.join();
      lock.unlock_shared();
    } else {
      lock.unlock_and_lock_upgrade();
      line.join();
      line.add("upgrader", [&] {
        lock.lock_upgrade();
        lock.unlock_upgrade();
      });
      line[1].settle();
      EXPECT_FALSE(line[1].done());
      lock.unlock_upgrade_and_lock_shared();
      line.join();
      lock.unlock_shared();
    }
  }
}

/// Those who wait because of the upgrade are let in when it is given up.
TYPED_TEST(upgrade_locks, UpgradeThatIsGivenUpReopensTheLock) {
  for (int round = 0; round < rounds(20); ++round) {
    auto& lock = this->lock_;
    this->beside_a_reader([&] {
      lock.lock_upgrade();
      support::worker reader{"reader", [&] {
                               std::this_thread::sleep_for(500us);
                               const std::shared_lock guard{lock};
                             }};
      EXPECT_FALSE(lock.try_unlock_upgrade_and_lock_for(2ms));
      reader.join();
      lock.unlock_upgrade();
    });
  }
}

TYPED_TEST(upgrade_locks, UnlockUpgradeTouchesNothingOnceAWriterHasIt) {
  using late_lock = typename TypeParam::template type<support::late_backend>;
  support::handover_page<late_lock> page;
  late_lock* late = nullptr;
  const auto prepare = [&](int) {
    late = &page.construct();
    late->lock_upgrade();
  };
  play_rounds("owner", 2, rounds(3'000), prepare, [&](int i, int round) {
    if (i == 0) {
      support::dawdle(round);
      late->unlock_upgrade();
    } else {
      late->lock();
      page.take_away();
    }
  });
}

}  // namespace
}  // namespace interlock
