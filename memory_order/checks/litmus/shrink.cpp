// SPDX-License-Identifier: MIT
/// @file
/// Leaves out one operation after the other.
#include "shrink.hpp"

#include "suite.hpp"

#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace interlock::litmus {
namespace {

/// All versions of a list of operations with one operation less.
std::vector<std::vector<operation>> smaller(const std::vector<operation>& operations) {
  std::vector<std::vector<operation>> versions;
  for (std::size_t index = 0; index < operations.size(); ++index) {
    const auto at = static_cast<std::ptrdiff_t>(index);
    auto without = operations;
    without.erase(without.begin() + at);
    versions.push_back(without);
    if (operations[index].what != kind::branch) continue;
    const std::vector<operation>& body = operations[index].then;
    without.insert(without.begin() + at, body.begin(), body.end());
    versions.push_back(std::move(without));
    for (std::vector<operation>& then : smaller(body)) {
      versions.push_back(operations);
      versions.back()[index].then = std::move(then);
    }
  }
  return versions;
}

std::vector<program> smaller(const program& original) {
  std::vector<program> versions;
  for (std::size_t index = 0; index < original.threads.size(); ++index) {
    if (original.threads.size() > 1) {
      versions.push_back(original);
      auto& threads = versions.back().threads;
      threads.erase(threads.begin() + static_cast<std::ptrdiff_t>(index));
    }
    for (std::vector<operation>& operations : smaller(original.threads[index].operations)) {
      versions.push_back(original);
      versions.back().threads[index].operations = std::move(operations);
    }
  }
  return versions;
}

/// Without the registers that nothing uses; nothing if a register is used but never set.
std::optional<program> tidy(const program& untidy) {
  try {
    return program_from_json(to_json(untidy));
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

}  // namespace

program shrink(program failing, const std::function<bool(const program&)>& fails) {
  for (bool progress = true; progress;) {
    progress = false;
    for (const program& version : smaller(failing)) {
      std::optional<program> candidate = tidy(version);
      if (!candidate || !fails(*candidate)) continue;
      failing = *std::move(candidate);
      progress = true;
      break;
    }
  }
  return failing;
}

}  // namespace interlock::litmus
