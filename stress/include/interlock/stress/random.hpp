// SPDX-License-Identifier: MIT
/// @file
/// Small seeded random numbers, one generator per thread: xorshift64* [Vigna16], seeded through
/// splitmix64 so that neighbouring seeds give unrelated sequences.
#pragma once

#include <cstdint>

namespace interlock::stress {

/// Mixes two numbers into one, for seeds derived from seeds.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b = 0) noexcept {
  std::uint64_t z = a + 0x9e3779b97f4a7c15u * (b + 1);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

class random {
 public:
  /// Any seed is good: zero, the fixed point of xorshift, is avoided.
  constexpr explicit random(std::uint64_t seed) noexcept : state_{mix(seed) | 1u} {}

  constexpr std::uint64_t next() noexcept {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return state_ * 0x2545f4914f6cdd1du;
  }

  /// A number in [0, bound). Requires: bound > 0.
  constexpr std::uint32_t below(std::uint32_t bound) noexcept {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }

  /// A number in [low, high].
  constexpr std::uint32_t between(std::uint32_t low, std::uint32_t high) noexcept {
    return low + below(high - low + 1);
  }

  /// True once in `n` calls on average.
  constexpr bool one_in(std::uint32_t n) noexcept { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace interlock::stress
