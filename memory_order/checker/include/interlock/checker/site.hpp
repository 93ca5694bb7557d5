// SPDX-License-Identifier: MIT
/// @file
/// A place in the source that names a memory order, and the ways to weaken it: to prove that an
/// order is needed, weaken it and see a client fail.
#pragma once

#include <interlock/checker/operation.hpp>

#include <string>
#include <vector>

namespace interlock::checker {

struct site {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  event_kind kind = event_kind::read;
  modification modify = modification::none;
  fence_kind fence = fence_kind::symmetric;
  std::memory_order order = std::memory_order::relaxed;
  std::memory_order failure = std::memory_order::relaxed;

  friend bool operator==(const site&, const site&) = default;
};

struct weakening {
  enum class part : std::uint8_t { order, failure_order, whole_fence };

  site where;
  part what = part::order;
  std::memory_order to = std::memory_order::relaxed;

  /// Such as `mutex.hpp:68 exchange release -> relaxed`.
  [[nodiscard]] std::string text() const;
};

/// Every way to make `where` one step weaker; none if all its orders are relaxed.
[[nodiscard]] std::vector<weakening> weakenings_of(const site& where);

[[nodiscard]] const char* name_of(std::memory_order order) noexcept;
[[nodiscard]] std::string text_of(const site& where);

}  // namespace interlock::checker
