// SPDX-License-Identifier: MIT
/// @file
/// Whose code the calling thread runs: the client's, or the engine's on its behalf. What crashes in
/// the client is a failure of the client; what crashes in the engine is not.
#pragma once

#include <cstdint>
#include <utility>

namespace interlock::checker {

enum class section : std::uint8_t {
  engine,    ///< also: no exploration
  client,    ///< a thread of the client
  on_behalf  ///< the engine, with the client's memory or calling the client's predicates
};

inline thread_local constinit section current_section = section::engine;

/// `entered` for as long as this lives. Fibers switch in the midst of it: each leaves its own.
class section_scope {
 public:
  explicit section_scope(section entered) noexcept
      : previous_{std::exchange(current_section, entered)} {}
  section_scope(const section_scope&) = delete;
  section_scope& operator=(const section_scope&) = delete;
  ~section_scope() { current_section = previous_; }

 private:
  section previous_;
};

}  // namespace interlock::checker
