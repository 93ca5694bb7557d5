// SPDX-License-Identifier: MIT
/// @file
/// The cases of rows that can be used as gates (support/gate.hpp).
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/stress/phases.hpp>
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

namespace detail {

template <class Row, backend B>
struct row_barrier {
  template <class CompletionFunction>
  using type = typename Row::template type<CompletionFunction, B>;
};

}  // namespace detail

/// Barriers are more than gates.
template <backend B, template <class...> class List, class... Rows>
void add_barriers(suite& cases, List<Rows...> rows) {
  add_gates<B>(cases, rows);
  (cases.push_back(phases<detail::row_barrier<Rows, B>::template type>(std::string{Rows::name})),
   ...);
}

}  // namespace interlock::stress
