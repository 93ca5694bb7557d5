// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong queues, their right twins, and the registered ones.
#include "broken/queues.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"
#include "broken/stress/judged.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  stress::add_queues<broken::preempting_backend>(cases, broken::judged<broken::broken_queues>{});
  stress::add_queues<broken::preempting_backend>(cases, broken::queue_twins{});
  stress::add_queues<broken::preempting_backend>(cases, registry::queues{});
  return stress::run_main(cases, argc, argv);
}
