// SPDX-License-Identifier: MIT
/// @file
/// A condition variable may be destroyed once every waiter has been notified, even before they have
/// returned from their wait.
#include "registry/condition_variables.hpp"
#include "support/dawdle.hpp"
#include "support/handover_page.hpp"
#include "support/late_backend.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using std::cv_status;
using support::dawdle;
using support::play_rounds;
using support::rounds;

template <class Row, backend B>
struct lifetime_fixture : ::testing::Test {
  using condition_type = typename Row::template type<B>;
  typename Row::template mutex_type<B> mutex;
  support::handover_page<condition_type> page;
  condition_type* condition = nullptr;
  bool done = false;
  int in_line = 0;

  void prepare() {
    condition = &page.construct();
    done = false;
    in_line = 0;
  }
  void finish(int waiters) {
    std::unique_lock guard{mutex};
    while (in_line < waiters) {
      guard.unlock();
      std::this_thread::yield();
      guard.lock();
    }
    done = true;
  }
};
template <class Row>
struct condition_variable_lifetime : lifetime_fixture<Row, support::late_backend> {};

/// Where waits may end for no reason, a waiter does not know that it was notified.
template <class Row>
using is_destroyable = std::bool_constant<Row::contract.destroyable && Row::contract.no_spurious>;
using destroyable_rows =
    support::rows_of<registry::filter_t<is_destroyable, registry::condition_variables>>;
TYPED_TEST_SUITE(condition_variable_lifetime, destroyable_rows, support::row_names);

TYPED_TEST(condition_variable_lifetime, WaiterMayDestroyItOnceNotified) {
  play_rounds(
      "partner", 2, rounds(3'000), [this](int) { this->prepare(); },
      [this](int i, int round) {
        if (i == 0) {
          dawdle(round);
          this->finish(1);
          round % 2 == 0 ? this->condition->notify_one() : this->condition->notify_all();
        } else {
          std::unique_lock guard{this->mutex};
          this->in_line = 1;
          while (!this->done) this->condition->wait(guard);
          this->page.take_away();
        }
      });
}

TYPED_TEST(condition_variable_lifetime, LastOfSeveralWaitersMayDestroyIt) {
  int left = 0;
  play_rounds(
      "partner", 3, rounds(2'000),
      [&](int) {
        this->prepare();
        left = 2;
      },
      [&](int i, int round) {
        if (i == 0) {
          dawdle(round);
          this->finish(2);
          this->condition->notify_all();
        } else {
          std::unique_lock guard{this->mutex};
          ++this->in_line;
          while (!this->done) this->condition->wait(guard);
          if (--left == 0) this->page.take_away();
        }
      });
}

TYPED_TEST(condition_variable_lifetime, NotifierMayDestroyItRightAfterNotifyAll) {
  play_rounds(
      "partner", 2, rounds(3'000), [this](int) { this->prepare(); },
      [this](int i, int round) {
        if (i == 0) {
          dawdle(round);
          this->finish(1);
          this->condition->notify_all();
          this->page.take_away();
        } else {
          std::unique_lock guard{this->mutex};
          this->in_line = 1;
          this->condition->wait(guard);
        }
      });
}

TYPED_TEST(condition_variable_lifetime, NotifierMayDestroyItWhileSeveralReturn) {
  play_rounds(
      "partner", 4, rounds(600), [this](int) { this->prepare(); },
      [this](int i, int round) {
        if (i == 0) {
          dawdle(round);
          this->finish(3);
          this->condition->notify_all();
          this->page.take_away();
        } else {
          std::unique_lock guard{this->mutex};
          ++this->in_line;
          this->condition->wait(guard);
        }
      });
}

// --- timed
// ----------------------------------------------------------------------------------------

template <class Row>
using is_timed = std::bool_constant<Row::contract.timed && Row::contract.destroyable &&
                                    Row::contract.no_spurious>;
template <class Row>
struct timed_destruction : lifetime_fixture<Row, support::late_backend> {};
using timed_rows = support::rows_of<registry::filter_t<is_timed, registry::condition_variables>>;
TYPED_TEST_SUITE(timed_destruction, timed_rows, support::row_names);

TYPED_TEST(timed_destruction, WaiterThatHasTimedOutDoesNotTouchADestroyedOne) {
  const support::late_timeouts late;
  this->prepare();
  support::worker waiter{"waiter", [this] {
                           std::unique_lock guard{this->mutex};
                           (void)this->condition->wait_for(guard, std::chrono::milliseconds{1});
                         }};
  ASSERT_TRUE(late.eventually_one());
  this->condition->notify_all();
  this->page.take_away();
}

TYPED_TEST(timed_destruction, NotifierMayDestroyItWhileWaitersTimeOut) {
  int timed_out = 0;
  std::chrono::nanoseconds limit{10'000};  // always about as long as the notifier needs
  const int played = play_rounds(
      "partner", 2, rounds(3'000), [this](int) { this->prepare(); },
      [&](int i, int round) {
        if (i == 0) {
          support::punctual = true;
          this->finish(1);
          dawdle(round);
          this->condition->notify_all();
          this->page.take_away();
          return;
        }
        std::unique_lock guard{this->mutex};
        this->in_line = 1;
        if (this->condition->wait_for(guard, limit) == cv_status::timeout) {
          ++timed_out;
          limit += limit / 8;
        } else {
          limit -= limit / 8;
        }
      });
  EXPECT_GT(timed_out, 0) << "nothing was tested";
  EXPECT_LT(timed_out, played) << "nothing was tested";
}

}  // namespace
}  // namespace interlock
