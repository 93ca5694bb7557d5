// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong reclaimers, their right twins, and the registered ones.
#include "broken/reclaimers.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"
#include "broken/stress/judged.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  stress::add_reclaimers<broken::preempting_backend>(cases,
                                                     broken::judged<broken::broken_reclaimers>{});
  stress::add_reclaimers<broken::preempting_backend>(cases, broken::reclaimer_twins{});
  stress::add_reclaimers<broken::preempting_backend>(cases, registry::reclaimers{});
  return stress::run_main(cases, argc, argv);
}
