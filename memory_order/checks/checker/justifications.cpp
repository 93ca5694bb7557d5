// SPDX-License-Identifier: MIT
/// @file
/// See justifications.hpp.
#include "justifications.hpp"

#include <fstream>
#include <stdexcept>

namespace interlock::checks {

justifications read_justifications(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{path + ": cannot be read"};
  justifications all;
  int number = 0;
  const auto complain = [&](const char* what) {
    throw std::runtime_error{path + ":" + std::to_string(number) + ": " + what};
  };
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const auto colon = line.find(": ");
    if (colon == std::string::npos || colon + 2 == line.size()) {
      complain("expected 'weakening: reason'");
    }
    if (!all.emplace(line.substr(0, colon), line.substr(colon + 2)).second) {
      complain("this weakening already has a reason");
    }
  }
  return all;
}

}  // namespace interlock::checks
