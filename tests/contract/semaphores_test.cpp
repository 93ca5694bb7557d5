// SPDX-License-Identifier: MIT
/// @file
/// What every semaphore promises: units are neither lost nor invented, a release wakes whom it lets
/// through, and the thread let through may destroy the semaphore.
#include "registry/semaphores.hpp"

#include "support/dawdle.hpp"
#include "support/handover_page.hpp"
#include "support/late_backend.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <cstddef>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using support::crew;
using support::dawdle;
using support::play_rounds;
using support::rounds;
using support::run_together;

template <class Row>
using semaphore_of = typename Row::template type<std_backend>;

template <class Row>
struct semaphores : ::testing::Test {
  /// How many units a test may put in at once.
  static constexpr std::ptrdiff_t plenty = Row::contract.binary ? 1 : 3;
};
TYPED_TEST_SUITE(semaphores, support::rows_of<registry::semaphores>, support::row_names);

/// Takes all units that there are, and says how many.
template <class Semaphore>
std::ptrdiff_t drain(Semaphore& semaphore) {
  std::ptrdiff_t units = 0;
  while (semaphore.try_acquire()) ++units;
  return units;
}

TYPED_TEST(semaphores, TryAcquireTakesExactlyTheUnitsThatThereAre) {
  for (std::ptrdiff_t units = 0; units <= TestFixture::plenty; ++units) {
    semaphore_of<TypeParam> semaphore{units};
    EXPECT_EQ(drain(semaphore), units);
    semaphore.release(units);
    EXPECT_EQ(drain(semaphore), units);
    for (std::ptrdiff_t i = 0; i < units; ++i) semaphore.release();
    EXPECT_EQ(drain(semaphore), units);
    EXPECT_FALSE(semaphore.try_acquire());
  }
}

TYPED_TEST(semaphores, HoldsAsManyUnitsAsMaxSays) {
  constexpr std::ptrdiff_t max = semaphore_of<TypeParam>::max();
  static_assert(max >= 1);
  semaphore_of<TypeParam> full{max};
  full.acquire();
  full.release();
  EXPECT_TRUE(full.try_acquire());
  semaphore_of<TypeParam> filled{0};
  filled.release(max);
  EXPECT_TRUE(filled.try_acquire());
  EXPECT_EQ(filled.try_acquire(), max > 1);
}

TYPED_TEST(semaphores, AcquireWaitsForARelease) {
  for (int round = 0; round < rounds(100); ++round) {
    semaphore_of<TypeParam> semaphore{0};
    support::worker acquirer{"acquirer", [&] { semaphore.acquire(); }};
    if (round % 2 == 0) {
      acquirer.settle();
      EXPECT_FALSE(acquirer.done());
    }
    semaphore.release();
    acquirer.join();
    EXPECT_FALSE(semaphore.try_acquire());
  }
}

