// SPDX-License-Identifier: MIT
/// @file
/// The programs of known size, by what they are about.
#pragma once

#include "program.hpp"

#include <vector>

namespace interlock::programs {

[[nodiscard]] std::vector<program> shapes();
[[nodiscard]] std::vector<program> counters();
[[nodiscard]] std::vector<program> indexers();
[[nodiscard]] std::vector<program> spinlocks();
[[nodiscard]] std::vector<program> queue_locks();
[[nodiscard]] std::vector<program> cna_locks();
[[nodiscard]] std::vector<program> hclh_locks();
[[nodiscard]] std::vector<program> hmcs_locks();
[[nodiscard]] std::vector<program> waiting_mutexes();
[[nodiscard]] std::vector<program> futexes();
[[nodiscard]] std::vector<program> treiber_stacks();
[[nodiscard]] std::vector<program> michael_scott_queues();
[[nodiscard]] std::vector<program> herlihy_wing_queues();
[[nodiscard]] std::vector<program> ring_buffers();
[[nodiscard]] std::vector<program> chase_lev_deques();
[[nodiscard]] std::vector<program> pools();
[[nodiscard]] std::vector<program> epoch_domains();

[[nodiscard]] std::vector<program> all_programs();

}  // namespace interlock::programs
