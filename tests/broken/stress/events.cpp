// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong events.
#include "broken/events.hpp"

#include "broken/stress/gates.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  return broken::run_gates<broken::event_families>(argc, argv);
}
