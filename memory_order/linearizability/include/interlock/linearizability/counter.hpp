// SPDX-License-Identifier: MIT
/// @file
/// `counter`: a number. `add` answers what it was before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace interlock::linearizability {

class counter {
 public:
  struct call {
    std::int64_t added = 0;
  };
  using answer = std::int64_t;

  [[nodiscard]] static call add(std::int64_t what) { return {what}; }
  [[nodiscard]] static call read() { return {0}; }

  explicit counter(std::int64_t value = 0) : value_{value} {}

  answer apply(const call& asked) {
    const answer before = value_;
    value_ += asked.added;
    return before;
  }

  [[nodiscard]] static std::string text(const call& asked, const std::optional<answer>& got) {
    return (asked.added == 0 ? std::string{"read"} : "add " + std::to_string(asked.added)) +
           (got.has_value() ? ": " + std::to_string(*got) : ", never returned");
  }

  friend bool operator==(const counter&, const counter&) = default;

 private:
  std::int64_t value_;
};

}  // namespace interlock::linearizability
