// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong condition variables.
#include "broken/condition_variables.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  stress::add_condition_variables<broken::preempting_backend>(
      cases, broken::condition_variable_families{});
  return stress::run_main(cases, argc, argv);
}
