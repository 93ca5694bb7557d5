// SPDX-License-Identifier: MIT
/// @file
/// The header <shared_mutex>, dropped in: one program, compiled with the names of `std` and with
/// those of this library, does the same.
#include <interlock/sync/shared_lock.hpp>
#include <interlock/sync/shared_mutex.hpp>

#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <concepts>
#include <condition_variable>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
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
  using shared_mutex = std::shared_mutex;
  using shared_timed_mutex = std::shared_timed_mutex;
  template <class M>
  using shared_lock = std::shared_lock<M>;
};
/// The mutexes of this library with the guard of the standard.
struct mutexes_of_interlock {
  using shared_mutex = interlock::shared_mutex;
  using shared_timed_mutex = interlock::shared_timed_mutex;
  template <class M>
  using shared_lock = std::shared_lock<M>;
};
struct names_of_interlock {
  using shared_mutex = interlock::shared_mutex;
  using shared_timed_mutex = interlock::shared_timed_mutex;
  template <class M>
  using shared_lock = interlock::shared_lock<M>;
};
/// The guard of this library with the mutexes of the standard.
struct guard_of_interlock {
  using shared_mutex = std::shared_mutex;
  using shared_timed_mutex = std::shared_timed_mutex;
  template <class M>
  using shared_lock = interlock::shared_lock<M>;
};

template <class Names>
class SharedMutexDropIn : public ::testing::Test {
 public:
  using plain = typename Names::shared_mutex;
  using timed = typename Names::shared_timed_mutex;
  using shared_lock = typename Names::template shared_lock<plain>;
  using timed_shared_lock = typename Names::template shared_lock<timed>;
};
using libraries =
    ::testing::Types<names_of_std, mutexes_of_interlock, names_of_interlock, guard_of_interlock>;
TYPED_TEST_SUITE(SharedMutexDropIn, libraries);

// --- the members ---------------------------------------------------------------------------------

template <class M>
concept members_of_shared_mutex = requires(M& m) {
  requires std::is_default_constructible_v<M> && std::is_destructible_v<M>;
  requires !std::is_copy_constructible_v<M> && !std::is_copy_assignable_v<M>;
  requires !std::is_move_constructible_v<M> && !std::is_move_assignable_v<M>;
  { m.lock() } -> std::same_as<void>;
  { m.try_lock() } -> std::same_as<bool>;
  { m.unlock() } -> std::same_as<void>;
  { m.lock_shared() } -> std::same_as<void>;
  { m.try_lock_shared() } -> std::same_as<bool>;
  { m.unlock_shared() } -> std::same_as<void>;
};

template <class M>
concept members_of_shared_timed_mutex = members_of_shared_mutex<M> && requires(M& m) {
  { m.try_lock_for(1.5s) } -> std::same_as<bool>;
  { m.try_lock_until(steady_clock::now()) } -> std::same_as<bool>;
  { m.try_lock_shared_for(1h) } -> std::same_as<bool>;
  { m.try_lock_shared_until(system_clock::now()) } -> std::same_as<bool>;
};

template <class G, class M>
concept members_of_shared_lock = requires(G& guard, const G& constant, M& m) {
  requires std::is_same_v<typename G::mutex_type, M>;
  requires std::is_nothrow_default_constructible_v<G> && std::is_nothrow_move_constructible_v<G>;
  requires std::is_nothrow_move_assignable_v<G>;
  requires !std::is_copy_constructible_v<G> && !std::is_copy_assignable_v<G>;
  requires !std::is_convertible_v<M&, G> && !std::is_convertible_v<G, bool>;
  requires std::is_nothrow_constructible_v<G, M&, std::defer_lock_t>;
  G{m};
  G{m, std::try_to_lock};
  G{m, std::adopt_lock};
  { guard.lock() } -> std::same_as<void>;
  { guard.try_lock() } -> std::same_as<bool>;
  { guard.unlock() } -> std::same_as<void>;
  { guard.swap(guard) } -> std::same_as<void>;
  { swap(guard, guard) } -> std::same_as<void>;
  { guard.release() } -> std::same_as<M*>;
  { constant.owns_lock() } -> std::same_as<bool>;
  { constant.mutex() } -> std::same_as<M*>;
  static_cast<bool>(constant);
};

