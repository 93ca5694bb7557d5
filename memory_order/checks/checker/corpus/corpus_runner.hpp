// SPDX-License-Identifier: MIT
/// @file
/// The corpus of wrong primitives (tests/broken) under the model checker: of every variant that it
/// is to find, some client must fail; of the right twins, none may. The clients are compiled once
/// for a family of variants, and each variant chooses its flaw when it is its turn.
#pragma once

#include "broken/choice.hpp"
#include "catalog.hpp"
#include "registry/type_list.hpp"

#include <gtest/gtest.h>
#include <map>
#include <string_view>
#include <vector>

namespace interlock::checks {

/// Prints how the defect of `variant` was found, and is false if it was not.
[[nodiscard]] bool finds_defect(std::string_view variant,
                                const std::vector<catalog_entry>& clients);

/// Prints how much of the clients was explored, within a moment each.
void expect_pass(std::string_view variant, const std::vector<catalog_entry>& clients);

/// The clients of each family, by its name.
using family_clients = std::map<std::string_view, std::vector<catalog_entry>>;

template <class Clients, class Families>
[[nodiscard]] family_clients clients_of_families() {
  family_clients all;
  registry::for_each(Families{}, [&]<class Family>() {
    add_clients<Clients, registry::type_list<Family>>(all[Family::family]);
  });
  return all;
}

template <class Row>
const std::vector<catalog_entry>& with_flaw_of(const family_clients& families) {
  broken::flaw_of_process() = static_cast<int>(Row::flaw);
  return families.at(Row::family);
}

template <class Rows>
void expect_every_defect_to_be_found(const family_clients& families) {
  registry::for_each(Rows{}, [&]<class Row>() {
    if (!Row::found_by.checker) return;
    EXPECT_TRUE(finds_defect(Row::name, with_flaw_of<Row>(families)))
        << Row::name << ": " << Row::defect;
  });
}

template <class Rows>
void expect_every_twin_to_pass(const family_clients& families) {
  registry::for_each(Rows{},
                     [&]<class Row>() { expect_pass(Row::name, with_flaw_of<Row>(families)); });
}

}  // namespace interlock::checks
