// SPDX-License-Identifier: MIT
/// @file
/// The progress line, on the standard error.
#include "src/progress.hpp"

#include <cstdio>
#include <unistd.h>

namespace interlock::bench {

progress::progress(std::size_t runs)
    : runs_{runs},
      terminal_{::isatty(STDERR_FILENO) == 1},
      last_shown_{std::chrono::steady_clock::now()} {}

progress::~progress() {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

void progress::next(const std::string& name) {
  if (begun_ < runs_) ++begun_;
  const auto now = std::chrono::steady_clock::now();
  const auto pause = terminal_ ? std::chrono::milliseconds{200} : std::chrono::milliseconds{10'000};
  if (now - last_shown_ < pause) return;
  last_shown_ = now;
  std::fprintf(stderr, terminal_ ? "\r\033[K[%zu/%zu] %s" : "[%zu/%zu] %s\n", begun_, runs_,
               name.c_str());
  std::fflush(stderr);
}

}  // namespace interlock::bench
