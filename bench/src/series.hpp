// SPDX-License-Identifier: MIT
/// @file
/// Objects that serve once each, for any number of rounds.
#pragma once

#include "src/team.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>

namespace interlock::bench {

/// The objects of one half serve while those of the other half are made anew. In each round one
/// thread calls `renew` before it lets the others through; nobody is then further back than the
/// round before.
template <class T, class... Arguments>
class series {
 public:
  explicit series(Arguments... arguments) : arguments_{std::move(arguments)...} {
    for (std::size_t i = 0; i < objects_.size(); ++i) make(i);
  }

  [[nodiscard]] T& operator[](std::uint64_t round) noexcept {
    return *objects_[round % objects_.size()].value;
  }

  /// Makes the objects of the coming rounds anew if `round` is the last one of its half.
  void renew(std::uint64_t round) {
    if (round % half != half - 1) return;
    const std::size_t begin = (round / half + 1) % 2 * half;
    for (std::size_t i = begin; i < begin + half; ++i) make(i);
  }

 private:
  // Few enough for the first-level cache.
  static constexpr std::size_t half = 16;

  void make(std::size_t i) {
    std::apply([&](const auto&... each) { objects_[i].value.emplace(each...); }, arguments_);
  }

  std::tuple<Arguments...> arguments_;
  std::array<padded<std::optional<T>>, 2 * half> objects_;
};

}  // namespace interlock::bench
