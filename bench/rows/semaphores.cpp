// SPDX-License-Identifier: MIT
/// @file
/// interlock's semaphores, from the registry.
#include "registry/semaphores.hpp"

#include "src/semaphore_scenarios.hpp"

namespace interlock::bench {
namespace {

template <class Row>
struct semaphore_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family = "semaphore";
  static constexpr bool is_peer = false;
  using type = typename Row::template type<std_backend>;
};

const contribution semaphores{"interlock", [](catalog& all) {
                                registry::for_each(registry::semaphores{}, [&]<class Row>() {
                                  add_semaphore<semaphore_row<Row>>(all);
                                });
                              }};

}  // namespace
}  // namespace interlock::bench
