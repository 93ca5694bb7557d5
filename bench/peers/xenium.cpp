// SPDX-License-Identifier: MIT
/// @file
/// xenium.
#include "src/queue_scenarios.hpp"
#include "src/reclaimer_scenarios.hpp"

#include <memory>
#include <xenium/michael_scott_queue.hpp>
#include <xenium/ramalhete_queue.hpp>
#include <xenium/reclamation/hazard_eras.hpp>
#include <xenium/reclamation/hazard_pointer.hpp>
#include <xenium/vyukov_bounded_queue.hpp>

namespace interlock::bench {
namespace {

using hazard_pointers = xenium::reclamation::hazard_pointer<>::with<
    xenium::policy::allocation_strategy<xenium::reclamation::hp_allocation::dynamic_strategy<3>>>;
using hazard_eras = xenium::reclamation::hazard_eras<>::with<
    xenium::policy::allocation_strategy<xenium::reclamation::he_allocation::dynamic_strategy<3>>>;

struct xenium_vyukov {
  static constexpr std::string_view name = "xenium::vyukov_bounded_queue";
  static constexpr std::string_view family = "MPMC, bounded";
  static constexpr std::size_t producers = any_number;
  static constexpr std::size_t consumers = any_number;
  static constexpr bool bounded = true;
  using type = xenium::vyukov_bounded_queue<std::uint64_t>;
  static auto make(std::size_t capacity) { return std::make_unique<type>(capacity); }
  static bool try_push(type& queue, std::uint64_t value) { return queue.try_push(value); }
  static bool try_pop(type& queue, std::uint64_t& value) { return queue.try_pop(value); }
};

struct xenium_michael_scott {
  static constexpr std::string_view name = "xenium::michael_scott_queue<HP>";
  static constexpr std::string_view family = "MPMC, unbounded";
  static constexpr std::size_t producers = any_number;
  static constexpr std::size_t consumers = any_number;
  static constexpr bool bounded = false;
  using type =
      xenium::michael_scott_queue<std::uint64_t, xenium::policy::reclaimer<hazard_pointers>>;
  static auto make(std::size_t) { return std::make_unique<type>(); }
  static bool try_push(type& queue, std::uint64_t value) {
    queue.push(value);
    return true;
  }
  static bool try_pop(type& queue, std::uint64_t& value) { return queue.try_pop(value); }
};

/// It holds pointers; the lowest bits are its own, and null is not an element.
struct xenium_ramalhete {
  static constexpr std::string_view name = "xenium::ramalhete_queue<HP>";
  static constexpr std::string_view family = "MPMC, unbounded";
  static constexpr std::size_t producers = any_number;
  static constexpr std::size_t consumers = any_number;
  static constexpr bool bounded = false;
  using type = xenium::ramalhete_queue<std::uint64_t*, xenium::policy::reclaimer<hazard_pointers>>;
  static auto make(std::size_t) { return std::make_unique<type>(); }
  static bool try_push(type& queue, std::uint64_t value) {
    queue.push(reinterpret_cast<std::uint64_t*>((value + 1) << shift));
    return true;
  }
  static bool try_pop(type& queue, std::uint64_t& value) {
    std::uint64_t* popped = nullptr;
    if (!queue.try_pop(popped)) return false;
    value = (reinterpret_cast<std::uint64_t>(popped) >> shift) - 1;
    return true;
  }

 private:
  static constexpr unsigned shift = 4;
};

template <class Reclaimer>
struct xenium_reclaimer {
  static constexpr std::string_view family = "bounded garbage";

  struct object : Reclaimer::template enable_concurrent_ptr<object> {
    explicit object(std::uint64_t initial) noexcept : value{initial} {}
    std::uint64_t value;
  };
  using concurrent_ptr = typename Reclaimer::template concurrent_ptr<object>;
  using guard_ptr = typename concurrent_ptr::guard_ptr;
  using marked_ptr = typename concurrent_ptr::marked_ptr;

  class cell {
   public:
    explicit cell(std::uint64_t value) : current_{marked_ptr{new object{value}}} {}
    cell(const cell&) = delete;
    cell& operator=(const cell&) = delete;
    ~cell() { delete current_.load().get(); }
    void replace(std::uint64_t value) {
      const marked_ptr fresh{new object{value}};
      guard_ptr old;
      marked_ptr expected;
      do {
        old.acquire(current_, std::memory_order_acquire);
        expected = old;
      } while (!current_.compare_exchange_strong(expected, fresh, std::memory_order_acq_rel,
                                                 std::memory_order_relaxed));
      old.reclaim();
    }
    [[nodiscard]] const concurrent_ptr& source() const noexcept { return current_; }

   private:
    concurrent_ptr current_;
  };

  class guard {
   public:
    [[nodiscard]] std::uint64_t read(const cell& source) {
      guard_.acquire(source.source(), std::memory_order_acquire);
      return guard_->value;
    }

   private:
    guard_ptr guard_;
  };
};

struct xenium_hazard_pointers : xenium_reclaimer<hazard_pointers> {
  static constexpr std::string_view name = "xenium::hazard_pointer";
};
struct xenium_hazard_eras : xenium_reclaimer<hazard_eras> {
  static constexpr std::string_view name = "xenium::hazard_eras";
};

const contribution xenium_library{"xenium", [](catalog& all) {
                                    add_queue<xenium_vyukov>(all);
                                    add_queue<xenium_michael_scott>(all);
                                    add_queue<xenium_ramalhete>(all);
                                    add_reclaimer<xenium_hazard_pointers>(all);
                                    add_reclaimer<xenium_hazard_eras>(all);
                                  }};

}  // namespace
}  // namespace interlock::bench
