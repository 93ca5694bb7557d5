// SPDX-License-Identifier: MIT
/// @file
/// Binary relations over the few events of an execution, as bit matrices, with the operators that
/// axiomatic memory models are written in.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace interlock::litmus {

/// Bit `e` stands for event `e`.
using event_set = std::uint32_t;

[[nodiscard]] constexpr event_set only(std::size_t event) noexcept { return event_set{1} << event; }

[[nodiscard]] constexpr bool contains(event_set set, std::size_t event) noexcept {
  return (set >> event & 1U) != 0;
}

template <class Visitor>
constexpr void for_each(event_set set, Visitor visit) {
  for (; set != 0; set &= set - 1) visit(static_cast<std::size_t>(std::countr_zero(set)));
}

class relation {
 public:
  static constexpr std::size_t max_events = 32;

  /// The empty relation. Requires: `events <= max_events`.
  explicit constexpr relation(std::size_t events = 0) noexcept : events_{events} {}

  [[nodiscard]] static constexpr relation identity(std::size_t events) noexcept {
    relation result{events};
    for (std::size_t event = 0; event < events; ++event) result.add(event, event);
    return result;
  }

  constexpr void add(std::size_t from, std::size_t to) noexcept { rows_[from] |= only(to); }

  [[nodiscard]] constexpr std::size_t events() const noexcept { return events_; }
  [[nodiscard]] constexpr bool has(std::size_t from, std::size_t to) const noexcept {
    return contains(rows_[from], to);
  }
  [[nodiscard]] constexpr event_set successors(std::size_t from) const noexcept {
    return rows_[from];
  }

  friend constexpr relation operator|(relation a, const relation& b) noexcept {
    for (std::size_t event = 0; event < a.events_; ++event) a.rows_[event] |= b.rows_[event];
    return a;
  }

  friend constexpr relation operator-(relation a, const relation& b) noexcept {
    for (std::size_t event = 0; event < a.events_; ++event) a.rows_[event] &= ~b.rows_[event];
    return a;
  }

  /// The pairs that start in `domain` and end in `range`: [domain] ; this ; [range].
  [[nodiscard]] constexpr relation between(event_set domain, event_set range) const noexcept {
    relation result{events_};
    for (std::size_t event = 0; event < events_; ++event)
      if (contains(domain, event)) result.rows_[event] = rows_[event] & range;
    return result;
  }

  [[nodiscard]] constexpr relation inverse() const noexcept {
    relation result{events_};
    for (std::size_t from = 0; from < events_; ++from)
      for_each(rows_[from], [&](std::size_t to) { result.add(to, from); });
    return result;
  }

  /// this?
  [[nodiscard]] constexpr relation or_identity() const noexcept {
    return *this | identity(events_);
  }

  /// this+
  [[nodiscard]] constexpr relation closure() const noexcept {
    relation result = *this;
    for (std::size_t middle = 0; middle < events_; ++middle)
      for (std::size_t from = 0; from < events_; ++from)
        if (result.has(from, middle)) result.rows_[from] |= result.rows_[middle];
    return result;
  }

  [[nodiscard]] constexpr bool irreflexive() const noexcept {
    for (std::size_t event = 0; event < events_; ++event)
      if (has(event, event)) return false;
    return true;
  }

  [[nodiscard]] constexpr bool acyclic() const noexcept { return closure().irreflexive(); }

  /// a ; b ; ...
  template <class... Rest>
  friend constexpr relation sequence(const relation& a, const relation& b, const Rest&... rest) {
    relation result{a.events_};
    for (std::size_t from = 0; from < a.events_; ++from)
      for_each(a.rows_[from], [&](std::size_t middle) { result.rows_[from] |= b.rows_[middle]; });
    if constexpr (sizeof...(rest) == 0)
      return result;
    else
      return sequence(result, rest...);
  }

 private:
  std::size_t events_;
  std::array<event_set, max_events> rows_{};
};

}  // namespace interlock::litmus
