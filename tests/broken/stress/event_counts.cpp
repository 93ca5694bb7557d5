// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong event counts.
#include "broken/event_counts.hpp"

#include <interlock/stress/main.hpp>

#include "broken/preempting_backend.hpp"
#include "support/event_count_cases.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  stress::add_event_counts<broken::preempting_backend>(cases, broken::event_count_families{});
  return stress::run_main(cases, argc, argv);
}
