// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong latches, their right twins, and the registered ones.
#include "broken/latches.hpp"

#include "broken/stress/gates.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  return broken::run_gates<broken::broken_latches, broken::latch_twins, registry::latches>(argc,
                                                                                           argv);
}
