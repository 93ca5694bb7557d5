// SPDX-License-Identifier: MIT
/// @file
/// Reads a file of litmus tests.
#include "suite.hpp"

#include "program_json.hpp"

#include <fstream>
#include <stdexcept>

namespace interlock::litmus {
namespace {

outcome read_outcome(const json& value, std::size_t columns) {
  outcome result;
  result.executions = value.at("executions").get<std::uint64_t>();
  result.race = value.at("race").get<bool>();
  result.hang = value.at("hang").get<bool>();
  for (const json& state : value.at("states")) {
    auto values = state.get<final_state>();
    if (values.size() != columns)
      throw std::runtime_error("a state has " + std::to_string(values.size()) +
                               " values, \"observed\" has " + std::to_string(columns));
    result.states.insert(std::move(values));
  }
  return result;
}

litmus_test read_test(const json& value) {
  litmus_test test;
  test.program = read_program(value);
  test.family = value.at("family").get<std::string>();
  const auto observed = value.at("observed").get<std::vector<std::string>>();
  if (observed != observed_columns(test.program))
    throw std::runtime_error("\"observed\" is not: each thread's registers, then the locations");
  test.cpp20 = read_outcome(value.at("cpp20"), observed.size());
  const json& sc = value.at("sc");
  test.sc = sc == "cpp20" ? test.cpp20 : read_outcome(sc, observed.size());
  return test;
}

}  // namespace

std::vector<litmus_test> read_suite(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error(path + ": cannot be opened");
  std::string place = path;
  try {
    const json suite = json::parse(file);
    std::vector<litmus_test> tests;
    for (const json& value : suite.at("tests")) {
      place =
          path + ": test " + std::to_string(tests.size()) + " " + value.value("name", "(no name)");
      tests.push_back(read_test(value));
    }
    return tests;
  } catch (const std::exception& problem) {
    throw std::runtime_error(place + ": " + problem.what());
  }
}

program program_from_json(std::string_view text) {
  try {
    return read_program(json::parse(text));
  } catch (const std::exception& problem) {
    throw std::runtime_error(std::string{"litmus program: "} + problem.what());
  }
}

std::string to_json(const program& program) { return write_program(program).dump(); }

}  // namespace interlock::litmus
