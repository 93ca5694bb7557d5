// SPDX-License-Identifier: MIT
/// @file
/// GoogleTest's typed tests over a list of the registry.
///
///     template <class Row> struct locks : ::testing::Test {};
///     TYPED_TEST_SUITE(locks, support::rows_of<registry::locks>, support::row_names);
#pragma once

#include "registry/type_list.hpp"

#include <gtest/gtest.h>
#include <string>

namespace interlock::support {

template <class List>
struct rows;
template <class... Rows>
struct rows<registry::type_list<Rows...>> {
  using type = ::testing::Types<Rows...>;
};
template <class List>
using rows_of = typename rows<List>::type;

struct row_names {
  template <class Row>
  static std::string GetName(int) {
    return std::string{Row::name};
  }
};

}  // namespace interlock::support
