// SPDX-License-Identifier: MIT
/// @file
/// A histogram of durations with a relative error of at most 1/16, and its percentiles.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace interlock::bench {

class histogram {
 public:
  void add(std::uint64_t ns) noexcept {
    ++counts_[bucket_of(ns)];
    ++total_;
  }

  /// The lower bound of the bucket that holds the given fraction of all samples; 0 without samples.
  [[nodiscard]] double percentile(double fraction) const noexcept {
    const double wanted = fraction * static_cast<double>(total_);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen > 0 && static_cast<double>(seen) >= wanted) return static_cast<double>(floor_of(i));
    }
    return 0;
  }

 private:
  // Values below 16 have a bucket each; above, every power of two is cut into 16.
  static constexpr unsigned sub_bits = 4;
  static constexpr std::size_t sub_buckets = 1U << sub_bits;

  static constexpr std::size_t bucket_of(std::uint64_t ns) noexcept {
    if (ns < sub_buckets) return static_cast<std::size_t>(ns);
    const auto shift = static_cast<unsigned>(std::bit_width(ns)) - 1 - sub_bits;
    return static_cast<std::size_t>(shift * sub_buckets + (ns >> shift));
  }
  static constexpr std::uint64_t floor_of(std::size_t bucket) noexcept {
    if (bucket < 2 * sub_buckets) return bucket;
    const std::size_t shift = bucket / sub_buckets - 1;
    return static_cast<std::uint64_t>(bucket - shift * sub_buckets) << shift;
  }

  std::array<std::uint64_t, (64 - sub_bits + 1) * sub_buckets> counts_{};
  std::uint64_t total_ = 0;
};

}  // namespace interlock::bench
