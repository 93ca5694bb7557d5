// SPDX-License-Identifier: MIT
/// @file
/// interlock's locks with shared access, from the registry.
#include "registry/shared_locks.hpp"

#include "src/shared_lock_scenarios.hpp"

namespace interlock::bench {
namespace {

template <class Row>
struct shared_lock_row {
  static constexpr std::string_view name = Row::name;
  // No peer that parks promises that nobody overtakes: such a row is a family of its own.
  static constexpr std::string_view family = !Row::contract.parks        ? "spinning"
                                             : Row::contract.passes == 0 ? "parking, no overtaking"
                                                                         : "parking";
  static constexpr bool is_peer = false;
  using type = typename Row::template type<std_backend>;
};

const contribution shared_locks{"interlock", [](catalog& all) {
                                  registry::for_each(registry::shared_locks{}, [&]<class Row>() {
                                    add_shared_lock<shared_lock_row<Row>>(all);
                                  });
                                }};

}  // namespace
}  // namespace interlock::bench
