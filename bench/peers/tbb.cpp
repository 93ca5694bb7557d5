// SPDX-License-Identifier: MIT
/// @file
/// oneTBB.
#include "src/lock_scenarios.hpp"
#include "src/queue_scenarios.hpp"
#include "src/shared_lock_scenarios.hpp"

#include <memory>
#include <oneapi/tbb/concurrent_queue.h>
#include <oneapi/tbb/mutex.h>
#include <oneapi/tbb/queuing_mutex.h>
#include <oneapi/tbb/queuing_rw_mutex.h>
#include <oneapi/tbb/rw_mutex.h>
#include <oneapi/tbb/spin_mutex.h>
#include <oneapi/tbb/spin_rw_mutex.h>

namespace interlock::bench {
namespace {

struct tbb_spin_mutex {
  static constexpr std::string_view name = "tbb::spin_mutex";
  static constexpr std::string_view family = "spinning";
  using type = tbb::spin_mutex;
};

struct tbb_mutex {
  static constexpr std::string_view name = "tbb::mutex";
  static constexpr std::string_view family = "parking";
  using type = tbb::mutex;
};

struct tbb_rw_mutex {
  static constexpr std::string_view name = "tbb::rw_mutex";
  static constexpr std::string_view family = "parking";
  using type = tbb::rw_mutex;
};

struct tbb_spin_rw_mutex {
  static constexpr std::string_view name = "tbb::spin_rw_mutex";
  static constexpr std::string_view family = "spinning";
  using type = tbb::spin_rw_mutex;
};

/// Its queue node is a scoped lock, so each thread keeps one.
struct tbb_queuing_mutex {
  static constexpr std::string_view name = "tbb::queuing_mutex";
  static constexpr std::string_view family = "spinning, FIFO";
  class type {
   public:
    void lock() { node().acquire(mutex_); }
    void unlock() { node().release(); }

   private:
    static tbb::queuing_mutex::scoped_lock& node() {
      static thread_local tbb::queuing_mutex::scoped_lock mine;
      return mine;
    }
    tbb::queuing_mutex mutex_;
  };
};

struct tbb_queuing_rw_mutex {
  static constexpr std::string_view name = "tbb::queuing_rw_mutex";
  static constexpr std::string_view family = "spinning, FIFO";
  class type {
   public:
    void lock() { node().acquire(mutex_, true); }
    void unlock() { node().release(); }
    void lock_shared() { node().acquire(mutex_, false); }
    void unlock_shared() { node().release(); }

   private:
    static tbb::queuing_rw_mutex::scoped_lock& node() {
      static thread_local tbb::queuing_rw_mutex::scoped_lock mine;
      return mine;
    }
    tbb::queuing_rw_mutex mutex_;
  };
};

struct tbb_concurrent_queue {
  static constexpr std::string_view name = "tbb::concurrent_queue";
  static constexpr std::string_view family = "MPMC, unbounded";
  static constexpr std::size_t producers = any_number;
  static constexpr std::size_t consumers = any_number;
  static constexpr bool bounded = false;
  using type = tbb::concurrent_queue<std::uint64_t>;
  static auto make(std::size_t) { return std::make_unique<type>(); }
  static bool try_push(type& queue, std::uint64_t value) {
    queue.push(value);
    return true;
  }
  static bool try_pop(type& queue, std::uint64_t& value) { return queue.try_pop(value); }
};

struct tbb_concurrent_bounded_queue {
  static constexpr std::string_view name = "tbb::concurrent_bounded_queue";
  static constexpr std::string_view family = "MPMC, bounded";
  static constexpr std::size_t producers = any_number;
  static constexpr std::size_t consumers = any_number;
  static constexpr bool bounded = true;
  using type = tbb::concurrent_bounded_queue<std::uint64_t>;
  static auto make(std::size_t capacity) {
    auto queue = std::make_unique<type>();
    queue->set_capacity(static_cast<std::ptrdiff_t>(capacity));
    return queue;
  }
  static bool try_push(type& queue, std::uint64_t value) { return queue.try_push(value); }
  static bool try_pop(type& queue, std::uint64_t& value) { return queue.try_pop(value); }
};

const contribution one_tbb{"oneTBB", [](catalog& all) {
                             add_lock<tbb_spin_mutex>(all);
                             add_lock<tbb_mutex>(all);
                             add_lock<tbb_queuing_mutex>(all);
                             add_shared_lock<tbb_rw_mutex>(all);
                             add_shared_lock<tbb_spin_rw_mutex>(all);
                             add_shared_lock<tbb_queuing_rw_mutex>(all);
                             add_queue<tbb_concurrent_queue>(all);
                             add_queue<tbb_concurrent_bounded_queue>(all);
                           }};

}  // namespace
}  // namespace interlock::bench
