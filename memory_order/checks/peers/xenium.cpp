// SPDX-License-Identifier: MIT
/// @file
/// xenium: its queues, with hazard pointers where nodes are reclaimed.
#include "clients.hpp"

#include <memory>
#include <xenium/michael_scott_queue.hpp>
#include <xenium/ramalhete_queue.hpp>
#include <xenium/reclamation/hazard_pointer.hpp>
#include <xenium/vyukov_bounded_queue.hpp>

namespace interlock::peers {
namespace {

using hazard_pointers = xenium::reclamation::hazard_pointer<>::with<
    xenium::policy::allocation_strategy<xenium::reclamation::hp_allocation::static_strategy<3>>>;

struct vyukov_bounded_queue {
  using type = xenium::vyukov_bounded_queue<value>;
  static constexpr const char* name = "xenium::vyukov_bounded_queue";
  static constexpr element_order order = element_order::fifo;
  static auto make() { return std::make_unique<type>(2); }
  static bool push(type& to, value element) { return to.try_push(element); }
  static bool pop(type& from, value& element) { return from.try_pop(element); }
};

struct michael_scott_queue {
  using type = xenium::michael_scott_queue<value, xenium::policy::reclaimer<hazard_pointers>>;
  static constexpr const char* name = "xenium::michael_scott_queue<hazard_pointer>";
  static constexpr element_order order = element_order::fifo;
  static auto make() { return std::make_unique<type>(); }
  static bool push(type& to, value element) {
    to.push(element);
    return true;
  }
  static bool pop(type& from, value& element) { return from.try_pop(element); }
};

/// It holds pointers, the lowest bits of which are its own.
struct ramalhete_queue {
  using type =
      xenium::ramalhete_queue<value*, xenium::policy::reclaimer<hazard_pointers>,
                              xenium::policy::entries_per_node<2>, xenium::policy::pop_retries<1>>;
  static constexpr const char* name = "xenium::ramalhete_queue<hazard_pointer>";
  static constexpr element_order order = element_order::fifo;
  static auto make() { return std::make_unique<type>(); }
  static bool push(type& to, value element) {
    to.push(reinterpret_cast<value*>(element << unused_bits));
    return true;
  }
  static bool pop(type& from, value& element) {
    value* found = nullptr;
    if (!from.try_pop(found)) return false;
    element = reinterpret_cast<value>(found) >> unused_bits;
    return true;
  }

 private:
  static constexpr unsigned unused_bits = 4;
};

const peer library{"xenium",
                   INTERLOCK_PEER_VERSION,
                   {
                       with<transfer, vyukov_bounded_queue>(),
                       with<two_producers, vyukov_bounded_queue>(),
                       with<two_consumers, vyukov_bounded_queue>(),
                       with<both_ways, vyukov_bounded_queue>(),
                       with<transfer, michael_scott_queue>(),
                       with<two_producers, michael_scott_queue>(),
                       with<two_consumers, michael_scott_queue>(),
                       with<both_ways, michael_scott_queue>(),
                       with<transfer, ramalhete_queue>(),
                       with<two_producers, ramalhete_queue>(),
                       with<two_consumers, ramalhete_queue>(),
                       with<both_ways, ramalhete_queue>(),
                   }};

}  // namespace
}  // namespace interlock::peers
