// SPDX-License-Identifier: MIT
/// @file
/// What a thread does between two looks at a word that it waits for [And90], in pieces that fit
/// together.
///
/// A *pace* says, after each look in vain, what to do before the next one. It only says it, so it
/// is a small value whose answers a test can read; `B::await(location, order, predicate, pace)` of
/// a real machine does what it says, and checkers, which have no time, take no notice.
///
/// | pace | what it says |
/// |---|---|
/// | `constant{n}` | pause n times |
/// | `yield{}` | leave the processor to another thread |
/// | `exponential{first, longest}` | pause twice as often each time |
/// | `jittered{pace, seed}` | up to as many pauses as `pace` says, at random |
/// | `proportional{distance, each, longest}` | pause in proportion to `distance(value)`, as for those before us in line [MCS91] |
/// | `for_pauses(n, first, then)` | `first` until n pauses are spent, then `then` |
/// | `for_looks(n, first, then)` | `first` for n looks, then `then` |
///
///     B::await(word, order::acquire, is_free,
///              for_pauses(1000, jittered{exponential{1, 64}, B::thread_id()}, yield{}));
///
/// Any function object that returns a `step` is a pace too. One with a state, given as an lvalue,
/// goes on in the next wait where it stopped in this one.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace interlock::backoff {

/// What to do before the next look.
struct step {
  std::uint32_t pauses = 0;  ///< how often to tell the processor that we spin
  bool yields = false;       ///< leave the processor to another thread instead
  /// How many threads must run before what we wait for. With us they are more than the processors?
  /// Then they cannot all be running, and the machine yields instead of pausing.
  std::uint32_t ahead = 1;

  friend constexpr bool operator==(const step&, const step&) = default;
};

/// A pace for waits for a `T`: it may ask for the value that was seen last.
template <class P, class T>
concept pace_for = requires(P& pace, const T& seen) {
  { pace(seen) } -> std::same_as<step>;
}
|| requires(P& pace) {
  { pace() } -> std::same_as<step>;
};

template <class P, class T>
requires pace_for<P, T>
[[nodiscard]] constexpr step next_step(P& pace, const T& seen) {
  if constexpr (std::invocable<P&, const T&>) {
    return pace(seen);
  } else {
    return pace();
  }
}

struct constant {
  std::uint32_t times = 1;
  constexpr step operator()() const noexcept { return {.pauses = times}; }
};

struct yield {
  constexpr step operator()() const noexcept { return {.yields = true}; }
};

/// Requires: `first` is not 0, and not more than `longest`.
class exponential {
 public:
  constexpr explicit exponential(std::uint32_t first = 1, std::uint32_t longest = 16) noexcept
      : length_{first}, longest_{longest} {}

  constexpr step operator()() noexcept {
    const step now{.pauses = length_};
    length_ = length_ > longest_ / 2 ? longest_ : 2 * length_;
    return now;
  }

 private:
  std::uint32_t length_;
  std::uint32_t longest_;
};

/// Threads that wait alike, look alike, and get in each other's way again and again; chance parts
/// them. Give each thread a seed of its own, such as `B::thread_id()`.
template <class Pace>
class jittered {
 public:
  constexpr jittered(Pace pace, std::uint64_t seed) noexcept
      : pace_{std::move(pace)}, state_{static_cast<std::uint32_t>((seed * spread) >> 32)} {}

  template <class T = int>
  requires pace_for<Pace, T>
  constexpr step operator()(const T& seen = {}) noexcept {
    step now = next_step(pace_, seen);
    now.pauses = up_to(now.pauses);
    return now;
  }

 private:
  // Seeds that differ in few bits, as addresses do, become states that differ in many.
  static constexpr std::uint64_t spread = 0x9e3779b97f4a7c15;

  /// One of 1..n, or 0 for 0.
  constexpr std::uint32_t up_to(std::uint32_t n) noexcept {
    if (n == 0) return 0;
    // A linear congruential generator, of whose bits the high ones are good.
    state_ = state_ * 747796405U + 2891336453U;
    return 1 + static_cast<std::uint32_t>((std::uint64_t{state_} * n) >> 32);
  }

  Pace pace_;
  std::uint32_t state_;
};

/// `distance(value)` tells how many threads are served before us when the value is seen. Requires:
/// `each` is not 0.
template <class Distance>
class proportional {
 public:
  constexpr explicit proportional(Distance distance, std::uint32_t each = 16,
                                  std::uint32_t longest = 1024) noexcept
      : distance_{std::move(distance)}, each_{each}, longest_{longest} {}

  template <class T>
  requires std::invocable<const Distance&, const T&>
  constexpr step operator()(const T& seen) const noexcept {
    const std::uint32_t ahead = distance_(seen);
    return {.pauses = ahead > longest_ / each_ ? longest_ : ahead * each_, .ahead = ahead};
  }

 private:
  Distance distance_;
  std::uint32_t each_;
  std::uint32_t longest_;
};

/// What a composition counts.
enum class budget { pauses, looks };

/// `First` until the budget is spent, then `Then`. Made by `for_pauses` and `for_looks`.
template <budget Of, class First, class Then>
class sequence {
 public:
  constexpr sequence(std::uint32_t amount, First first, Then then) noexcept
      : left_{amount}, first_{std::move(first)}, then_{std::move(then)} {}

  template <class T = int>
  requires(pace_for<First, T>&& pace_for<Then, T>) constexpr step operator()(
      const T& seen = {}) noexcept {
    if (left_ == 0) return next_step(then_, seen);
    const step now = next_step(first_, seen);
    left_ -= std::min(left_, Of == budget::looks ? 1 : now.pauses);
    return now;
  }

 private:
  std::uint32_t left_;
  First first_;
  Then then_;
};

template <class First, class Then>
[[nodiscard]] constexpr auto for_pauses(std::uint32_t amount, First first, Then then) noexcept {
  return sequence<budget::pauses, First, Then>{amount, std::move(first), std::move(then)};
}

template <class First, class Then>
[[nodiscard]] constexpr auto for_looks(std::uint32_t amount, First first, Then then) noexcept {
  return sequence<budget::looks, First, Then>{amount, std::move(first), std::move(then)};
}

/// More pauses than a handover between running threads takes: after so many the thread waited for
/// is probably not running.
inline constexpr std::uint32_t patience = 2000;

/// The pace of a wait that is given none: pauses that grow, then a yield per look.
[[nodiscard]] constexpr auto usual() noexcept {
  return for_pauses(patience, exponential{1, 16}, yield{});
}

}  // namespace interlock::backoff
