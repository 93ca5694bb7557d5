// SPDX-License-Identifier: MIT
/// @file
/// What a row of the corpus says about its defect. Such a row has the shape of a registry row, so
/// every harness takes it, and two members more:
///
///     static constexpr std::string_view defect = "what is wrong";
///     static constexpr catchers found_by{.relacy = true, .tsan = true};
#pragma once

#include <string_view>

namespace interlock::broken {

/// The harnesses that must find a defect. A harness that is not named may find it or not: a memory
/// order that is too weak does nothing on a strong processor, and a lost wakeup is no data race.
struct catchers {
  bool contract = false;  ///< a check of the contract on a schedule that it sets up
  bool checker = false;   ///< a client under the model checker
  bool relacy = false;    ///< a Relacy suite
  bool stress = false;    ///< a stress scenario on the real machine, in a plain build
  bool asan = false;      ///< a stress scenario under AddressSanitizer
  bool tsan = false;      ///< a stress scenario under ThreadSanitizer
};

}  // namespace interlock::broken
