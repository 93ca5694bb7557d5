// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong parking lots, their right twin, and the registered ones.
#include "broken/parking_lots.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"
#include "broken/stress/judged.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  using backend = broken::preempting_backend;
  stress::suite cases;
  stress::add_parking_lots<backend>(cases, broken::judged<broken::broken_parking_lots>{});
  stress::add_parking_lots<backend>(cases, broken::parking_lot_twins{});
  stress::add_parking_lots<backend>(cases, registry::parking_lots{});
  return stress::run_main(cases, argc, argv);
}
