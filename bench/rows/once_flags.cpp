// SPDX-License-Identifier: MIT
/// @file
/// interlock's flags for `call_once`, from the registry.
#include "registry/once_flags.hpp"

#include "src/once_scenarios.hpp"

namespace interlock::bench {
namespace {

template <class Row>
struct once_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family = "once";
  static constexpr bool is_peer = false;
  using type = typename Row::template type<std_backend>;
};

const contribution once_flags{"interlock", [](catalog& all) {
                                registry::for_each(registry::once_flags{}, [&]<class Row>() {
                                  add_once<once_row<Row>>(all);
                                });
                              }};

}  // namespace
}  // namespace interlock::bench
