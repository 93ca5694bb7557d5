// SPDX-License-Identifier: MIT
/// @file
/// interlock's locks, from the registry.
#include "registry/locks.hpp"

#include "src/lock_scenarios.hpp"

namespace interlock::bench {
namespace {

template <class Row>
struct lock_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family = Row::contract.parks  ? "parking"
                                             : Row::contract.fifo ? "spinning, FIFO"
                                                                  : "spinning";
  static constexpr bool is_peer = false;
  using type = typename Row::template type<std_backend>;
};

const contribution locks{"interlock", [](catalog& all) {
                           registry::for_each(registry::locks{},
                                              [&]<class Row>() { add_lock<lock_row<Row>>(all); });
                         }};

}  // namespace
}  // namespace interlock::bench
