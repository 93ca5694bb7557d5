// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong events, their right twins, and the registered ones.
#include "broken/events.hpp"

#include "broken/stress/gates.hpp"

int main(int argc, char** argv) {
  using namespace interlock;
  return broken::run_gates<broken::broken_events, broken::event_twins, registry::events>(argc,
                                                                                         argv);
}
