// SPDX-License-Identifier: MIT
/// @file
/// The C++ standard library and POSIX threads.
#include "src/condition_variable_scenarios.hpp"
#include "src/event_count_scenarios.hpp"
#include "src/gate_scenarios.hpp"
#include "src/latch_rows.hpp"
#include "src/lock_scenarios.hpp"
#include "src/meeting_scenarios.hpp"
#include "src/once_scenarios.hpp"
#include "src/parking_lot_scenarios.hpp"
#include "src/queue_scenarios.hpp"
#include "src/semaphore_scenarios.hpp"

#include <array>
#include <atomic>
#include <barrier>
#include <concepts>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <semaphore.h>
#include <semaphore>
#include <stop_token>
#include <utility>

namespace interlock::bench {
namespace {

struct std_mutex {
  static constexpr std::string_view name = "std::mutex";
  static constexpr std::string_view family = "parking";
  using type = std::mutex;
};

struct std_timed_mutex {
  static constexpr std::string_view name = "std::timed_mutex";
  static constexpr std::string_view family = "parking";
  using type = std::timed_mutex;
};

struct pthread_adaptive {
  static constexpr std::string_view name = "pthread_mutex_t (adaptive)";
  static constexpr std::string_view family = "parking";
  class type {
   public:
    void lock() noexcept { pthread_mutex_lock(&mutex_); }
    void unlock() noexcept { pthread_mutex_unlock(&mutex_); }

   private:
    pthread_mutex_t mutex_ = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
  };
};

struct pthread_default {
  static constexpr std::string_view name = "pthread_mutex_t";
  static constexpr std::string_view family = "parking";
  class type {
   public:
    void lock() noexcept { pthread_mutex_lock(&mutex_); }
    void unlock() noexcept { pthread_mutex_unlock(&mutex_); }

   private:
    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  };
};

struct pthread_spinlock {
  static constexpr std::string_view name = "pthread_spinlock_t";
  static constexpr std::string_view family = "spinning";
  class type {
   public:
    type() noexcept { pthread_spin_init(&lock_, PTHREAD_PROCESS_PRIVATE); }
    type(const type&) = delete;
    type& operator=(const type&) = delete;
    ~type() { pthread_spin_destroy(&lock_); }
    void lock() noexcept { pthread_spin_lock(&lock_); }
    void unlock() noexcept { pthread_spin_unlock(&lock_); }

   private:
    pthread_spinlock_t lock_;
  };
};

struct std_counting_semaphore {
  static constexpr std::string_view name = "std::counting_semaphore";
  static constexpr std::string_view family = "semaphore";
  using type = std::counting_semaphore<>;
};

struct std_binary_semaphore {
  static constexpr std::string_view name = "std::binary_semaphore";
  static constexpr std::string_view family = "semaphore";
  using type = std::binary_semaphore;
};

struct posix_semaphore {
  static constexpr std::string_view name = "sem_t";
  static constexpr std::string_view family = "semaphore";
  class type {
   public:
    explicit type(int initial) noexcept {
      sem_init(&semaphore_, 0, static_cast<unsigned>(initial));
    }
    type(const type&) = delete;
    type& operator=(const type&) = delete;
    ~type() { sem_destroy(&semaphore_); }
    void release() noexcept { sem_post(&semaphore_); }
    void acquire() noexcept {
      while (sem_wait(&semaphore_) != 0) continue;
    }

   private:
    sem_t semaphore_;
  };
};

template <class Condition>
class std_condition {
 public:
  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }
  void wait() {
    std::unique_lock guard{mutex_, std::adopt_lock};
    condition_.wait(guard);
    guard.release();
  }
  template <class Ready>
  requires std::same_as<Condition, std::condition_variable_any>
  void wait(std::stop_token token, Ready ready) {
    std::unique_lock guard{mutex_, std::adopt_lock};
    condition_.wait(guard, std::move(token), ready);
    guard.release();
  }
  void notify_one() noexcept { condition_.notify_one(); }
  void notify_all() noexcept { condition_.notify_all(); }

 private:
  std::mutex mutex_;
  Condition condition_;
};

struct std_condition_variable {
  static constexpr std::string_view name = "std::condition_variable";
  static constexpr std::string_view family = "condition variable";
  using type = std_condition<std::condition_variable>;
};

struct std_condition_variable_any {
  static constexpr std::string_view name = "std::condition_variable_any";
  static constexpr std::string_view family = "condition variable";
  using type = std_condition<std::condition_variable_any>;
};

struct flag_with_condition_variable {
  static constexpr std::string_view name = "std::mutex + std::condition_variable";
  static constexpr std::string_view family = "event";
  class type {
   public:
    void open() {
      // Under the mutex: the waiter may destroy the event when it has seen the flag.
      const std::lock_guard guard{mutex_};
      set_ = true;
      condition_.notify_all();
    }
    void wait() {
      std::unique_lock guard{mutex_};
      condition_.wait(guard, [this] { return set_; });
    }

   private:
    std::mutex mutex_;
    std::condition_variable condition_;
    bool set_ = false;
  };
};

struct waiting_atomic_flag {
  static constexpr std::string_view name = "std::atomic_flag::wait";
  static constexpr std::string_view family = "event";
  class type {
   public:
    void open() noexcept {
      flag_.test_and_set(std::memory_order::release);
      flag_.notify_all();
    }
    void wait() noexcept { flag_.wait(false, std::memory_order::acquire); }

