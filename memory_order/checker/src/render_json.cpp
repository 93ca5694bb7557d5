// SPDX-License-Identifier: MIT
/// @file
/// A failed execution as JSON.
#include <interlock/checker/render.hpp>
#include <interlock/checker/result.hpp>

#include <nlohmann/json.hpp>

namespace interlock::checker {
namespace {

using json = nlohmann::ordered_json;

[[nodiscard]] const char* name_of(shared_object::sort what) noexcept {
  switch (what) {
    case shared_object::sort::atomic:
      return "atomic";
    case shared_object::sort::plain:
      return "plain";
    case shared_object::sort::block:
      break;
  }
  return "block";
}

[[nodiscard]] json to_json(const source_place& where) {
  if (where.file.empty()) return nullptr;
  return {{"file", where.file}, {"line", where.line}, {"column", where.column}};
}

[[nodiscard]] json to_json(const written_value& value) {
  return {{"value", value.value}, {"from", value.step + 1}};
}

[[nodiscard]] json to_json(const execution& failed, const shared_object& object) {
  json made{{"name", object.name},
            {"sort", name_of(object.what)},
            {"made_by", object.made_by},
            {"made_at", to_json(object.made)}};
  if (object.what == shared_object::sort::atomic) {
    json writes = json::array();
    for (const int each : object.writes) writes.push_back(each + 1);
    made["initial"] = object.initial;
    made["modification_order"] = std::move(writes);
  }
  if (object.what == shared_object::sort::block) made["bytes"] = object.bytes;
  if (object.inside) {
    made["inside"] = failed.objects[static_cast<std::size_t>(*object.inside)].name;
    made["offset"] = object.offset;
  }
  return made;
}

[[nodiscard]] json to_json(const execution& failed, const step& s, std::size_t number) {
  json made{{"step", number + 1},
            {"thread", s.thread},
            {"kind", name_of(s.kind)},
            {"operation", s.what},
            {"at", to_json(s.where)}};
  if (s.object >= 0) made["object"] = failed.objects[static_cast<std::size_t>(s.object)].name;
  if (s.read) made["read"] = to_json(*s.read);
  if (s.expected) made["expected"] = *s.expected;
  if (s.wrote) made["wrote"] = *s.wrote;
  if (s.other >= 0) made["other_thread"] = s.other;
  if (s.read) {
    made["stale"] = s.stale;
    json alternatives = json::array();
    for (const written_value& each : s.alternatives) alternatives.push_back(to_json(each));
    made["could_read"] = std::move(alternatives);
  }
  made["guilty"] = s.guilty;
  return made;
}

[[nodiscard]] json to_json(const step_edge& edge) {
  return {{"from", edge.from + 1}, {"to", edge.to + 1}};
}

}  // namespace

std::string to_json(const execution& failed) {
  json made{{"failure", name_of(failed.kind)},
            {"message", failed.message},
            {"replay", failed.replay},
            {"threads", failed.threads},
            {"interleaving", failed.interleaving}};
  json& guilty = made["guilty"] = json::array();
  for (const guilty_step& each : failed.guilty) {
    guilty.push_back({{"step", each.step + 1}, {"text", each.text}});
  }
  json& missing = made["missing_edges"] = json::array();
  for (const missing_edge& each : failed.missing) {
    json edge = to_json(each.between);
    edge["lacks_release"] = each.lacks_release;
    edge["lacks_acquire"] = each.lacks_acquire;
    edge["text"] = each.text;
    missing.push_back(std::move(edge));
  }
  json& objects = made["objects"] = json::array();
  for (const shared_object& each : failed.objects) objects.push_back(to_json(failed, each));
  json& steps = made["steps"] = json::array();
  for (std::size_t i = 0; i < failed.steps.size(); ++i) {
    steps.push_back(to_json(failed, failed.steps[i], i));
  }
  json& synchronizes = made["synchronizes_with"] = json::array();
  for (const step_edge& each : failed.synchronizations) synchronizes.push_back(to_json(each));
  // Names and messages may be any bytes: those that are not UTF-8 are replaced, not an error.
  return made.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace interlock::checker
