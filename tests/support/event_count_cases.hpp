// SPDX-License-Identifier: MIT
/// @file
/// The cases of event counts: those of gates, and those of semaphores.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/stress/rows.hpp>

#include "support/gate_cases.hpp"
#include "support/permits.hpp"

namespace interlock::stress {

template <backend B, template <class...> class List, class... Rows>
void add_event_counts(suite& cases, List<Rows...> rows) {
  add_gates<B>(cases, rows);
  add_semaphores<B>(cases, List<support::permits_row<Rows>...>{});
}

}  // namespace interlock::stress
