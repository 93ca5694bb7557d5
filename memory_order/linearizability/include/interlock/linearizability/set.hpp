// SPDX-License-Identifier: MIT
/// @file
/// `set`: which values are in it. `insert` and `erase` say whether they have changed that.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace interlock::linearizability {

template <class T>
class set {
 public:
  enum class verb : std::uint8_t { insert, erase, contains };
  struct call {
    verb what = verb::contains;
    T value{};
  };
  using answer = bool;

  [[nodiscard]] static call insert(T value) { return {verb::insert, std::move(value)}; }
  [[nodiscard]] static call erase(T value) { return {verb::erase, std::move(value)}; }
  [[nodiscard]] static call contains(T value) { return {verb::contains, std::move(value)}; }

  answer apply(const call& asked) {
    const auto place = std::lower_bound(members_.begin(), members_.end(), asked.value);
    const bool there = place != members_.end() && *place == asked.value;
    if (asked.what == verb::insert && !there) members_.insert(place, asked.value);
    if (asked.what == verb::erase && there) members_.erase(place);
    return asked.what == verb::insert ? !there : there;
  }

  [[nodiscard]] static std::string text(const call& asked, const std::optional<answer>& got) {
    std::ostringstream out;
    out << (asked.what == verb::insert  ? "insert "
            : asked.what == verb::erase ? "erase "
                                        : "contains ")
        << asked.value
        << (!got.has_value() ? ", never returned"
            : *got           ? ": true"
                             : ": false");
    return out.str();
  }

  friend bool operator==(const set&, const set&) = default;

 private:
  std::vector<T> members_;  // ascending
};

}  // namespace interlock::linearizability
