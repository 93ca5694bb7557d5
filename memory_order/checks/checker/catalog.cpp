// SPDX-License-Identifier: MIT
/// @file
/// See catalog.hpp.
#include "catalog.hpp"

namespace interlock::checks {

std::vector<catalog_entry> whole_catalog() {
  std::vector<catalog_entry> all;
  add_locks(all);
  add_shared_locks(all);
  add_semaphores(all);
  add_condition_variables(all);
  add_parking_lots(all);
  add_queues(all);
  add_reclaimers(all);
  add_events(all);
  add_latches(all);
  add_barriers(all);
  add_once_flags(all);
  add_event_counts(all);
  add_snapshots(all);
  return all;
}

}  // namespace interlock::checks
