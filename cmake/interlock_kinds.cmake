# SPDX-License-Identifier: MIT
# The kinds of primitives: each has a file of rows in tests/registry, and one in the folder of every harness.
set(INTERLOCK_KINDS
  locks shared_locks semaphores condition_variables
  events latches barriers once_flags event_counts snapshots
  parking_lots queues reclaimers)
