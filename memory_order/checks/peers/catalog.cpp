// SPDX-License-Identifier: MIT
/// @file
/// See catalog.hpp.
#include "catalog.hpp"

#include <interlock/checker/explore.hpp>

#include <algorithm>
#include <utility>

namespace interlock::peers {
namespace {

std::vector<const peer*>& registered() {
  static std::vector<const peer*> all;
  return all;
}

[[nodiscard]] std::string text_of(checker::verdict outcome, checker::failure kind) {
  const std::string verdict = checker::name_of(outcome);
  return kind == checker::failure::none ? verdict : verdict + ", " + checker::name_of(kind);
}

}  // namespace

expectation fails(checker::failure kind, std::string message, std::string reason) {
  return {checker::verdict::failed, kind, std::move(message), std::move(reason)};
}

peer::peer(std::string name, std::string version, std::vector<check> checks)
    : name_{std::move(name)}, version_{std::move(version)}, checks_{std::move(checks)} {
  registered().push_back(this);
}

std::vector<const peer*> peer::all() {
  std::vector<const peer*> sorted = registered();
  std::sort(sorted.begin(), sorted.end(),
            [](const peer* a, const peer* b) { return a->name() < b->name(); });
  return sorted;
}

std::string difference(const expectation& expected, const checker::result& found) {
  if (expected.outcome != found.outcome || expected.kind != found.kind) {
    return "expected " + text_of(expected.outcome, expected.kind) + ", found " +
           text_of(found.outcome, found.kind);
  }
  if (found.message.find(expected.message) == std::string::npos) {
    return "the message lacks '" + expected.message + "'";
  }
  return {};
}

}  // namespace interlock::peers
