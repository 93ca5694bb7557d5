// SPDX-License-Identifier: MIT
/// @file
/// Running the programs, and clients that show how fast the checker is and how much memory it uses.
#pragma once

#include "program.hpp"

#include <cstdint>

namespace interlock::programs {

struct conditions {
  double seconds = 0;  ///< a bound; 0 is none
  unsigned jobs = 1;
  bool duplicates = false;  ///< whether executions that come twice are noticed
};

struct measurement {
  checker::result found;
  double seconds = 0;  ///< of processor time, which other work does not change; or, of several
                       ///< processes, until all have ended
  bool right = false;  ///< explored completely, as many executions as were due

  [[nodiscard]] double per_second() const noexcept;
  /// GenMC's time for `which`, as a multiple of ours; 0 if it was short.
  [[nodiscard]] double speedup_of(const program& which) const noexcept;
};

[[nodiscard]] measurement measure(const program& which, const conditions& how = {});

/// Two threads with three operations each, and how many executions of them a second holds.
[[nodiscard]] program short_client();
/// More than ten million executions: their memory is that of the longest one.
[[nodiscard]] program long_client();

/// The most memory that this process has used so far.
[[nodiscard]] std::uint64_t peak_bytes();

}  // namespace interlock::programs
