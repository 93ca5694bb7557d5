// SPDX-License-Identifier: MIT
/// @file
/// What every event count promises, besides what gates and semaphores made of it do: whom a
/// notification reaches, that it costs nothing when nobody waits, and what exceptions leave behind.
#include "registry/event_counts.hpp"

#include "support/gate_contract.hpp"
#include "support/permits.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <thread>

namespace interlock::support {
namespace {

using event_count_rows = rows_of<registry::event_counts>;
using timed_event_count_rows = rows_of<registry::filter_t<is_timed, registry::event_counts>>;
INSTANTIATE_TYPED_TEST_SUITE_P(event_counts, gates, event_count_rows, row_names);
INSTANTIATE_TYPED_TEST_SUITE_P(event_counts, timed_gates, timed_event_count_rows, row_names);
// A notification may still be under way when the wait has returned.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(destroyable_gates);

/// Counts the calls that wake.
struct counting_backend : std_backend {
  static inline std::atomic<int> wakes{0};
  template <class T>
  static void futex_wake(const std::atomic<T>& word, int count,
                         sharing scope = sharing::process_private) noexcept {
    wakes.fetch_add(1);
    std_backend::futex_wake(word, count, scope);
  }
};
static_assert(backend<counting_backend>);

template <class Row>
struct event_counts : ::testing::Test {
  using type = typename Row::template type<std_backend>;
  using counting = typename Row::template type<counting_backend>;

