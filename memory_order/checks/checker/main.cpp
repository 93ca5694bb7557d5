// SPDX-License-Identifier: MIT
/// @file
/// interlock-check: runs the clients of every primitive under the model checker.
#include "command.hpp"

#include <iostream>

int main(int argc, char** argv) {
  return interlock::checks::run_command(argc, argv, INTERLOCK_JUSTIFICATIONS, std::cout, std::cerr);
}
