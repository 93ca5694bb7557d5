// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered locks.
#include "registry/locks.hpp"

#include <interlock/memory_order/std_backend.hpp>
#include <interlock/stress/rows.hpp>

#include "cases.hpp"
#include "support/scattered_node.hpp"

#include <type_traits>

namespace interlock::stress {
namespace {

/// This machine, as if it had two nodes.
struct two_nodes : std_backend {
  [[nodiscard]] static unsigned numa_node() noexcept { return support::scattered_node(); }
};

template <class Row>
using is_local = std::bool_constant<Row::contract.local>;

}  // namespace

void add_registered_locks(suite& cases) {
  add_locks<std_backend>(cases, registry::locks{});
  registry::for_each(registry::filter_t<is_local, registry::locks>{}, [&]<class Row>() {
    cases.push_back(mutual_exclusion<typename Row::template with_passes<3, two_nodes>>(
        std::string{Row::name} + " on two nodes"));
  });
}

}  // namespace interlock::stress
