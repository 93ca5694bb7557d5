// SPDX-License-Identifier: MIT
/// @file
/// interlock's events, from the registry.
#include "registry/events.hpp"

#include "src/gate_scenarios.hpp"

namespace interlock::bench {
namespace {

template <class Row>
struct event_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family = "event";
  static constexpr bool is_peer = false;
  class type {
   public:
    void open() noexcept { event_.set(); }
    void wait() noexcept { event_.wait(); }

   private:
    typename Row::template type<std_backend> event_;
  };
};

const contribution events{"interlock", [](catalog& all) {
                            registry::for_each(registry::events{},
                                               [&]<class Row>() { add_gate<event_row<Row>>(all); });
                          }};

}  // namespace
}  // namespace interlock::bench
