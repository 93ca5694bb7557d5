// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong barriers.
#include "broken/barriers.hpp"

#include <interlock/stress/main.hpp>

#include "broken/preempting_backend.hpp"
#include "support/gate_cases.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  stress::add_barriers<broken::preempting_backend>(cases, broken::barrier_families{});
  return stress::run_main(cases, argc, argv);
}
