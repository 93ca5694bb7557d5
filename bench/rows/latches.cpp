// SPDX-License-Identifier: MIT
/// @file
/// interlock's latches, from the registry.
#include "registry/latches.hpp"

#include "src/gate_scenarios.hpp"
#include "src/latch_rows.hpp"
#include "src/meeting_scenarios.hpp"

namespace interlock::bench {
namespace {

template <class Row>
struct latch_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family = "latch";
  static constexpr bool is_peer = false;
  using latch = typename Row::template type<std_backend>;
};

const contribution latches{
    "interlock", [](catalog& all) {
      registry::for_each(registry::latches{}, [&]<class Row>() { add_latch<latch_row<Row>>(all); });
    }};

}  // namespace
}  // namespace interlock::bench
