// SPDX-License-Identifier: MIT
/// @file
/// The header <condition_variable>, dropped in: one program, compiled with the names of `std` and
/// with those of this library, does the same. There is no native_handle(): there is nothing native
/// behind these condition variables.
#include <interlock/sync/condition_variable.hpp>
#include <interlock/sync/condition_variable_any.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/shared_lock.hpp>
#include <interlock/sync/shared_mutex.hpp>

#include "support/scale.hpp"
#include "support/worker.hpp"

#include <chrono>
#include <concepts>
#include <condition_variable>
#include <deque>
#include <gtest/gtest.h>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stdexcept>
#include <stop_token>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using std::chrono::system_clock;

struct names_of_std {
  using mutex = std::mutex;
  using shared_mutex = std::shared_mutex;
  template <class M>
  using unique_lock = std::unique_lock<M>;
  template <class M>
  using shared_lock = std::shared_lock<M>;
  using condition_variable = std::condition_variable;
  using condition_variable_any = std::condition_variable_any;
  using cv_status = std::cv_status;
};
struct names_of_interlock {
  using mutex = interlock::mutex;
  using shared_mutex = interlock::shared_mutex;
  template <class M>
  using unique_lock = interlock::unique_lock<M>;
  template <class M>
  using shared_lock = interlock::shared_lock<M>;
  using condition_variable = interlock::condition_variable;
  using condition_variable_any = interlock::condition_variable_any;
  using cv_status = interlock::cv_status;
};
/// This library with the guards of the standard.
struct guards_of_std : names_of_interlock {
  template <class M>
  using unique_lock = std::unique_lock<M>;
  template <class M>
  using shared_lock = std::shared_lock<M>;
};
/// The condition variable for any lock with the locks of the standard.
struct locks_of_std : names_of_std {
  using condition_variable_any = interlock::condition_variable_any;
};

template <class Names>
class ConditionVariableDropIn : public ::testing::Test {
 public:
  using mutex_type = typename Names::mutex;
  using unique_lock = typename Names::template unique_lock<mutex_type>;
  using shared_mutex = typename Names::shared_mutex;
  using shared_lock = typename Names::template shared_lock<shared_mutex>;
  using own = typename Names::condition_variable;
  using any = typename Names::condition_variable_any;
  using cv_status = typename Names::cv_status;
};
using libraries = ::testing::Types<names_of_std, names_of_interlock, guards_of_std, locks_of_std>;
TYPED_TEST_SUITE(ConditionVariableDropIn, libraries);

// --- the members ---------------------------------------------------------------------------------

using question = bool (*)();

template <class C, class Lock, class Status>
concept members_of_both = requires(C& condition, Lock& lock, question ready) {
  requires std::is_nothrow_default_constructible_v<C> || std::is_default_constructible_v<C>;
  requires std::is_nothrow_destructible_v<C>;
  requires !std::is_copy_constructible_v<C> && !std::is_copy_assignable_v<C>;
  requires !std::is_move_constructible_v<C> && !std::is_move_assignable_v<C>;
  requires noexcept(condition.notify_one())&& noexcept(condition.notify_all());
  { condition.notify_one() } -> std::same_as<void>;
  { condition.notify_all() } -> std::same_as<void>;
  { condition.wait(lock) } -> std::same_as<void>;
  { condition.wait(lock, ready) } -> std::same_as<void>;
  { condition.wait_for(lock, 1.5s) } -> std::same_as<Status>;
  { condition.wait_for(lock, 1h, ready) } -> std::same_as<bool>;
  { condition.wait_until(lock, steady_clock::now()) } -> std::same_as<Status>;
  { condition.wait_until(lock, system_clock::now(), ready) } -> std::same_as<bool>;
};

template <class C, class Lock>
concept members_of_any = requires(C& condition, Lock& lock, std::stop_token token, question ready) {
  { condition.wait(lock, token, ready) } -> std::same_as<bool>;
  { condition.wait(lock, {}, ready) } -> std::same_as<bool>;
  { condition.wait_for(lock, token, 1ms, ready) } -> std::same_as<bool>;
  { condition.wait_until(lock, token, steady_clock::now(), ready) } -> std::same_as<bool>;
};

