// SPDX-License-Identifier: MIT
/// @file
/// The cases of every primitive in the registry, one file per kind so that they compile in
/// parallel.
#pragma once

#include <interlock/stress/test_case.hpp>

namespace interlock::stress {

void add_registered_locks(suite& cases);
void add_registered_shared_locks(suite& cases);
void add_registered_queues(suite& cases);
void add_registered_condition_variables(suite& cases);
void add_registered_semaphores(suite& cases);
void add_registered_parking_lots(suite& cases);
void add_registered_reclaimers(suite& cases);
void add_registered_events(suite& cases);
void add_registered_latches(suite& cases);
void add_registered_barriers(suite& cases);
void add_registered_once_flags(suite& cases);
void add_registered_event_counts(suite& cases);
void add_registered_snapshots(suite& cases);

}  // namespace interlock::stress
