// SPDX-License-Identifier: MIT
/// @file
/// The rows that the contract tests are compiled for here: the right twins, and the variants whose
/// defect the contract tests must find.
#pragma once

#include "registry/type_list.hpp"
#include "support/rows.hpp"

namespace interlock::broken {

template <class Row>
struct is_for_contract_tests {
  static constexpr bool value = Row::found_by.contract;
};

template <class Registered, class Twins, class Variants>
struct chosen;
template <class... Registered, class... Twins, class... Variants>
struct chosen<registry::type_list<Registered...>, registry::type_list<Twins...>,
              registry::type_list<Variants...>> {
  using type = registry::type_list<Registered..., Twins..., Variants...>;
};

/// The registered rows are among them because every part of the contract needs a row to compile.
template <class Registered, class Twins, class Variants>
using chosen_t =
    typename chosen<Registered, Twins, registry::filter_t<is_for_contract_tests, Variants>>::type;

}  // namespace interlock::broken
