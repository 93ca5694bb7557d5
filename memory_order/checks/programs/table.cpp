// SPDX-License-Identifier: MIT
/// @file
/// All programs of known size.
#include "table.hpp"

namespace interlock::programs {

std::vector<program> all_programs() {
  std::vector<program> all;
  for (const auto make :
       {shapes, counters, indexers, spinlocks, queue_locks, cna_locks, hclh_locks, hmcs_locks,
        waiting_mutexes, futexes, treiber_stacks, michael_scott_queues, herlihy_wing_queues,
        ring_buffers, chase_lev_deques, pools, epoch_domains}) {
    for (program& each : make()) all.push_back(std::move(each));
  }
  return all;
}

}  // namespace interlock::programs
