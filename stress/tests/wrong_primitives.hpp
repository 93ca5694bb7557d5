// SPDX-License-Identifier: MIT
/// @file
/// Primitives that are right, and variants that are wrong in one way each: what the scenarios must
/// tell apart.
#pragma once

#include <interlock/stress/queue_conservation.hpp>
#include <interlock/stress/torn_reads.hpp>

#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace interlock::stress {

struct no_lock {
  void lock() {}
  void unlock() {}
};

/// A parking mutex whose unlock() overlooks a waiter that arrives between its load and its store.
class forgetful_mutex {
 public:
  void lock() {
    int expected = 0;
    if (word_.compare_exchange_strong(expected, 1)) return;
    while (word_.exchange(2) != 0) word_.wait(2);
  }
  void unlock() {
    const bool contended = word_.load() == 2;
    std::this_thread::yield();
    word_.store(0);
    if (contended) word_.notify_one();
  }

 private:
  std::atomic<int> word_{0};
};

/// Gives up without having waited.
class impatient_mutex : public std::mutex {
 public:
  template <class Duration>
  bool try_lock_for(Duration) {
    return try_lock();
  }
};

/// Its third unlock() is forgotten, which the next lock() makes up for: nobody notices but
/// try_lock.
class sticky_lock {
 public:
  void lock() { guard_.lock(); }
  bool try_lock() { return ++tries_ < 3 && guard_.try_lock(); }
  void unlock() { guard_.unlock(); }

 private:
  std::mutex guard_;
  std::atomic<int> tries_{0};
};

enum class queue_defect { none, drops, repeats, reorders, tears, stays_full };

/// A bounded queue under a lock; every hundredth push goes wrong.
template <queue_defect Defect>
class locked_queue {
 public:
  explicit locked_queue(std::size_t capacity) : capacity_{capacity} {}

  bool try_push(item value) {
    const std::lock_guard lock{guard_};
    if (values_.size() >= capacity_) return false;
    const bool wrong = ++pushes_ % 100 == 0;
    if (wrong && Defect == queue_defect::drops) return true;
    if (wrong && Defect == queue_defect::repeats) values_.push_back(value);
    if (wrong && Defect == queue_defect::tears) ++value.sequence;
    if (wrong && Defect == queue_defect::stays_full) capacity_ = 0;
    if (wrong && Defect == queue_defect::reorders) {
      values_.push_front(value);
    } else {
      values_.push_back(value);
    }
    return true;
  }

  std::optional<item> try_pop() {
    const std::lock_guard lock{guard_};
    if (values_.empty()) return std::nullopt;
    const item oldest = values_.front();
    values_.pop_front();
    return oldest;
  }

 private:
  std::mutex guard_;
  std::size_t capacity_;
  std::deque<item> values_;
  std::uint64_t pushes_ = 0;
};

/// Every hundredth notification gets lost.
class deaf_condition_variable : public std::condition_variable {
 public:
  void notify_one() {
    if (++notifications_ % 100 != 0) std::condition_variable::notify_one();
  }
  void notify_all() {
    if (++notifications_ % 100 != 0) std::condition_variable::notify_all();
  }

 private:
  std::atomic<int> notifications_{0};
};

/// Claims a timeout at once.
class hasty_condition_variable : public std::condition_variable {
 public:
  template <class Lock, class Duration>
  std::cv_status wait_for(Lock&, Duration) {
    return std::cv_status::timeout;
  }
};

enum class semaphore_defect { none, loses, invents };

/// A semaphore under a mutex; every hundredth release goes wrong.
template <semaphore_defect Defect>
class locked_semaphore {
 public:
  explicit locked_semaphore(std::ptrdiff_t count) : count_{count} {}

  void acquire() {
    std::unique_lock lock{guard_};
    available_.wait(lock, [&] { return count_ > 0; });
    --count_;
  }
  bool try_acquire() {
    const std::lock_guard lock{guard_};
    return count_ > 0 && --count_ >= 0;
  }
  void release() {
    const std::lock_guard lock{guard_};
    const bool wrong = ++releases_ % 100 == 0;
    if (wrong && Defect == semaphore_defect::loses) return;
    count_ += wrong && Defect == semaphore_defect::invents ? 2 : 1;
    available_.notify_all();
  }

 private:
  std::mutex guard_;
  std::condition_variable available_;
  std::ptrdiff_t count_;
  std::uint64_t releases_ = 0;
};

enum class shared_lock_defect { none, lets_readers_in, forgets_the_writer };

