// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong parking lots.
#include "broken/parking_lots.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  using backend = broken::preempting_backend;
  stress::suite cases;
  stress::add_parking_lots<backend>(cases, broken::parking_lot_families{});
  return stress::run_main(cases, argc, argv);
}
