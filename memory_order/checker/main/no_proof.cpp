// SPDX-License-Identifier: MIT
/// @file
/// See no_proof.hpp.
#include "no_proof.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>

namespace interlock::checker {
namespace {

[[nodiscard]] int widest(const std::vector<std::string>& names) {
  std::size_t width = std::string{"client"}.size();
  for (const std::string& each : names) width = std::max(width, each.size());
  return static_cast<int>(width);
}

}  // namespace

const char* verdict_text(const result& found) noexcept {
  const bool is_sample = found.sampled && found.outcome == verdict::incomplete;
  return is_sample ? "sampled" : name_of(found.outcome);
}

guess_table::guess_table(const std::vector<std::string>& names, std::ostream& out)
    : out_{out}, width_{widest(names)} {
  out_ << "Guesses from random paths through each search: right on average, and often far off.\n"
       << std::left << std::setw(width_) << "client"
       << "    executions  standard error     probes    seconds to explore" << std::endl;
}

void guess_table::add(const std::string& name, const estimation& guess) {
  out_ << std::left << std::setw(width_) << name << std::right << std::setprecision(3)
       << std::defaultfloat << std::setw(14) << guess.executions << std::setw(16)
       << guess.standard_error << std::setw(11) << guess.probes << std::setw(22)
       << guess.seconds_to_explore << std::endl;
}

}  // namespace interlock::checker
