// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress: every scenario over every registered primitive, at every placement.
#include <interlock/stress/main.hpp>

#include "cases.hpp"

int main(int argc, char** argv) {
  interlock::stress::suite cases;
  interlock::stress::add_registered_locks(cases);
  interlock::stress::add_registered_shared_locks(cases);
  interlock::stress::add_registered_condition_variables(cases);
  interlock::stress::add_registered_semaphores(cases);
  interlock::stress::add_registered_parking_lots(cases);
  interlock::stress::add_registered_queues(cases);
  interlock::stress::add_registered_reclaimers(cases);
  interlock::stress::add_registered_events(cases);
  interlock::stress::add_registered_latches(cases);
  interlock::stress::add_registered_barriers(cases);
  interlock::stress::add_registered_once_flags(cases);
  interlock::stress::add_registered_event_counts(cases);
  interlock::stress::add_registered_snapshots(cases);
  return interlock::stress::run_main(cases, argc, argv);
}
