// SPDX-License-Identifier: MIT
/// @file
/// Random choices that are the same on every platform, unlike the distributions of `<random>`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace interlock::litmus {

/// SplitMix64: every seed, small ones too, gives a sequence of its own.
class random_source {
 public:
  explicit constexpr random_source(std::uint64_t seed) noexcept : state_{seed} {}

  constexpr std::uint64_t next() noexcept {
    std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15U);
    mixed = (mixed ^ mixed >> 30U) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ mixed >> 27U) * 0x94d049bb133111ebU;
    return mixed ^ mixed >> 31U;
  }

  /// Less than `count`, which is small and not 0.
  constexpr std::size_t below(std::size_t count) noexcept {
    return static_cast<std::size_t>(next() % count);
  }

  constexpr int between(int low, int high) noexcept {
    return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1)));
  }

  constexpr bool chance(unsigned percent) noexcept { return below(100) < percent; }

  template <class T>
  constexpr const T& pick(std::span<const T> choices) noexcept {
    return choices[below(choices.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace interlock::litmus
