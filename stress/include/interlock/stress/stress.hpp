// SPDX-License-Identifier: MIT
/// @file
/// Everything that is needed to stress a primitive of one's own.
#pragma once

#include <interlock/stress/bounded_buffer.hpp>
#include <interlock/stress/condition_variable_ring.hpp>
#include <interlock/stress/main.hpp>
#include <interlock/stress/mutual_exclusion.hpp>
#include <interlock/stress/once_race.hpp>
#include <interlock/stress/permit_pool.hpp>
#include <interlock/stress/phases.hpp>
#include <interlock/stress/queue_conservation.hpp>
#include <interlock/stress/reclamation.hpp>
#include <interlock/stress/relay.hpp>
#include <interlock/stress/run_case.hpp>
#include <interlock/stress/semaphore_ring.hpp>
#include <interlock/stress/shared_access.hpp>
#include <interlock/stress/torn_reads.hpp>
