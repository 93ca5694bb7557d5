// SPDX-License-Identifier: MIT
/// @file
/// See corpus_runner.hpp.
#include "corpus_runner.hpp"

#include "session.hpp"

#include <cstdio>

namespace interlock::checks {
namespace {

/// For each client, again and again until one finds something: most defects show at once to some
/// client, and the others need not be explored to their ends before it is its turn.
constexpr bounds looks[] = {{.seconds = 0.5}, {.seconds = 5}, {.seconds = 30}};
constexpr bounds quick_look{.seconds = 2};

[[nodiscard]] bool finds(std::string_view variant, const catalog_entry& client,
                         const bounds& within) {
  const checker::result found = check(client, options_within(within)).found;
  if (found.outcome != checker::verdict::failed) return false;
  std::printf("  %.*s: \"%s\" finds a %s in execution %llu\n", static_cast<int>(variant.size()),
              variant.data(), client.client.c_str(), checker::name_of(found.kind),
              static_cast<unsigned long long>(found.complete + 1));
  EXPECT_FALSE(found.trace.empty()) << client.name();
  return true;
}

}  // namespace

bool finds_defect(std::string_view variant, const std::vector<catalog_entry>& clients) {
  for (const bounds& within : looks) {
    for (const catalog_entry& each : clients) {
      if (!each.large && finds(variant, each, within)) return true;
    }
  }
  return false;
}

void expect_pass(std::string_view variant, const std::vector<catalog_entry>& clients) {
  std::size_t small = 0;
  std::size_t complete = 0;
  for (const catalog_entry& each : clients) {
    if (each.large) continue;
    ++small;
    const checker::result found = check(each, options_within(quick_look)).found;
    EXPECT_NE(found.outcome, checker::verdict::failed)
        << variant << ", " << each.client << ": " << found.message << '\n'
        << found.trace;
    EXPECT_NE(found.outcome, checker::verdict::vacuous) << variant << ", " << each.client;
    complete += found.passed() ? 1U : 0U;
  }
  std::printf("  %.*s: no client fails, %zu of %zu explored completely\n",
              static_cast<int>(variant.size()), variant.data(), complete, small);
}

}  // namespace interlock::checks