TYPED_TEST(SharedMutexDropIn, MembersAreThose) {
  static_assert(members_of_shared_mutex<typename TestFixture::plain>);
  static_assert(members_of_shared_timed_mutex<typename TestFixture::timed>);
  static_assert(
      members_of_shared_lock<typename TestFixture::shared_lock, typename TestFixture::plain>);
  static_assert(
      members_of_shared_lock<typename TestFixture::timed_shared_lock, typename TestFixture::timed>);
  static_assert(std::is_constructible_v<typename TestFixture::timed_shared_lock,
                                        typename TestFixture::timed&, std::chrono::milliseconds>);
  static_assert(std::is_constructible_v<typename TestFixture::timed_shared_lock,
                                        typename TestFixture::timed&, steady_clock::time_point>);
}

// --- what a program does with them ---------------------------------------------------------------

/// A table that many read and few write.
template <class Fixture>
class phone_book {
 public:
  void enter(const std::string& name, int number) {
    const std::unique_lock guard{mutex_};
    numbers_[name] = number;
  }
  [[nodiscard]] std::optional<int> find(const std::string& name) const {
    const typename Fixture::shared_lock guard{mutex_};
    const auto found = numbers_.find(name);
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
  }
  /// Moves an entry from one book to another; nobody sees it in both or in none.
  static void move(const std::string& name, phone_book& from, phone_book& to) {
    const std::scoped_lock guard{from.mutex_, to.mutex_};
    if (auto entry = from.numbers_.extract(name)) to.numbers_.insert(std::move(entry));
  }
  [[nodiscard]] static int copies(const std::string& name, const phone_book& a,
                                  const phone_book& b) {
    typename Fixture::shared_lock in_a{a.mutex_, std::defer_lock};
    typename Fixture::shared_lock in_b{b.mutex_, std::defer_lock};
    std::lock(in_a, in_b);
    return static_cast<int>(a.numbers_.count(name) + b.numbers_.count(name));
  }

 private:
  mutable typename Fixture::plain mutex_;
  std::map<std::string, int> numbers_;
};

