// SPDX-License-Identifier: MIT
/// @file
/// Running the programs, and clients that show how fast the checker is and how much memory it uses.
#pragma once

#include "program.hpp"

#include <cstdint>

namespace interlock::programs {

struct measurement {
  checker::result found;
  double seconds = 0;  ///< of processor time: other work on the machine does not count
  bool right = false;  ///< explored completely, as many executions as were due

  [[nodiscard]] double per_second() const noexcept;
  /// GenMC's time for `which`, as a multiple of ours; 0 if it was short.
  [[nodiscard]] double speedup_of(const program& which) const noexcept;
};

/// Explores `which` for at most `seconds` (0: as long as it takes), and looks for executions that
/// come twice if `duplicates`.
[[nodiscard]] measurement measure(const program& which, double seconds = 0,
                                  bool duplicates = false);

/// Two threads with three operations each, and how many executions of them a second holds.
[[nodiscard]] program short_client();
/// More than ten million executions: their memory is that of the longest one.
[[nodiscard]] program long_client();

/// The most memory that this process has used so far.
[[nodiscard]] std::uint64_t peak_bytes();

}  // namespace interlock::programs
