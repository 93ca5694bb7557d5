// SPDX-License-Identifier: MIT
/// @file
/// main() for files of clients.
#include "run_clients.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
  try {
    return interlock::checker::run_clients(argc, argv, std::cout, std::cerr);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