TYPED_TEST(ConditionVariableDropIn, MembersAreThose) {
  using status = typename TestFixture::cv_status;
  static_assert(
      members_of_both<typename TestFixture::own, typename TestFixture::unique_lock, status>);
  static_assert(
      members_of_both<typename TestFixture::any, typename TestFixture::unique_lock, status>);
  static_assert(
      members_of_both<typename TestFixture::any, typename TestFixture::shared_lock, status>);
  static_assert(
      members_of_both<typename TestFixture::any, typename TestFixture::mutex_type, status>);
  static_assert(members_of_any<typename TestFixture::any, typename TestFixture::unique_lock>);
  static_assert(members_of_any<typename TestFixture::any, typename TestFixture::mutex_type>);
  static_assert(status::timeout != status::no_timeout);
}

// --- what a program does with them ---------------------------------------------------------------

/// A queue from which consumers take until it is closed.
template <class Mutex, class Lock, class Condition>
class mailbox {
 public:
  void put(int letter) {
    {
      const Lock guard{mutex_};
      letters_.push_back(letter);
    }
    arrived_.notify_one();
  }
  void close() {
    const Lock guard{mutex_};
    closed_ = true;
    arrived_.notify_all();
  }
  std::optional<int> take() {
    Lock guard{mutex_};
    arrived_.wait(guard, [this] { return closed_ || !letters_.empty(); });
    if (letters_.empty()) return std::nullopt;
    const int letter = letters_.front();
    letters_.pop_front();
    return letter;
  }
  std::optional<int> take_within(std::chrono::nanoseconds length) {
    Lock guard{mutex_};
    if (!arrived_.wait_for(guard, length, [this] { return !letters_.empty(); })) {
      return std::nullopt;
    }
    const int letter = letters_.front();
    letters_.pop_front();
    return letter;
  }

 private:
  Mutex mutex_;
  Condition arrived_;
  std::deque<int> letters_;
  bool closed_ = false;
};

