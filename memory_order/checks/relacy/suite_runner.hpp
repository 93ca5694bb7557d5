// SPDX-License-Identifier: MIT
/// @file
/// How a kind of primitive is put under Relacy: every client of every row must pass, and of every
/// variant of the corpus that Relacy is to find, some client must fail.
#pragma once

#include <interlock/memory_order/relacy/suite.hpp>
#include <interlock/memory_order/relacy_backend.hpp>

#include "registry/type_list.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <string_view>

namespace interlock::checks {

/// Random executions of each client: INTERLOCK_RELACY_ITERATIONS, or enough for a quick look. A
/// value that is not a positive number ends the program with status 2.
[[nodiscard]] std::uint64_t executions_per_client();

/// Searches that many executions at random, and at most that many within a bound of preemptions;
/// returns the first failure, or a success that counts the executions of both.
[[nodiscard]] relacy::outcome search_client(const relacy::client_type& client);

/// What was done for one row.
struct effort {
  std::uint64_t clients = 0;
  std::uint64_t complete = 0;  ///< clients of which every execution within the bound was seen
  std::uint64_t executions = 0;
};

void expect_pass(std::string_view row, std::string_view client, const relacy::client_type& type,
                 effort& spent);
void print(std::string_view row, const effort& spent);

/// Prints how the defect was found; true if it was.
[[nodiscard]] bool finds_defect(std::string_view row, std::string_view client,
                                const relacy::client_type& type);

/// `Clients::each<B, Row>(visit)` calls `visit.template operator()<Client>(name)` for each client
/// of a row.
template <class Clients, class Rows>
void expect_every_row_to_pass() {
  registry::for_each(Rows{}, []<class Row>() {
    effort spent;
    Clients::template each<relacy_backend, Row>([&spent]<class Client>(std::string_view client) {
      expect_pass(Row::name, client, relacy::type_of<Client>, spent);
    });
    print(Row::name, spent);
  });
}

template <class Clients, class Rows>
void expect_every_defect_to_be_found() {
  registry::for_each(Rows{}, []<class Row>() {
    if (!Row::found_by.relacy) return;
    bool found = false;
    Clients::template each<relacy_backend, Row>([&found]<class Client>(std::string_view client) {
      found = found || finds_defect(Row::name, client, relacy::type_of<Client>);
    });
    EXPECT_TRUE(found) << Row::name << ": " << Row::defect;
  });
}

}  // namespace interlock::checks
