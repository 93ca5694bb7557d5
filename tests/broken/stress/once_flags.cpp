// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong flags for `call_once`.
#include "broken/once_flags.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  stress::add_once_flags<broken::preempting_backend>(cases, broken::once_flag_families{});
  return stress::run_main(cases, argc, argv);
}
