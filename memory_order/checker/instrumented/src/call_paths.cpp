// SPDX-License-Identifier: MIT
/// @file
/// See call_paths.hpp.
#include "call_paths.hpp"

namespace interlock::checker::instrumented {
namespace {

constexpr location_record nowhere{"", "", 0, 0};

}  // namespace

call_paths::call_paths() { paths_.push_back(&nowhere); }

void call_paths::begin_run() noexcept {
  for (auto& each : calls_) each.clear();
}

path_id call_paths::at(int t, std::uintptr_t instruction) {
  const auto& calls = calls_[static_cast<std::size_t>(t)];
  const std::uint64_t hash = mix(calls.empty() ? 0 : calls.back().hash, instruction);
  const auto [entry, added] = known_.try_emplace(hash, static_cast<path_id>(paths_.size()));
  if (added) paths_.push_back(resolve(t, instruction));
  return entry->second;
}

const location_record* call_paths::resolve(int t, std::uintptr_t instruction) {
  const auto& calls = calls_[static_cast<std::size_t>(t)];
  if (const location_record* const found = resolve(instruction)) return found;
  for (auto each = calls.rbegin(); each != calls.rend(); ++each) {
    if (const location_record* const found = resolve(each->instruction)) return found;
  }
  return &nowhere;
}

/// Null if the instruction is nowhere else than in the standard library.
const location_record* call_paths::resolve(std::uintptr_t instruction) {
  const auto [entry, added] = places_.try_emplace(instruction, nullptr);
  if (!added) return entry->second;
  // One back: where the call is, not what comes after it.
  for (code_place& each : program_.at(instruction - 1)) {
    if (each.is_in_standard_library()) continue;
    shown_place& kept = shown_.emplace_back();
    kept.place = std::move(each);
    kept.shown = {kept.place.file.c_str(), kept.place.function.c_str(), kept.place.line,
                  kept.place.column};
    entry->second = &kept.shown;
    break;
  }
  return entry->second;
}

}  // namespace interlock::checker::instrumented
