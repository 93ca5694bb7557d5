// SPDX-License-Identifier: MIT
/// @file
/// The search that every suite uses, and its report.
#include "suite_runner.hpp"

#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace interlock::checks {
namespace {

constexpr const char* variable = "INTERLOCK_RELACY_ITERATIONS";
constexpr std::uint64_t quick_look = 10000;

}  // namespace

std::uint64_t executions_per_client() {
  const char* const text = std::getenv(variable);
  if (text == nullptr) return quick_look;
  const char* const end = text + std::strlen(text);
  std::uint64_t number = 0;
  const auto [stop, error] = std::from_chars(text, end, number);
  if (error != std::errc{} || stop != end || number == 0) {
    std::fprintf(stderr, "%s: expected a positive number of executions, got \"%s\"\n", variable,
                 text);
    std::exit(2);
  }
  return number;
}

relacy::outcome search_client(const relacy::client_type& client) {
  using strategy = relacy::search::strategy;
  const std::uint64_t executions = executions_per_client();
  relacy::outcome random = relacy::run(client, {.by = strategy::random, .executions = executions});
  if (random.found != relacy::verdict::passed) return random;
  relacy::outcome bounded =
      relacy::run(client, {.by = strategy::bounded, .executions = executions, .switches = 2});
  bounded.executions += random.executions;
  return bounded;
}

void expect_pass(std::string_view row, std::string_view client, const relacy::client_type& type,
                 effort& spent) {
  const relacy::outcome found = search_client(type);
  ++spent.clients;
  spent.complete += found.complete ? 1 : 0;
  spent.executions += found.executions;
  EXPECT_EQ(name_of(found.found), name_of(relacy::verdict::passed)) << row << ", " << client << "\n"
                                                                    << found.history;
}

void print(std::string_view row, const effort& spent) {
  std::printf("  %.*s: %" PRIu64 " clients, %" PRIu64
              " executions; all with at most 2 preemptions of %" PRIu64 " clients\n",
              static_cast<int>(row.size()), row.data(), spent.clients, spent.executions,
              spent.complete);
}

bool finds_defect(std::string_view row, std::string_view client, const relacy::client_type& type) {
  const relacy::outcome found = search_client(type);
  if (found.found == relacy::verdict::passed) return false;
  const std::string_view what = name_of(found.found);
  std::printf("  %.*s: %.*s found a %.*s in execution %" PRIu64 "\n", static_cast<int>(row.size()),
              row.data(), static_cast<int>(client.size()), client.data(),
              static_cast<int>(what.size()), what.data(), found.executions);
  return true;
}

}  // namespace interlock::checks
