// SPDX-License-Identifier: MIT
/// @file
/// `access_history`: who has accessed each word, so that an unordered conflicting access is noticed
/// [FF09].
///
/// An access is dated by the index of its thread's next event, an atomic one by its own event's. It
/// happens before whoever's view contains that event. Two accesses conflict if they touch a common
/// byte, one of them writes, and not both are atomic.
#pragma once

#include "call_paths.hpp"
#include "view.hpp"
#include "word_table.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace interlock::checker::instrumented {

struct access {
  std::int16_t date = 0;
  std::int8_t thread = 0;
  byte_mask bytes = 0;
  bool writes = false;
  bool atomic = false;
  path_id path = 0;
};

[[nodiscard]] inline bool conflict(const access& a, const access& b) noexcept {
  return (a.bytes & b.bytes) != 0 && a.thread != b.thread && (a.writes || b.writes) &&
         !(a.atomic && b.atomic);
}

class access_history {
 public:
  void begin_run() noexcept { records_.clear(); }

  /// An earlier access to `where` that conflicts with `now` and is not in `known`, which is what
  /// happens before `now`.
  [[nodiscard]] std::optional<access> unordered(const word_cell& where, const access& now,
                                                const view& known) const noexcept;

  /// Whether `now` can neither race nor tell later accesses anything new.
  [[nodiscard]] bool is_repeated(const word_cell& where, const access& now) const noexcept;

  void add(word_cell& where, const access& now);

  /// Calls `visit` for each access to `where` that is still of interest.
  template <class Visitor>
  void for_each(const word_cell& where, Visitor visit) const {
    for (std::uint32_t i = where.accesses; i != none; i = records_[i].older)
      visit(records_[i].what);
  }

 private:
  struct record {
    access what;
    std::uint32_t older;
  };

  std::vector<record> records_;
};

}  // namespace interlock::checker::instrumented