TYPED_TEST(semaphores, ReleaseShowsTheWorkToWhomItLetsThrough) {
  semaphore_of<TypeParam> full{0};
  semaphore_of<TypeParam> empty{1};
  long data = 0;
  const int items = rounds(20'000);
  run_together("partner", 2, [&](int i) {
    for (long n = 0; n < items; ++n) {
      if (i == 0) {
        empty.acquire();
        data = n;
        full.release();
      } else {
        full.acquire();
        EXPECT_EQ(data, n);
        data = -1;
        empty.release();
      }
    }
  });
}

TYPED_TEST(semaphores, NeverLetsMoreThroughThanUnits) {
  constexpr std::ptrdiff_t units = TestFixture::plenty;
  semaphore_of<TypeParam> semaphore{units};
  std::atomic<std::ptrdiff_t> inside{0};
  std::atomic<bool> too_many{false};
  const int each = rounds(3'000);
  run_together("visitor", 6, [&](int i) {
    for (int n = 0; n < each; ++n) {
      if (i % 2 == 0 || !semaphore.try_acquire()) semaphore.acquire();
      if (inside.fetch_add(1) >= units) too_many.store(true);
      if (n % 64 == 0) std::this_thread::yield();
      inside.fetch_sub(1);
      semaphore.release();
    }
  });
  EXPECT_FALSE(too_many.load());
  EXPECT_EQ(drain(semaphore), units);
}

TYPED_TEST(semaphores, AcquirerMayDestroyTheSemaphore) {
  semaphore_of<TypeParam>* semaphore = nullptr;
  play_rounds(
      "partner", 2, rounds(10'000), [&](int) { semaphore = new semaphore_of<TypeParam>{0}; },
      [&](int i, int round) {
        semaphore_of<TypeParam>* const mine = semaphore;
        if (i == 0) {
          dawdle(round);
          mine->release();
        } else {
          mine->acquire();
          delete mine;
        }
      });
}

TYPED_TEST(semaphores, ReleaseTouchesNothingOnceTheUnitIsTaken) {
  using late_semaphore = typename TypeParam::template type<support::late_backend>;
  support::handover_page<late_semaphore> page;
  late_semaphore* semaphore = nullptr;
  play_rounds(
      "partner", 2, rounds(3'000), [&](int) { semaphore = &page.construct(0); },
      [&](int i, int round) {
        if (i == 0) {
          dawdle(round);
          semaphore->release();
        } else {
          semaphore->acquire();
          page.take_away();
        }
      });
}

template <class Row>
constinit semaphore_of<Row> static_semaphore{1};

TYPED_TEST(semaphores, IsConstantInitialised) {
  EXPECT_EQ(drain(static_semaphore<TypeParam>), 1);
  static_semaphore<TypeParam>.release();
}

// --- counting
// -------------------------------------------------------------------------------------

template <class Row>
using is_counting = std::bool_constant<!Row::contract.binary>;
template <class Row>
struct counting_semaphores : ::testing::Test {};
using counting_rows = support::rows_of<registry::filter_t<is_counting, registry::semaphores>>;
TYPED_TEST_SUITE(counting_semaphores, counting_rows, support::row_names);

/// `release()` is called while `sleepers` threads sleep; all of them must return.
template <class Semaphore, class Release>
void expect_all_wake(int sleepers, Release release) {
  for (int round = 0; round < rounds(100); ++round) {
    Semaphore semaphore{0};
    crew all;
    for (int i = 0; i < sleepers; ++i) all.add("sleeper", [&] { semaphore.acquire(); });
    if (round % 4 != 0) {
      for (std::size_t i = 0; i < all.size(); ++i) all[i].settle();
    }
    release(semaphore);
    all.join();
    EXPECT_FALSE(semaphore.try_acquire());
  }
}

TYPED_TEST(counting_semaphores, OneReleaseOfNWakesNSleepers) {
  for (const int sleepers : {2, 3}) {
    expect_all_wake<semaphore_of<TypeParam>>(
        sleepers, [sleepers](auto& semaphore) { semaphore.release(sleepers); });
  }
}

TYPED_TEST(counting_semaphores, ReleasesInARowWakeASleeperEach) {
  for (const int sleepers : {2, 3}) {
    expect_all_wake<semaphore_of<TypeParam>>(sleepers, [sleepers](auto& semaphore) {
      for (int i = 0; i < sleepers; ++i) semaphore.release();
    });
  }
}

TYPED_TEST(counting_semaphores, ReleaseOfNothingWakesNobody) {
  semaphore_of<TypeParam> semaphore{0};
  support::worker sleeper{"sleeper", [&] { semaphore.acquire(); }};
  sleeper.settle();
  semaphore.release(0);
  std::this_thread::sleep_for(std::chrono::milliseconds{2});
  EXPECT_FALSE(sleeper.done());
  semaphore.release(1);
}

}  // namespace
}  // namespace interlock