template <class Mailbox>
void deliver_letters() {
  Mailbox box;
  EXPECT_EQ(box.take_within(1ms), std::nullopt);
  box.put(7);
  EXPECT_EQ(box.take_within(0s), 7);
  const int each = support::rounds(2'000);
  std::atomic<long> sum{0};
  support::crew readers;
  for (int i = 0; i < 2; ++i) {
    readers.add("reader", [&] {
      while (const auto letter = box.take()) sum.fetch_add(*letter);
    });
  }
  support::run_together("writer", 2, [&](int) {
    for (int n = 1; n <= each; ++n) box.put(n);
  });
  box.close();
  readers.join();
  EXPECT_EQ(sum.load(), long{each} * (each + 1));
}

TYPED_TEST(ConditionVariableDropIn, LettersAreDelivered) {
  using mutex = typename TestFixture::mutex_type;
  using lock = typename TestFixture::unique_lock;
  deliver_letters<mailbox<mutex, lock, typename TestFixture::own>>();
  deliver_letters<mailbox<mutex, lock, typename TestFixture::any>>();
}

template <class Condition, class Lock, class Status>
void let_time_pass(Condition& condition, Lock& lock) {
  const auto start = steady_clock::now();
  EXPECT_FALSE(condition.wait_for(lock, 2ms, [] { return false; }));
  EXPECT_GE(steady_clock::now() - start, 2ms);
  EXPECT_FALSE(condition.wait_until(lock, steady_clock::now() + 1ms, [] { return false; }));
  EXPECT_TRUE(condition.wait_until(lock, system_clock::now() - 1h, [] { return true; }));
  EXPECT_EQ(condition.wait_for(lock, -1h), Status::timeout);
  EXPECT_EQ(condition.wait_until(lock, steady_clock::time_point{}), Status::timeout);
  EXPECT_EQ(condition.wait_until(lock, system_clock::now()), Status::timeout);
}

TYPED_TEST(ConditionVariableDropIn, TimePasses) {
  using status = typename TestFixture::cv_status;
  typename TestFixture::mutex_type mutex;
  typename TestFixture::unique_lock guard{mutex};
  typename TestFixture::own own_one;
  typename TestFixture::any any_one;
  let_time_pass<decltype(own_one), decltype(guard), status>(own_one, guard);
  let_time_pass<decltype(any_one), decltype(guard), status>(any_one, guard);
  EXPECT_TRUE(guard.owns_lock());
  typename TestFixture::shared_mutex shared;
  typename TestFixture::shared_lock share{shared};
  let_time_pass<decltype(any_one), decltype(share), status>(any_one, share);
  EXPECT_TRUE(share.owns_lock());
}

TYPED_TEST(ConditionVariableDropIn, ExceptionOfThePredicatePasses) {
  typename TestFixture::mutex_type mutex;
  typename TestFixture::unique_lock guard{mutex};
  typename TestFixture::own own_one;
  typename TestFixture::any any_one;
  const auto refuse = []() -> bool { throw std::runtime_error{"refused"}; };
  EXPECT_THROW(own_one.wait(guard, refuse), std::runtime_error);
  EXPECT_THROW((void)any_one.wait_for(guard, 1h, refuse), std::runtime_error);
  EXPECT_THROW((void)any_one.wait(guard, std::stop_token{}, refuse), std::runtime_error);
  EXPECT_TRUE(guard.owns_lock());
}

TYPED_TEST(ConditionVariableDropIn, LockThatIsNotOwnedIsRefusedByItself) {
  typename TestFixture::mutex_type mutex;
  typename TestFixture::unique_lock guard{mutex, std::defer_lock};
  typename TestFixture::any any_one;
  EXPECT_THROW(any_one.wait(guard), std::system_error);
  EXPECT_FALSE(guard.owns_lock());
}

TYPED_TEST(ConditionVariableDropIn, ReadersWaitWithSharesAndWritersWithGuards) {
  typename TestFixture::shared_mutex mutex;
  typename TestFixture::any changed;
  int state = 0;
  support::crew crew;
  for (int i = 0; i < 2; ++i) {
    crew.add("reader", [&] {
      typename TestFixture::shared_lock share{mutex};
      changed.wait(share, [&] { return state == 2; });
      EXPECT_TRUE(share.owns_lock());
    });
  }
  crew.add("writer", [&] {
    {
      const std::unique_lock guard{mutex};
      state = 1;
    }
    changed.notify_all();
  });
  crew.add("second writer", [&] {
    std::unique_lock guard{mutex};
    changed.wait(guard, [&] { return state == 1; });
    state = 2;
    changed.notify_all();
  });
  crew.join();
}

TYPED_TEST(ConditionVariableDropIn, ThreadThatWaitsIsStopped) {
  typename TestFixture::mutex_type mutex;
  typename TestFixture::any condition;
  int idle = 0;
  {
    std::jthread sleeper{[&](std::stop_token token) {
      typename TestFixture::unique_lock guard{mutex};
      ++idle;
      EXPECT_FALSE(condition.wait(guard, std::move(token), [] { return false; }));
    }};
    std::jthread timed{[&](const std::stop_token& token) {
      mutex.lock();
      ++idle;
      EXPECT_FALSE(
          condition.wait_until(mutex, token, system_clock::now() + 1h, [] { return false; }));
      EXPECT_FALSE(condition.wait_for(mutex, token, 1h, [] { return false; }));
      mutex.unlock();
    }};
    ASSERT_TRUE(support::eventually([&] {
      const typename TestFixture::unique_lock guard{mutex};
      return idle == 2;
    }));
  }
  EXPECT_EQ(idle, 2);
}

/// Marks that the thread-local objects of its thread are gone.
struct farewell {
  explicit farewell(bool& said) : said_{said} {}
  farewell(const farewell&) = delete;
  farewell& operator=(const farewell&) = delete;
  ~farewell() {
    std::this_thread::sleep_for(2ms);
    said_ = true;
  }

 private:
  bool& said_;
};

TYPED_TEST(ConditionVariableDropIn, EndOfAThreadNotifies) {
  typename TestFixture::mutex_type mutex;
  typename TestFixture::own condition;
  bool done = false;
  bool said = false;
  std::thread thread{[&] {
    typename TestFixture::unique_lock guard{mutex};
    static thread_local std::optional<farewell> last_words;
    last_words.emplace(said);
    done = true;
    notify_all_at_thread_exit(condition, std::move(guard));
    EXPECT_FALSE(guard.owns_lock());
  }};
  {
    typename TestFixture::unique_lock guard{mutex};
    condition.wait(guard, [&] { return done; });
    EXPECT_TRUE(said) << "the mutex is held until the end of the thread";
  }
  thread.join();
}

}  // namespace
}  // namespace interlock