/// Readers go in by a door that a writer keeps shut.
template <shared_lock_defect Defect>
class door_lock {
 public:
  void lock() {
    door_.lock();
    std::unique_lock lock{guard_};
    left_.wait(lock, [this] { return readers_ == 0; });
  }
  bool try_lock() {
    if (!door_.try_lock()) return false;
    const std::lock_guard lock{guard_};
    if (readers_ != 0) door_.unlock();
    return readers_ == 0;
  }
  void unlock() { door_.unlock(); }

  void lock_shared() {
    std::unique_lock at_the_door{door_, std::defer_lock};
    if (Defect != shared_lock_defect::lets_readers_in) at_the_door.lock();
    const std::lock_guard lock{guard_};
    ++readers_;
  }
  bool try_lock_shared() {
    const std::unique_lock at_the_door{door_, std::try_to_lock};
    if (!at_the_door) return false;
    const std::lock_guard lock{guard_};
    ++readers_;
    return true;
  }
  void unlock_shared() {
    const std::lock_guard lock{guard_};
    if (--readers_ == 0 && Defect != shared_lock_defect::forgets_the_writer) left_.notify_one();
  }

 private:
  std::mutex door_;
  std::mutex guard_;
  std::condition_variable left_;
  long readers_ = 0;
};

enum class snapshot_defect { none, keeps_half_a_change, loses_a_change };

/// A value under a lock.
template <snapshot_defect Defect>
class locked_value {
 public:
  explicit locked_value(const stamped_bytes& initial) : value_{initial} {}

  [[nodiscard]] stamped_bytes load() const {
    const std::lock_guard lock{guard_};
    return value_;
  }
  template <class Function>
  void update(Function function) {
    std::unique_lock lock{guard_};
    if (Defect == snapshot_defect::keeps_half_a_change) return function(value_);
    stamped_bytes changed = value_;
    if (Defect == snapshot_defect::loses_a_change) lock.unlock();
    function(changed);
    if (Defect == snapshot_defect::loses_a_change) lock.lock();
    value_ = changed;
  }

 private:
  mutable std::mutex guard_;
  stamped_bytes value_;
};

enum class gate_defect { none, wakes_one, lets_through_early };

/// A gate under a lock.
template <gate_defect Defect>
class locked_gate {
 public:
  explicit locked_gate(int) {}

  void wait() {
    std::unique_lock lock{guard_};
    if (Defect == gate_defect::lets_through_early) return;
    opened_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::lock_guard lock{guard_};
    open_ = true;
    if (Defect == gate_defect::wakes_one) {
      opened_.notify_one();
    } else {
      opened_.notify_all();
    }
  }

 private:
  std::mutex guard_;
  std::condition_variable opened_;
  bool open_ = false;
};

/// Every hundredth wait does not wait for the others.
template <class CompletionFunction>
class hasty_barrier : public std::barrier<CompletionFunction> {
  using right = std::barrier<CompletionFunction>;

 public:
  using right::right;
  void arrive_and_wait() {
    auto token = this->arrive();
    if (++waits_ % 100 != 0) this->wait(std::move(token));
  }

 private:
  std::atomic<unsigned> waits_{0};
};

/// A flag for call_once under a lock; if it forgets, every hundredth run is not noted.
template <bool Forgets>
class locked_once {
 public:
  template <class Function>
  void call(Function function) {
    const std::lock_guard lock{guard_};
    if (done_) return;
    function();
    static std::atomic<unsigned> runs{0};
    done_ = !(Forgets && ++runs % 100 == 0);
  }

 private:
  std::mutex guard_;
  bool done_ = false;
};

enum class reclaimer_defect { none, does_not_wait, keeps };

/// Readers hold a shared count; whoever retires waits until nobody reads.
template <reclaimer_defect Defect>
struct waiting_reclaimer {
  template <class T>
  struct base {};
  template <class T>
  using atomic = std::atomic<T>;

  class guard {
   public:
    guard() { ++readers; }
    ~guard() { --readers; }
    guard(const guard&) = delete;
    guard& operator=(const guard&) = delete;

    template <class T>
    T* protect(const std::atomic<T*>& place) {
      // Let go now and then, as a reader does that moves on: a writer gets its chance.
      --readers;
      std::this_thread::yield();
      ++readers;
      return place.load();
    }
  };

  template <class T>
  static void retire(T* object) {
    while (Defect != reclaimer_defect::does_not_wait && readers != 0) std::this_thread::yield();
    if (Defect != reclaimer_defect::keeps || ++retired % 100 != 0) delete object;
  }
  static void reclaim() {}

  static inline std::atomic<int> readers{0};
  static inline std::atomic<std::uint64_t> retired{0};
};

}  // namespace interlock::stress
