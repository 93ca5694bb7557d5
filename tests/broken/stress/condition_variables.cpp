// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong condition variables, their right twins, and the registered ones.
#include "broken/condition_variables.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"
#include "broken/stress/judged.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  stress::add_condition_variables<broken::preempting_backend>(
      cases, broken::judged<broken::broken_condition_variables>{});
  stress::add_condition_variables<broken::preempting_backend>(cases,
                                                              broken::condition_variable_twins{});
  stress::add_condition_variables<broken::preempting_backend>(cases,
                                                              registry::condition_variables{});
  return stress::run_main(cases, argc, argv);
}