  /// Whether a notification of either kind wakes anybody, or tries to.
  template <class Event>
  static bool notifications_wake(Event& event) {
    const int before = counting_backend::wakes.load();
    event.notify_one();
    event.notify_all();
    return counting_backend::wakes.load() != before;
  }
};
TYPED_TEST_SUITE(event_counts, event_count_rows, row_names);

TYPED_TEST(event_counts, NotificationSinceTheAnnouncementEndsTheWait) {
  typename TestFixture::type event;
  const auto first = event.prepare_wait();
  event.notify_one();
  event.commit_wait(first);
  const auto second = event.prepare_wait();
  event.notify_all();
  event.commit_wait(second);
}

TYPED_TEST(event_counts, EarlierNotificationsCountForNothing) {
  typename TestFixture::type event;
  event.notify_one();
  event.notify_all();
  const auto key = event.prepare_wait();
  EXPECT_FALSE(event.commit_wait_for(key, std::chrono::milliseconds{2}));
}

TYPED_TEST(event_counts, NotificationsAreFreeWhenNobodyWaits) {
  typename TestFixture::counting event;
  EXPECT_FALSE(this->notifications_wake(event));
  const auto cancelled = event.prepare_wait();
  EXPECT_TRUE(this->notifications_wake(event)) << "nothing is counted";
  event.cancel_wait();
  EXPECT_FALSE(this->notifications_wake(event)) << "after a wait that was cancelled";
  const auto notified = event.prepare_wait();
  event.notify_one();
  event.commit_wait(notified);
  EXPECT_FALSE(this->notifications_wake(event)) << "after a wait that was notified";
  (void)cancelled;
}

TYPED_TEST(event_counts, NotificationsAreFreeAfterATimeout) {
  typename TestFixture::counting event;
  const auto by_length = event.prepare_wait();
  EXPECT_FALSE(event.commit_wait_for(by_length, std::chrono::microseconds{50}));
  const auto by_instant = event.prepare_wait();
  EXPECT_FALSE(event.commit_wait_until(by_instant, std::chrono::steady_clock::now()));
  EXPECT_FALSE(event.wait_for(std::chrono::microseconds{50}, [] { return false; }));
  EXPECT_FALSE(event.wait_until(std::chrono::system_clock::now(), [] { return false; }));
  EXPECT_FALSE(this->notifications_wake(event));
}

TYPED_TEST(event_counts, ConditionMayThrow) {
  typename TestFixture::counting event;
  for (int looks = 1; looks <= 3; ++looks) {
    int left = looks;
    const auto throws = [&]() -> bool {
      if (--left == 0) throw std::runtime_error{"no"};
      return false;
    };
    EXPECT_THROW((void)event.wait_for(std::chrono::microseconds{50}, throws), std::runtime_error);
    EXPECT_FALSE(this->notifications_wake(event)) << "thrown by look " << looks;
  }
}

TYPED_TEST(event_counts, ConditionThatHoldsIsLookedAtOnce) {
  typename TestFixture::type event;
  int looks = 0;
  const auto holds = [&] { return ++looks != 0; };
  event.wait(holds);
  EXPECT_TRUE(event.wait_for(std::chrono::seconds{-1}, holds));
  EXPECT_TRUE(event.wait_until(std::chrono::steady_clock::now(), holds));
  EXPECT_EQ(looks, 3);
}

TYPED_TEST(event_counts, NotifyAllWakesEverySleeper) {
  for (int round = 0; round < rounds(50); ++round) {
    typename TestFixture::type event;
    std::atomic<bool> changed{false};
    crew sleepers;
    for (int i = 0; i < 3; ++i) {
      sleepers.add("sleeper", [&] { event.wait([&] { return changed.load(); }); });
    }
    for (std::size_t i = 0; i < sleepers.size(); ++i) {
      ASSERT_TRUE(eventually([&] { return sleepers[i].asleep(); }));
    }
    changed.store(true);
    event.notify_all();
    sleepers.join();
  }
}

/// As many notifications as permits, for sleepers that take one each.
TYPED_TEST(event_counts, NotifyOneWakesASleeperForEachCall) {
  for (int round = 0; round < rounds(50); ++round) {
    permits<typename TestFixture::type, std_backend> free{0};
    crew sleepers;
    for (int i = 0; i < 3; ++i) sleepers.add("sleeper", [&] { free.acquire(); });
    for (std::size_t i = 0; i < sleepers.size(); ++i) {
      ASSERT_TRUE(eventually([&] { return sleepers[i].asleep(); }));
    }
    for (int i = 0; i < 3; ++i) free.release();
    sleepers.join();
    EXPECT_FALSE(free.try_acquire());
  }
}

/// Two threads hand each other the turn, with timeouts that race the notifications.
TYPED_TEST(event_counts, NoTurnIsLost) {
  permits<typename TestFixture::type, std_backend> ping{0};
  permits<typename TestFixture::type, std_backend> pong{0};
  const int times = rounds(4'000);
  long taken = 0;
  run_together("partner", 2, [&](int i) {
    for (int n = 0; n < times; ++n) {
      if (i == 0) {
        ping.release();
        pong.acquire();
      } else {
        while (!ping.try_acquire_for(std::chrono::microseconds{n % 30})) std::this_thread::yield();
        ++taken;
        pong.release();
      }
    }
  });
  EXPECT_EQ(taken, times);
}

TYPED_TEST(event_counts, EpochWrapsAround) {
  constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
  for (const std::uint32_t first : {most, most - 1, most / 2}) {
    typename TestFixture::counting event{first};
    for (int round = 0; round < 3; ++round) {
      std::atomic<bool> changed{false};
      worker sleeper{"sleeper", [&] { event.wait([&] { return changed.load(); }); }};
      ASSERT_TRUE(eventually([&] { return sleeper.asleep(); }));
      changed.store(true);
      event.notify_one();
      sleeper.join();
    }
    EXPECT_FALSE(this->notifications_wake(event)) << "the epoch has become a waiter";
  }
}

template <class Row>
constinit typename Row::template type<std_backend> static_event;

TYPED_TEST(event_counts, IsConstantInitialised) {
  static_event<TypeParam>.notify_all();
  static_event<TypeParam>.wait([] { return true; });
}

}  // namespace
}  // namespace interlock::support
