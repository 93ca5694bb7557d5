// SPDX-License-Identifier: MIT
/// @file
/// See phrases.hpp.
#include "phrases.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace interlock::checker {
namespace {

constexpr unsigned most_lines = 1'000'000;

void show_around(std::vector<bool>& shown, int step, int distance) {
  const int last = static_cast<int>(shown.size()) - 1;
  for (int i = std::max(0, step - distance); step >= 0 && i <= std::min(last, step + distance);
       ++i) {
    shown[static_cast<std::size_t>(i)] = true;
  }
}

[[nodiscard]] std::string text_of(const written_value& value) {
  return value.step < 0 ? value.value : value.value + " (#" + std::to_string(value.step + 1) + ")";
}

}  // namespace

std::string sentence_of(const execution& failed, const step& s) {
  std::string text = s.what;
  if (s.object >= 0) text += " " + failed.objects[static_cast<std::size_t>(s.object)].name;
  if (s.read) text += " = " + s.read->value;
  if (s.expected) text += ", not " + *s.expected;
  if (s.wrote) text += (s.read ? " -> " : " = ") + *s.wrote;
  return text;
}

std::string remarks_on(const step& s) {
  std::string text;
  const auto remark = [&text](const std::string& what) {
    text += (text.empty() ? "" : ", ") + what;
  };
  if (s.read && s.read->step >= 0) remark("from #" + std::to_string(s.read->step + 1));
  if (s.stale) remark("stale");
  for (std::size_t i = 0; i < s.alternatives.size(); ++i) {
    const std::string value = text_of(s.alternatives[i]);
    i == 0 ? remark("could be " + value) : void(text += " or " + value);
  }
  return text;
}

std::string describe(const execution& failed, const shared_object& object) {
  std::string text;
  switch (object.what) {
    case shared_object::sort::atomic:
      text = "atomic";
      break;
    case shared_object::sort::plain:
      text = "plain";
      break;
    case shared_object::sort::block:
      text = "memory";
      break;
  }
  if (!object.initial.empty()) text += ", initially " + object.initial;
  text += ", made";
  if (object.made_by >= 0) text += " by T" + std::to_string(object.made_by);
  text += object.made.text().empty() ? " at an unknown place" : " at " + object.made.text();
  if (object.inside) {
    text += ", in " + failed.objects[static_cast<std::size_t>(*object.inside)].name;
  }
  return text;
}

std::vector<bool> shown_steps(const execution& failed, std::size_t most) {
  std::vector<bool> shown(failed.steps.size(), failed.steps.size() <= most);
  if (failed.steps.size() <= most) return shown;
  const auto part = static_cast<std::ptrdiff_t>(most / 5);
  std::fill(shown.begin(), shown.begin() + part, true);
  std::fill(shown.end() - 2 * part, shown.end(), true);
  for (const guilty_step& each : failed.guilty) show_around(shown, each.step, 4);
  for (const missing_edge& each : failed.missing) {
    show_around(shown, each.between.from, 1);
    show_around(shown, each.between.to, 1);
  }
  return shown;
}

std::vector<const shared_object*> shown_objects(const execution& failed) {
  std::vector<bool> shown(failed.objects.size());
  for (std::size_t i = 0; i < failed.objects.size(); ++i) {
    if (!failed.objects[i].appears) continue;
    shown[i] = true;
    if (failed.objects[i].inside) shown[static_cast<std::size_t>(*failed.objects[i].inside)] = true;
  }
  std::vector<const shared_object*> all;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (shown[i]) all.push_back(&failed.objects[i]);
  }
  return all;
}

std::string source_line(const source_place& where) {
  std::ifstream file{where.file};
  std::string line;
  for (unsigned number = 0; number < std::min(where.line, most_lines); ++number) {
    if (!std::getline(file, line)) return {};
  }
  std::istringstream words{line};
  std::string text;
  for (std::string word; words >> word;) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace interlock::checker
