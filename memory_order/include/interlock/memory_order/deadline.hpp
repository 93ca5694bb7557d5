// SPDX-License-Identifier: MIT
/// @file
/// `deadline`: an absolute instant until which an operation may block, on a clock that the kernel
/// can wait on.
///
/// All arithmetic saturates. An instant before the clock's epoch counts as the epoch (so it has
/// passed), and one beyond what 63 bits of nanoseconds hold (292 years) counts as `never()`.
/// Fractions of a nanosecond round up: no wait ends early. A NaN duration counts as zero.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <ratio>
#include <type_traits>

namespace interlock {

class deadline {
 public:
  /// `monotonic` is `std::chrono::steady_clock`; `realtime` is `std::chrono::system_clock`, which
  /// may be set.
  enum class clock : std::uint8_t { monotonic, realtime };

  /// Blocks for as long as it takes.
  [[nodiscard]] static constexpr deadline never() noexcept { return {clock::monotonic, no_limit}; }

  /// `length` from now, on the monotonic clock.
  template <class Rep, class Period>
  [[nodiscard]] static deadline after(const std::chrono::duration<Rep, Period>& length) {
    const std::int64_t wait = nanoseconds_of(length);
    if (wait == 0) return {clock::monotonic, 0};
    const std::int64_t now = nanoseconds_of(std::chrono::steady_clock::now().time_since_epoch());
    return {clock::monotonic, wait > no_limit - now ? no_limit : now + wait};
  }

  template <class Duration>
  [[nodiscard]] static constexpr deadline at(
      const std::chrono::time_point<std::chrono::steady_clock, Duration>& when) {
    return {clock::monotonic, nanoseconds_of(when.time_since_epoch())};
  }

  template <class Duration>
  [[nodiscard]] static constexpr deadline at(
      const std::chrono::time_point<std::chrono::system_clock, Duration>& when) {
    return {clock::realtime, nanoseconds_of(when.time_since_epoch())};
  }

  [[nodiscard]] constexpr bool is_never() const noexcept { return nanoseconds_ == no_limit; }
  [[nodiscard]] constexpr clock on() const noexcept { return clock_; }

  /// Nanoseconds since the epoch of `on()`, never negative.
  [[nodiscard]] constexpr std::int64_t nanoseconds() const noexcept { return nanoseconds_; }

  /// Saturating conversion to whole nanoseconds in [0, max].
  template <class Rep, class Period>
  [[nodiscard]] static constexpr std::int64_t nanoseconds_of(
      const std::chrono::duration<Rep, Period>& length) {
    using exact = std::chrono::duration<long double, std::nano>;
    const long double wanted = std::chrono::duration_cast<exact>(length).count();
    if (!(wanted > 0)) return 0;
    if (wanted >= static_cast<long double>(no_limit)) return no_limit;
    using factor = std::ratio_divide<Period, std::nano>;
    if constexpr (std::is_integral_v<Rep> && (factor::num == 1 || factor::den == 1)) {
      return std::chrono::ceil<std::chrono::duration<std::int64_t, std::nano>>(length).count();
    } else {
      // The standard's conversion would overflow on the way.
      const auto whole = static_cast<std::int64_t>(wanted);
      return static_cast<long double>(whole) < wanted ? whole + 1 : whole;
    }
  }

 private:
  static constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

  constexpr deadline(clock on, std::int64_t nanoseconds) noexcept
      : nanoseconds_{nanoseconds}, clock_{on} {}

  std::int64_t nanoseconds_;
  clock clock_;
};

namespace detail {

/// Calls `attempt(deadline)` until it succeeds or `when` has passed on its own clock; returns
/// whether it succeeded. The kernel can wait on two clocks; a wait on any other is retried until
/// that clock agrees that the time is up.
template <class Clock, class Duration, class Attempt>
bool attempt_until(const std::chrono::time_point<Clock, Duration>& when, Attempt attempt) {
  if constexpr (std::is_same_v<Clock, std::chrono::steady_clock> ||
                std::is_same_v<Clock, std::chrono::system_clock>) {
    return attempt(deadline::at(when));
  } else {
    const std::int64_t end = deadline::nanoseconds_of(when.time_since_epoch());
    const auto left = [end] {
      const std::int64_t now = deadline::nanoseconds_of(Clock::now().time_since_epoch());
      return std::chrono::nanoseconds{end > now ? end - now : 0};
    };
    const bool unlimited = end == std::numeric_limits<std::int64_t>::max();
    do {
      if (attempt(unlimited ? deadline::never() : deadline::after(left()))) return true;
    } while (left() > std::chrono::nanoseconds{0});
    return false;
  }
}

}  // namespace detail
}  // namespace interlock
