// SPDX-License-Identifier: MIT
/// @file
/// A user's file: clients and nothing else.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/client.hpp>
#include <interlock/checker/explore.hpp>

using namespace interlock;
using B = checker::checker_backend;

namespace {

void publish(std::memory_order how) {
  B::plain<int> data{0};
  B::atomic<bool> ready{false};
  B::thread writer{[&] {
    data.write(42);
    ready.store(true, how);
  }};
  if (ready.load(order::acquire)) checker::require(data.read() == 42, "the message has arrived");
  writer.join();
}

const checker::client released{"released", [] { publish(order::release); }};
const checker::client relaxed{"relaxed", [] { publish(order::relaxed); }};

}  // namespace
