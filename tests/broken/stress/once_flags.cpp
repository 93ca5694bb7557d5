// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong flags for `call_once`, their right twin, and the registered
/// ones.
#include "broken/once_flags.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"
#include "broken/stress/judged.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  stress::add_once_flags<broken::preempting_backend>(cases,
                                                     broken::judged<broken::broken_once_flags>{});
  stress::add_once_flags<broken::preempting_backend>(cases, broken::once_flag_twins{});
  stress::add_once_flags<broken::preempting_backend>(cases, registry::once_flags{});
  return stress::run_main(cases, argc, argv);
}
