// SPDX-License-Identifier: MIT
/// @file
/// Results to and from JSON.
#include "result_json.hpp"

#include <array>

namespace interlock::stress {
namespace {

using nlohmann::json;

constexpr std::array all_statuses{status::passed,       status::failed,  status::hang,
                                  status::inconclusive, status::skipped, status::error};
constexpr std::array all_bindings{binding_outcome::unbound, binding_outcome::bound,
                                  binding_outcome::refused, binding_outcome::simulated};

template <class Enum, std::size_t Count>
Enum from_name(const std::array<Enum, Count>& all, const json& name) {
  for (const Enum each : all) {
    if (to_string(each) == name.get<std::string>()) return each;
  }
  throw std::invalid_argument("unknown name in a result: " + name.get<std::string>());
}

json to_json(const thread_result& t) {
  return {{"role", t.role},
          {"requested_cpus", t.requested_cpus},
          {"bound_cpus", t.bound.cpus},
          {"binding", to_string(t.bound.outcome)},
          {"binding_reason", t.bound.reason},
          {"ops", t.operations},
          {"max_gap_ns", t.max_gap.count()}};
}

thread_result thread_from_json(const json& t) {
  thread_result r;
  r.role = t.at("role");
  r.requested_cpus = t.at("requested_cpus").get<cpu_set>();
  r.bound.cpus = t.at("bound_cpus").get<cpu_set>();
  r.bound.outcome = from_name(all_bindings, t.at("binding"));
  r.bound.reason = t.at("binding_reason");
  r.operations = t.at("ops");
  r.max_gap = std::chrono::nanoseconds{t.at("max_gap_ns").get<std::int64_t>()};
  return r;
}

}  // namespace

json to_json(const result& r) {
  json threads = json::array();
  for (const auto& one : r.threads) threads.push_back(to_json(one));
  return {{"status", to_string(r.outcome)},
          {"reason", r.reason},
          {"threads", r.thread_count},
          {"ops", r.operations()},
          {"max_gap_ns", r.max_gap().count()},
          {"per_thread", threads},
          {"observed", r.seen},
          {"rounds", r.rounds},
          {"moves", r.moves},
          {"elapsed_ms", r.elapsed.count()}};
}

result result_from_json(const json& document) {
  result r;
  r.outcome = from_name(all_statuses, document.at("status"));
  r.reason = document.at("reason");
  r.thread_count = document.at("threads");
  for (const auto& one : document.at("per_thread")) r.threads.push_back(thread_from_json(one));
  r.seen = document.at("observed").get<observations>();
  r.rounds = document.at("rounds");
  r.moves = document.at("moves");
  r.elapsed = std::chrono::milliseconds{document.at("elapsed_ms").get<std::int64_t>()};
  return r;
}

json to_json(const machine& m) {
  json units = json::array();
  for (const auto& unit : m.units) {
    units.push_back({{"os_index", unit.os_index},
                     {"logical_index", unit.logical_index},
                     {"core", unit.core},
                     {"l3", unit.l3},
                     {"numa", unit.numa},
                     {"package", unit.package},
                     {"kind", unit.kind},
                     {"smt_rank", unit.smt_rank}});
  }
  return {{"source", to_string(m.source)},
          {"this_system", m.source == machine_source::this_system},
          {"description", m.description},
          {"summary", summary(m)},
          {"units", units}};
}

}  // namespace interlock::stress
