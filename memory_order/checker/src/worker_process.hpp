// SPDX-License-Identifier: MIT
/// @file
/// `worker_process`: a copy of this process that computes a text.
#pragma once

#include <functional>
#include <string>
#include <sys/types.h>

namespace interlock::checker {

class worker_process {
 public:
  /// Starts it. Throws `std::system_error` if the system refuses.
  explicit worker_process(const std::function<std::string()>& work);
  worker_process(worker_process&& other) noexcept;
  worker_process& operator=(worker_process&&) = delete;
  /// Kills it if `answer` was not called.
  ~worker_process();

  /// Waits for its end. Throws `std::runtime_error` if it died before it had answered.
  [[nodiscard]] std::string answer();

 private:
  pid_t process_ = -1;
  int pipe_ = -1;
};

}  // namespace interlock::checker