TYPED_TEST(SharedMutexDropIn, ManyReadAndFewWrite) {
  phone_book<TestFixture> here;
  phone_book<TestFixture> there;
  here.enter("Ada", 1815);
  std::atomic<int> wrong{0};
  const int each = support::rounds(1'000);
  support::run_together("visitor", 4, [&](int i) {
    for (int n = 0; n < each; ++n) {
      if (i == 0) {
        n % 2 == 0 ? here.move("Ada", here, there) : here.move("Ada", there, here);
      } else if (i == 1) {
        here.enter("Alan", 1912 + n);
      } else {
        if (here.copies("Ada", here, there) != 1) wrong.fetch_add(1);
        if (here.find("Alan").value_or(1912) < 1912) wrong.fetch_add(1);
      }
    }
  });
  EXPECT_EQ(wrong.load(), 0);
  EXPECT_EQ(here.find("Alan"), 1912 + each - 1);
  EXPECT_EQ(here.find("Grace"), std::nullopt);
}

TYPED_TEST(SharedMutexDropIn, AttemptsSayWhatOthersHold) {
  typename TestFixture::plain mutex;
  const auto attempts = [&](bool whole, bool share) {
    std::thread{[&] {
      EXPECT_EQ(mutex.try_lock(), whole);
      if (whole) mutex.unlock();
      EXPECT_EQ(mutex.try_lock_shared(), share);
      if (share) mutex.unlock_shared();
    }}.join();
  };
  attempts(true, true);
  mutex.lock();
  attempts(false, false);
  mutex.unlock();
  mutex.lock_shared();
  attempts(false, true);
  mutex.unlock_shared();
  attempts(true, true);
}

TYPED_TEST(SharedMutexDropIn, TimedAttemptsGiveUpInTime) {
  typename TestFixture::timed mutex;
  ASSERT_TRUE(mutex.try_lock_for(1ms));
  std::thread{[&] {
    const auto start = steady_clock::now();
    EXPECT_FALSE(mutex.try_lock_shared_for(2ms));
    EXPECT_GE(steady_clock::now() - start, 2ms);
    EXPECT_FALSE(mutex.try_lock_shared_until(steady_clock::now() + 1ms));
    EXPECT_FALSE(mutex.try_lock_until(system_clock::now() + 1ms));
    EXPECT_FALSE(mutex.try_lock_for(-1h));
    EXPECT_FALSE(mutex.try_lock_shared_until(steady_clock::time_point{}));
  }}.join();
  mutex.unlock();
  ASSERT_TRUE(mutex.try_lock_shared_until(steady_clock::now()));
  std::thread{[&] {
    EXPECT_FALSE(mutex.try_lock_for(1ms));
    EXPECT_TRUE(mutex.try_lock_shared_for(1ms));
    mutex.unlock_shared();
  }}.join();
  mutex.unlock_shared();
  EXPECT_TRUE(mutex.try_lock_until(steady_clock::now() + 1h));
  mutex.unlock();
}

TYPED_TEST(SharedMutexDropIn, GuardOfAShareMovesAndGivesUp) {
  typename TestFixture::timed mutex;
  typename TestFixture::timed_shared_lock first{mutex};
  typename TestFixture::timed_shared_lock second{std::move(first)};
  EXPECT_TRUE(second.owns_lock());
  EXPECT_EQ(second.mutex(), &mutex);
  second.unlock();
  EXPECT_TRUE(second.try_lock_for(1ms));
  typename TestFixture::timed_shared_lock third{mutex, 1h};
  const typename TestFixture::timed_shared_lock fourth{mutex, steady_clock::now()};
  EXPECT_TRUE(third && fourth);
  typename TestFixture::timed_shared_lock none;
  swap(third, none);
  EXPECT_FALSE(third);
  third = std::move(none);
  EXPECT_EQ(third.release(), &mutex);
  EXPECT_FALSE(third);
  mutex.unlock_shared();
  second = {};
  std::thread{[&] {
    EXPECT_FALSE(mutex.try_lock());
    const typename TestFixture::timed_shared_lock share{mutex, std::try_to_lock};
    EXPECT_TRUE(share.owns_lock());
  }}.join();
}

TYPED_TEST(SharedMutexDropIn, GuardFailsWhileAWriterIsInside) {
  typename TestFixture::timed mutex;
  const std::lock_guard writer{mutex};
  std::thread{[&] {
    const typename TestFixture::timed_shared_lock at_once{mutex, std::try_to_lock};
    const typename TestFixture::timed_shared_lock by_length{mutex, 1ms};
    const typename TestFixture::timed_shared_lock by_instant{mutex, system_clock::now()};
    EXPECT_FALSE(at_once || by_length || by_instant);
  }}.join();
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

TYPED_TEST(SharedMutexDropIn, MisuseOfTheGuardThrows) {
  typename TestFixture::timed mutex;
  typename TestFixture::timed_shared_lock none;
  EXPECT_EQ(error_of([&] { none.lock(); }), std::errc::operation_not_permitted);
  EXPECT_EQ(error_of([&] { (void)none.try_lock_for(1ms); }), std::errc::operation_not_permitted);
  typename TestFixture::timed_shared_lock guard{mutex};
  EXPECT_EQ(error_of([&] { guard.lock(); }), std::errc::resource_deadlock_would_occur);
  EXPECT_EQ(error_of([&] { (void)guard.try_lock(); }), std::errc::resource_deadlock_would_occur);
  EXPECT_EQ(error_of([&] { (void)guard.try_lock_until(steady_clock::now()); }),
            std::errc::resource_deadlock_would_occur);
  EXPECT_TRUE(guard.owns_lock());
}

TYPED_TEST(SharedMutexDropIn, ReadersWaitForAConditionTogether) {
  typename TestFixture::plain mutex;
  std::condition_variable_any changed;
  bool open = false;
  support::crew readers;
  for (int i = 0; i < 3; ++i) {
    readers.add("reader", [&] {
      typename TestFixture::shared_lock guard{mutex};
      changed.wait(guard, [&] { return open; });
      EXPECT_TRUE(guard.owns_lock());
    });
  }
  readers[0].settle();
  {
    const std::lock_guard guard{mutex};
    open = true;
  }
  changed.notify_all();
  readers.join();
}

}  // namespace
}  // namespace interlock
