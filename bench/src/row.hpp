// SPDX-License-Identifier: MIT
/// @file
/// What the rows of all kinds have in common. A row is a struct with
///
///     static constexpr std::string_view name;    // as a user would write the type
///     static constexpr std::string_view family;  // rows that promise the same
///     static constexpr bool is_peer = false;     // in interlock's own rows; peers leave it out
///     struct thread_scope {};                    // if its threads must sign on and off
///
/// and the operations that the scenarios of its kind call.
#pragma once

#include "src/catalog.hpp"

#include <string>
#include <utility>
#include <vector>

namespace interlock::bench {

template <class Row>
inline constexpr bool is_peer_row = true;
template <class Row>
requires requires { Row::is_peer; }
inline constexpr bool is_peer_row<Row> = Row::is_peer;

namespace detail {

struct no_scope {
  no_scope() noexcept {}
};

template <class Row>
struct scope_of {
  using type = no_scope;
};
template <class Row>
requires requires { typename Row::thread_scope; }
struct scope_of<Row> {
  using type = typename Row::thread_scope;
};

}  // namespace detail

/// Lives as long as a thread uses the row.
template <class Row>
using thread_scope = typename detail::scope_of<Row>::type;

/// An entry for `Row` with everything but its function.
template <class Row>
[[nodiscard]] entry entry_of(const char* kind, std::string scenario, unsigned threads,
                             std::vector<metric> metrics) {
  entry one;
  one.kind = kind;
  one.family = Row::family;
  one.scenario = std::move(scenario);
  one.row = is_peer_row<Row> ? std::string{Row::name} : "interlock::" + std::string{Row::name};
  one.is_peer = is_peer_row<Row>;
  one.threads = threads;
  one.metrics = std::move(metrics);
  return one;
}

}  // namespace interlock::bench
