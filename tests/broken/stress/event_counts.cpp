// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong event counts, their right twin, and the registered ones.
#include "broken/event_counts.hpp"

#include <interlock/stress/main.hpp>

#include "broken/preempting_backend.hpp"
#include "broken/stress/judged.hpp"
#include "support/event_count_cases.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  stress::add_event_counts<broken::preempting_backend>(
      cases, broken::judged<broken::broken_event_counts>{});
  stress::add_event_counts<broken::preempting_backend>(cases, broken::event_count_twins{});
  stress::add_event_counts<broken::preempting_backend>(cases, registry::event_counts{});
  return stress::run_main(cases, argc, argv);
}
