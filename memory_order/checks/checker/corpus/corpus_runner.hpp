// SPDX-License-Identifier: MIT
/// @file
/// The corpus of wrong primitives (tests/broken) under the model checker: of every variant that it
/// is to find, some client must fail; of the right twins, none may.
#pragma once

#include "catalog.hpp"
#include "registry/type_list.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace interlock::checks {

/// Prints how the defect was found, and is false if it was not.
[[nodiscard]] bool finds_defect(const std::vector<catalog_entry>& clients);

/// Prints how much of the clients was explored, within 2 s each.
void expect_pass(const std::vector<catalog_entry>& clients);

template <class Clients, class Rows>
void expect_every_defect_to_be_found() {
  registry::for_each(Rows{}, []<class Row>() {
    if (!Row::found_by.checker) return;
    std::vector<catalog_entry> clients;
    add_clients<Clients, registry::type_list<Row>>(clients);
    EXPECT_TRUE(finds_defect(clients)) << Row::name << ": " << Row::defect;
  });
}

template <class Clients, class Rows>
void expect_every_twin_to_pass() {
  registry::for_each(Rows{}, []<class Row>() {
    std::vector<catalog_entry> clients;
    add_clients<Clients, registry::type_list<Row>>(clients);
    expect_pass(clients);
  });
}

}  // namespace interlock::checks
