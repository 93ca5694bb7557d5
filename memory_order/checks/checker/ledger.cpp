// SPDX-License-Identifier: MIT
/// @file
/// See ledger.hpp.
#include "ledger.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

namespace interlock::checks {

ledger read_ledger(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{path + ": cannot be read"};
  ledger result;
  try {
    const nlohmann::json all = nlohmann::json::parse(file);
    for (const nlohmann::json& each : all.at("clients")) {
      const std::string name =
          each.at("row").get<std::string>() + "/" + each.at("client").get<std::string>();
      result.clients[name] = {each.at("verdict") == "passed",
                              each.at("executions").get<std::uint64_t>()};
    }
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error{path + ": not a ledger: " + error.what()};
  }
  return result;
}

std::vector<std::string> differences(const ledger& recorded,
                                     const std::vector<catalog_entry>& entries) {
  std::vector<std::string> all;
  std::set<std::string> known;
  for (const catalog_entry& each : entries) {
    known.insert(each.name());
    if (recorded.clients.count(each.name()) == 0) {
      all.push_back("the ledger does not list the client '" + each.name() + "'");
    }
  }
  for (const auto& [name, entry] : recorded.clients) {
    if (known.count(name) == 0) {
      all.push_back("the ledger lists the client '" + name + "', which is gone");
    }
  }
  return all;
}

}  // namespace interlock::checks
