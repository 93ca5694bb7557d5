// SPDX-License-Identifier: MIT
/// @file
/// The cases of rows that can be used as gates (support/gate.hpp).
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/stress/relay.hpp>

#include "support/gate.hpp"

#include <string>

namespace interlock::stress {

template <backend B, template <class...> class List, class... Rows>
void add_gates(suite& cases, List<Rows...>) {
  (cases.push_back(relay<support::gate<Rows, B>>(
       std::string{Rows::name}, {.destroyable = Rows::contract.destroyable,
                                 .may_retry = !support::gate<Rows, B>::waiters_take_part})),
   ...);
}

}  // namespace interlock::stress
