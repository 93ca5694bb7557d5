// SPDX-License-Identifier: MIT
/// @file
/// A user's code, with std::atomic and std::thread, under the model checker:
///
///     ./dev check examples/check_your_code/publish.cpp
///
/// `published` is right. `published too weakly` is the same with one order too weak, and fails.
#include <interlock/checker/client.hpp>

#include <atomic>
#include <string>
#include <thread>

namespace {

void publish(std::memory_order how) {
  std::string text;
  std::atomic<bool> ready{false};
  std::thread writer{[&] {
    text = "hello";
    ready.store(true, how);
  }};
  while (!ready.load(std::memory_order::acquire)) {
  }
  text += ", world";
  writer.join();
}

const interlock::checker::client right{"published", [] { publish(std::memory_order::release); }};
const interlock::checker::client wrong{"published too weakly",
                                       [] { publish(std::memory_order::relaxed); }};

}  // namespace
