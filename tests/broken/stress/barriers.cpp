// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong barriers, their right twins, and the registered ones.
#include "broken/barriers.hpp"

#include <interlock/stress/main.hpp>

#include "broken/preempting_backend.hpp"
#include "broken/stress/judged.hpp"
#include "support/gate_cases.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  stress::add_barriers<broken::preempting_backend>(cases,
                                                   broken::judged<broken::broken_barriers>{});
  stress::add_barriers<broken::preempting_backend>(cases, broken::barrier_twins{});
  stress::add_barriers<broken::preempting_backend>(cases, registry::barriers{});
  return stress::run_main(cases, argc, argv);
}
