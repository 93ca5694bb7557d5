// SPDX-License-Identifier: MIT
/// @file
/// `transfer`: the calls of containers that values are pushed into and popped from.
#pragma once

#include <optional>
#include <sstream>
#include <string>
#include <utility>

namespace interlock::linearizability {

template <class T>
class transfer {
 public:
  struct call {
    bool is_push = false;
    T value{};
  };
  struct answer {
    bool done = false;
    std::optional<T> value;
    friend bool operator==(const answer&, const answer&) = default;
  };

  [[nodiscard]] static call push(T value) { return {true, std::move(value)}; }
  [[nodiscard]] static call pop() { return {}; }
  [[nodiscard]] static answer pushed(bool done) { return {done, std::nullopt}; }
  /// Nothing: there was none.
  [[nodiscard]] static answer popped(std::optional<T> value) {
    const bool done = value.has_value();
    return {done, std::move(value)};
  }

  [[nodiscard]] static std::string text(const call& what, const std::optional<answer>& got) {
    std::ostringstream out;
    out << (what.is_push ? "push " : "pop");
    if (what.is_push) out << what.value;
    if (!got.has_value()) {
      out << ", never returned";
    } else if (what.is_push) {
      out << (got->done ? "" : ": full");
    } else if (got->value.has_value()) {
      out << ": " << *got->value;
    } else {
      out << ": empty";
    }
    return out.str();
  }

  friend bool operator==(const transfer&, const transfer&) = default;
};

}  // namespace interlock::linearizability
