// SPDX-License-Identifier: MIT
/// @file
/// Boost: the spinlock of its smart pointers, and Boost.Lockfree.
#include "src/lock_scenarios.hpp"
#include "src/queue_scenarios.hpp"

#include <boost/lockfree/queue.hpp>
#include <boost/lockfree/spsc_queue.hpp>
#include <boost/smart_ptr/detail/spinlock.hpp>
#include <memory>

namespace interlock::bench {
namespace {

struct boost_spinlock {
  static constexpr std::string_view name = "boost::detail::spinlock";
  static constexpr std::string_view family = "spinning";
  class type {
   public:
    void lock() noexcept { lock_.lock(); }
    void unlock() noexcept { lock_.unlock(); }

   private:
    boost::detail::spinlock lock_ = BOOST_DETAIL_SPINLOCK_INIT;
  };
};

struct boost_spsc_queue {
  static constexpr std::string_view name = "boost::lockfree::spsc_queue";
  static constexpr std::string_view family = "SPSC";
  static constexpr std::size_t producers = 1;
  static constexpr std::size_t consumers = 1;
  static constexpr bool bounded = true;
  using type = boost::lockfree::spsc_queue<std::uint64_t>;
  static auto make(std::size_t capacity) { return std::make_unique<type>(capacity); }
  static bool try_push(type& queue, std::uint64_t value) { return queue.push(value); }
  static bool try_pop(type& queue, std::uint64_t& value) { return queue.pop(value); }
};

struct boost_queue {
  static constexpr std::string_view name = "boost::lockfree::queue";
  static constexpr std::string_view family = "MPMC, unbounded";
  static constexpr std::size_t producers = any_number;
  static constexpr std::size_t consumers = any_number;
  static constexpr bool bounded = false;
  using type = boost::lockfree::queue<std::uint64_t>;
  static auto make(std::size_t capacity) { return std::make_unique<type>(capacity); }
  static bool try_push(type& queue, std::uint64_t value) { return queue.push(value); }
  static bool try_pop(type& queue, std::uint64_t& value) { return queue.pop(value); }
};

const contribution boost_library{"Boost", [](catalog& all) {
                                   add_lock<boost_spinlock>(all);
                                   add_queue<boost_spsc_queue>(all);
                                   add_queue<boost_queue>(all);
                                 }};

}  // namespace
}  // namespace interlock::bench
