// SPDX-License-Identifier: MIT
/// @file
/// A line on the terminal that tells how far the run is; every ten seconds a line where the output
/// is not a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace interlock::bench {

class progress {
 public:
  explicit progress(std::size_t runs);
  ~progress();
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  /// A run of `name` begins.
  void next(const std::string& name);

 private:
  std::size_t runs_;
  std::size_t begun_ = 0;
  bool terminal_;
  std::chrono::steady_clock::time_point last_shown_;
};

}  // namespace interlock::bench
