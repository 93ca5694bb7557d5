// SPDX-License-Identifier: MIT
/// @file
/// What `instrumented` locks report: counts, and distributions of times, printable and as JSON.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <ostream>
#include <sstream>
#include <string>

namespace interlock {

/// How many durations fell between powers of two of a nanosecond.
struct duration_distribution {
  /// The last bucket also holds all that are longer: 2^38 ns are four and a half minutes.
  static constexpr std::size_t buckets = 40;

  /// Bucket 0 is for 0 ns, bucket n for those from 2^(n-1) ns to below 2^n ns.
  [[nodiscard]] static constexpr std::size_t bucket_of(std::chrono::nanoseconds length) noexcept {
    const auto count = static_cast<std::uint64_t>(std::max<std::int64_t>(length.count(), 0));
    return std::min(static_cast<std::size_t>(std::bit_width(count)), buckets - 1);
  }
  /// The shortest duration that is too long for `bucket`; the last one has no limit: `max()`.
  [[nodiscard]] static constexpr std::chrono::nanoseconds limit_of(std::size_t bucket) noexcept {
    if (bucket >= buckets - 1) return std::chrono::nanoseconds::max();
    return std::chrono::nanoseconds{std::int64_t{1} << bucket};
  }

  [[nodiscard]] std::uint64_t total() const noexcept {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  }
  /// A duration that `share` of all are below, such as 0.999, and half of it is not enough; 0 if
  /// there are none. Requires: 0 < share <= 1.
  [[nodiscard]] std::chrono::nanoseconds quantile(double share) const noexcept {
    const std::uint64_t all = total();
    if (all == 0) return std::chrono::nanoseconds{0};
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(all)));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
      seen += counts[bucket];
      if (seen >= wanted) return limit_of(bucket);
    }
    return limit_of(buckets - 1);
  }

  std::array<std::uint64_t, buckets> counts{};
};

/// Everything that an instrumented lock has counted. Each number is exact; those read while threads
/// use the lock may be from slightly different times.
struct lock_statistics {
  std::uint64_t acquisitions = 0;         ///< how often it was locked exclusively
  std::uint64_t contended = 0;            ///< of these, how often it was not free at the first try
  std::uint64_t shared_acquisitions = 0;  ///< how often it was locked shared
  std::uint64_t shared_contended = 0;     ///< of these, how often not at the first try
  std::uint64_t failed_tries = 0;         ///< try_lock() and try_lock_shared() that failed
  std::uint64_t timeouts = 0;             ///< timed attempts whose time was up
  /// The most threads that came later than one but locked exclusively before it.
  std::uint64_t most_bypasses = 0;
  duration_distribution wait;         ///< from the call to the lock, exclusively, if contended
  duration_distribution shared_wait;  ///< the same, shared
  duration_distribution hold;         ///< from the lock to its release, exclusively
};

namespace detail {

inline void print_json(std::ostream& out, const char* name, const duration_distribution& times) {
  out << ",\"" << name << "\":{";
  const char* separator = "";
  for (std::size_t bucket = 0; bucket < duration_distribution::buckets; ++bucket) {
    if (times.counts[bucket] == 0) continue;
    const bool last = bucket == duration_distribution::buckets - 1;
    out << separator << '"';
    last ? out << "more" : out << duration_distribution::limit_of(bucket).count();
    out << "\":" << times.counts[bucket];
    separator = ",";
  }
  out << '}';
}

inline void print_times(std::ostream& out, const char* name, const duration_distribution& times) {
  if (times.total() == 0) return;
  const auto below = [&](double share) -> std::string {
    const std::chrono::nanoseconds limit = times.quantile(share);
    if (limit == std::chrono::nanoseconds::max()) return "more than 2^38 ns";
    return "< " + std::to_string(limit.count()) + " ns";
  };
  out << "  " << name << ": half " << below(0.5) << ", 99 % " << below(0.99) << ", 99.9 % "
      << below(0.999) << ", all " << below(1) << '\n';
}

}  // namespace detail

/// One object. A distribution is an object from the limit of a bucket in nanoseconds, or "more", to
/// how many durations were below that and in no bucket before.
[[nodiscard]] inline std::string to_json(const lock_statistics& all) {
  std::ostringstream out;
  out << "{\"acquisitions\":" << all.acquisitions << ",\"contended\":" << all.contended
      << ",\"shared_acquisitions\":" << all.shared_acquisitions
      << ",\"shared_contended\":" << all.shared_contended
      << ",\"failed_tries\":" << all.failed_tries << ",\"timeouts\":" << all.timeouts
      << ",\"most_bypasses\":" << all.most_bypasses;
  detail::print_json(out, "wait_ns", all.wait);
  detail::print_json(out, "shared_wait_ns", all.shared_wait);
  detail::print_json(out, "hold_ns", all.hold);
  out << '}';
  return out.str();
}

/// A few lines for people.
inline std::ostream& operator<<(std::ostream& out, const lock_statistics& all) {
  out << "locked " << all.acquisitions << " times, " << all.contended
      << " of them contended; shared " << all.shared_acquisitions << " times, "
      << all.shared_contended << " contended; " << all.failed_tries << " failed tries, "
      << all.timeouts << " timeouts; at most " << all.most_bypasses << " bypasses\n";
  detail::print_times(out, "wait", all.wait);
  detail::print_times(out, "shared wait", all.shared_wait);
  detail::print_times(out, "hold", all.hold);
  return out;
}

}  // namespace interlock
