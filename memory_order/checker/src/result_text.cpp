// SPDX-License-Identifier: MIT
/// @file
/// See result_text.hpp.
#include "result_text.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace interlock::checker {
namespace {

/// Calls `visit(name, field)` for every field but the sites and the failed execution.
template <class Result, class Visit>
void for_each_field(Result& found, Visit visit) {
  visit("outcome", found.outcome);
  visit("kind", found.kind);
  visit("message", found.message);
  visit("trace", found.trace);
  visit("replay", found.replay);
  visit("complete", found.complete);
  visit("blocked", found.blocked);
  visit("abandoned", found.abandoned);
  visit("runs", found.runs);
  visit("most_events", found.most_events);
  visit("deepest", found.deepest);
  visit("seconds", found.seconds);
  visit("races", found.races);
  visit("hangs", found.hangs);
  visit("outcomes", found.outcomes);
}

[[nodiscard]] nlohmann::json to_json(const site& where) {
  return {where.file,   where.line,  where.column, where.kind,
          where.modify, where.fence, where.order,  where.failure};
}

[[nodiscard]] site site_from(const nlohmann::json& from) {
  site where;
  from.at(0).get_to(where.file);
  from.at(1).get_to(where.line);
  from.at(2).get_to(where.column);
  from.at(3).get_to(where.kind);
  from.at(4).get_to(where.modify);
  from.at(5).get_to(where.fence);
  from.at(6).get_to(where.order);
  from.at(7).get_to(where.failure);
  return where;
}

}  // namespace

std::string to_text(const result& found) {
  nlohmann::json all;
  for_each_field(found, [&all](const char* name, const auto& field) { all[name] = field; });
  for (const site& each : found.sites) all["sites"].push_back(to_json(each));
  return all.dump();
}

result result_from(const std::string& text) {
  try {
    const nlohmann::json all = nlohmann::json::parse(text);
    result found;
    for_each_field(found, [&all](const char* name, auto& field) { all.at(name).get_to(field); });
    if (all.contains("sites")) {
      for (const nlohmann::json& each : all.at("sites")) found.sites.push_back(site_from(each));
    }
    return found;
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error{std::string{"not a result: "} + error.what()};
  }
}

}  // namespace interlock::checker
