// SPDX-License-Identifier: MIT
/// @file
/// `call_paths`: where each thread is, as the calls that lead there, and the same as a place in the
/// source.
#pragma once

#include <interlock/checker/operation.hpp>
#include <interlock/checker/source_location.hpp>

#include "code_places.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace interlock::checker::instrumented {

/// An instruction, reached through certain calls; 0 is unknown.
using path_id = std::uint32_t;

class call_paths {
 public:
  call_paths();

  void begin_run() noexcept;

  /// Thread `t` enters a function that returns to `call`, and leaves it again.
  void enter(int t, std::uintptr_t call) {
    auto& calls = calls_[static_cast<std::size_t>(t)];
    calls.push_back({call, mix(calls.empty() ? 0 : calls.back().hash, call), ++activations_});
  }
  void leave(int t) noexcept {
    auto& calls = calls_[static_cast<std::size_t>(t)];
    if (!calls.empty()) calls.pop_back();
  }

  /// Tells the calls of functions apart: of the one that thread `t` is in.
  [[nodiscard]] std::uint64_t activation(int t) const noexcept {
    const auto& calls = calls_[static_cast<std::size_t>(t)];
    return calls.empty() ? 0 : calls.back().activation;
  }

  /// Thread `t` is about to return to `instruction` of the innermost function.
  [[nodiscard]] path_id at(int t, std::uintptr_t instruction);

  /// The innermost place on the path that is not in the standard library.
  [[nodiscard]] source_location where(path_id path) const { return located(*paths_[path]); }

  [[nodiscard]] const code_places& program() const noexcept { return program_; }

 private:
  struct frame {
    std::uintptr_t instruction;
    std::uint64_t hash;
    std::uint64_t activation;
  };
  /// Owns the text of a place in the source.
  struct shown_place {
    code_place place;
    location_record shown;
  };
  static std::uint64_t mix(std::uint64_t hash, std::uintptr_t next) noexcept {
    hash = (hash ^ next) * 0x9e37'79b9'7f4a'7c15U;
    return hash ^ (hash >> 29U);
  }
  [[nodiscard]] const location_record* resolve(int t, std::uintptr_t instruction);
  [[nodiscard]] const location_record* resolve(std::uintptr_t instruction);

  code_places program_;
  std::array<std::vector<frame>, max_threads> calls_;
  std::uint64_t activations_ = 0;
  std::unordered_map<std::uint64_t, path_id> known_;
  std::vector<const location_record*> paths_;
  std::unordered_map<std::uintptr_t, const location_record*> places_;
  std::deque<shown_place> shown_;
};

}  // namespace interlock::checker::instrumented
