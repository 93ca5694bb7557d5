// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong latches.
#include "broken/latches.hpp"

#include "broken/stress/gates.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  return broken::run_gates<broken::latch_families>(argc, argv);
}
