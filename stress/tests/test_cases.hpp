// SPDX-License-Identifier: MIT
/// @file
/// Cases that do one thing each, to see what the engine makes of it.
#pragma once

#include <interlock/stress/run_case.hpp>

#include <functional>
#include <thread>
#include <utility>

namespace interlock::stress {

/// A case whose threads all run `body` and whose rounds end with `finish`.
inline test_case case_of(
    std::function<void(worker&)> body, std::function<void(round_end&)> finish = [](round_end&) {}) {
  test_case result{.row = "made_up", .scenario = "case"};
  result.make = [body = std::move(body), finish = std::move(finish)](round_setup setup) {
    team made;
    for (unsigned i = 0; i < setup.threads; ++i) made.roles.push_back({"actor", body});
    made.finish = finish;
    return made;
  };
  return result;
}

/// Does what a healthy thread does.
inline void work(worker& self) {
  while (self.running()) {
    self.at("work");
    self.done();
    std::this_thread::yield();
  }
}

/// Two threads for 20 ms, with a patience that suits tests which wait for a hang.
inline options quick() {
  options how;
  how.on = this_machine();
  how.threads = 2;
  how.duration = std::chrono::milliseconds{20};
  how.watchdog = std::chrono::milliseconds{500};
  return how;
}

}  // namespace interlock::stress
