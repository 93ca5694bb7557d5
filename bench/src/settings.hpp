// SPDX-License-Identifier: MIT
/// @file
/// What a run was asked to do, from the command line.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace interlock::bench {

/// Many short windows tell more than a few long ones: those in which the machine did other things
/// fall out of the median.
inline constexpr int most_repetitions = 15;

struct settings {
  std::chrono::microseconds window{10'000};  ///< how long each repetition measures
  int repetitions = most_repetitions;
  unsigned threads_max = 0;                       ///< 0: four times the processors
  bool pin = true;                                ///< bind threads to processors, round robin
  bool list = false;                              ///< only print the names
  std::string filter;                             ///< regular expression over the names; empty: all
  std::string json_file;                          ///< empty: none
  std::optional<std::chrono::seconds> budget;     ///< for the whole run; decides the two above
  std::vector<std::string> for_google_benchmark;  ///< arguments passed on
};

}  // namespace interlock::bench
