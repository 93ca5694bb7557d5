// SPDX-License-Identifier: MIT
/// @file
/// The main program of interlock-stress over the wrong rows of a kind that can be used as gates.
#pragma once

#include <interlock/stress/main.hpp>

#include "broken/preempting_backend.hpp"
#include "support/gate_cases.hpp"

namespace interlock::broken {

template <class Families>
int run_gates(int argc, char** argv) {
  stress::suite cases;
  stress::add_gates<preempting_backend>(cases, Families{});
  return stress::run_main(cases, argc, argv);
}

}  // namespace interlock::broken