   private:
    std::atomic_flag flag_;
  };
};

struct std_latch {
  static constexpr std::string_view name = "std::latch";
  static constexpr std::string_view family = "latch";
  using latch = std::latch;
};

struct std_barrier {
  static constexpr std::string_view name = "std::barrier";
  static constexpr std::string_view family = "barrier";
  class type {
   public:
    explicit type(int threads) : barrier_{threads} {}
    void meet() { barrier_.arrive_and_wait(); }

   private:
    std::barrier<> barrier_;
  };
};

struct posix_barrier {
  static constexpr std::string_view name = "pthread_barrier_t";
  static constexpr std::string_view family = "barrier";
  class type {
   public:
    explicit type(int threads) noexcept {
      pthread_barrier_init(&barrier_, nullptr, static_cast<unsigned>(threads));
    }
    type(const type&) = delete;
    type& operator=(const type&) = delete;
    ~type() { pthread_barrier_destroy(&barrier_); }
    void meet() noexcept { pthread_barrier_wait(&barrier_); }

   private:
    pthread_barrier_t barrier_;
  };
};

struct std_once {
  static constexpr std::string_view name = "std::call_once";
  static constexpr std::string_view family = "once";
  class type {
   public:
    void call(void (*function)()) { std::call_once(flag_, function); }

   private:
    std::once_flag flag_;
  };
};

struct posix_once {
  static constexpr std::string_view name = "pthread_once";
  static constexpr std::string_view family = "once";
  class type {
   public:
    void call(void (*function)()) { pthread_once(&flag_, function); }

   private:
    pthread_once_t flag_ = PTHREAD_ONCE_INIT;
  };
};

struct guarded_condition {
  static constexpr std::string_view name = "std::mutex + std::condition_variable";
  static constexpr std::string_view family = "event count";
  class type {
   public:
    template <class Function>
    void change(Function function) {
      {
        const std::lock_guard guard{mutex_};
        function();
      }
      condition_.notify_one();
    }
    template <class Condition>
    void wait(Condition condition) {
      std::unique_lock guard{mutex_};
      condition_.wait(guard, condition);
    }

   private:
    std::mutex mutex_;
    std::condition_variable condition_;
  };
};

struct locked_deque {
  static constexpr std::string_view name = "std::mutex + std::deque";
  static constexpr std::string_view family = "MPMC, unbounded";
  static constexpr std::size_t producers = any_number;
  static constexpr std::size_t consumers = any_number;
  static constexpr bool bounded = false;
  struct type {
    std::mutex mutex;
    std::deque<std::uint64_t> elements;
  };
  static auto make(std::size_t) { return std::make_unique<type>(); }
  static bool try_push(type& queue, std::uint64_t value) {
    const std::lock_guard guard{queue.mutex};
    queue.elements.push_back(value);
    return true;
  }
  static bool try_pop(type& queue, std::uint64_t& value) {
    const std::lock_guard guard{queue.mutex};
    if (queue.elements.empty()) return false;
    value = queue.elements.front();
    queue.elements.pop_front();
    return true;
  }
};

struct std_atomic_wait {
  static constexpr std::string_view name = "std::atomic::wait";
  static constexpr std::string_view family = "spinning, then sleeping at an address";
  static void sleep_while(const std::atomic<std::uint32_t>& word, std::uint32_t value) {
    word.wait(value);
  }
  static void wake(std::atomic<std::uint32_t>& word) { word.notify_one(); }
};

/// What a program without futexes makes: a table of condition variables, by address.
struct condition_variable_table {
  static constexpr std::string_view name = "std::condition_variable by address";
  static constexpr std::string_view family = "sleeping at an address";
  static void sleep_while(const std::atomic<std::uint32_t>& word, std::uint32_t value) {
    place& here = place_of(&word);
    std::unique_lock held{here.guard};
    here.changed.wait(held, [&] { return word.load() != value; });
  }
  static void wake(std::atomic<std::uint32_t>& word) {
    place& here = place_of(&word);
    { const std::lock_guard held{here.guard}; }
    here.changed.notify_all();
  }

 private:
  struct alignas(2 * cache_line) place {
    std::mutex guard;
    std::condition_variable changed;
  };
  static place& place_of(const void* address) {
    static std::array<place, 256> places;
    return places[std::hash<const void*>{}(address) / sizeof(padded<std::uint32_t>) %
                  places.size()];
  }
};

const contribution standard{"the standard library", [](catalog& all) {
                              add_lock<std_mutex>(all);
                              add_lock<std_timed_mutex>(all);
                              add_semaphore<std_counting_semaphore>(all);
                              add_semaphore<std_binary_semaphore>(all);
                              add_condition_variable<std_condition_variable>(all);
                              add_condition_variable<std_condition_variable_any>(all);
                              add_gate<flag_with_condition_variable>(all);
                              add_gate<waiting_atomic_flag>(all);
                              add_latch<std_latch>(all);
                              add_meeting<std_barrier>(all);
                              add_once<std_once>(all);
                              add_event_count<guarded_condition>(all);
                              add_parking_lot<std_atomic_wait>(all);
                              add_parking_lot<condition_variable_table>(all);
                              add_queue<locked_deque>(all);
                            }};

const contribution posix{"POSIX threads", [](catalog& all) {
                           add_lock<pthread_default>(all);
                           add_lock<pthread_adaptive>(all);
                           add_lock<pthread_spinlock>(all);
                           add_semaphore<posix_semaphore>(all);
                           add_meeting<posix_barrier>(all);
                           add_once<posix_once>(all);
                         }};

}  // namespace
}  // namespace interlock::bench
