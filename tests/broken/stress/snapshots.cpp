// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong snapshots.
#include "broken/snapshots.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  stress::add_snapshots<broken::preempting_backend>(cases, broken::snapshot_families{});
  return stress::run_main(cases, argc, argv);
}
