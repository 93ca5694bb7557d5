// SPDX-License-Identifier: MIT
/// @file
/// See draft.hpp.
#include "draft.hpp"

#include "trace.hpp"

#include <algorithm>
#include <utility>

namespace interlock::checker {
namespace {

[[nodiscard]] event_id id_of(int thread, int index) noexcept {
  return {static_cast<std::int16_t>(thread), static_cast<std::int16_t>(index)};
}

[[nodiscard]] step_kind kind_of(const event& e) noexcept {
  switch (e.kind) {
    case event_kind::read:
      return e.modify == modification::none ? step_kind::load : step_kind::modify;
    case event_kind::write:
      return step_kind::store;
    case event_kind::fence:
      return step_kind::fence;
    case event_kind::spawn:
      return step_kind::start;
    case event_kind::join:
      return step_kind::join;
    case event_kind::notify:
      return step_kind::wake;
    case event_kind::choice:
      return step_kind::choice;
    case event_kind::begin:
    case event_kind::end:
      break;
  }
  return step_kind::stop;
}

/// A choice that the client has not asked for, and that is as the client would expect.
[[nodiscard]] bool goes_without_saying(const event& e) noexcept {
  return e.kind == event_kind::choice && e.about != choice_about::client && e.value == 0;
}

}  // namespace

draft::draft(const graph& g, const notebook& notes, const std::vector<culprit>& culprits,
             const object_table& objects)
    : graph_{g},
      notes_{notes},
      culprits_{culprits},
      objects_{objects},
      threads_(static_cast<std::size_t>(g.thread_count())),
      of_event_(static_cast<std::size_t>(g.thread_count())),
      of_culprit_(culprits.size(), none),
      noted_as_(culprits.size(), none) {
  find_culprits();
  for (int t = 0; t < graph_.thread_count(); ++t) add_thread(t);
}

int draft::object_of(const culprit& who) const {
  return who.block != nullptr ? objects_.find_block(who.block) : objects_.find(who.object);
}

/// Which accesses in the notes the culprits are.
void draft::find_culprits() {
  for (std::size_t i = 0; i < culprits_.size(); ++i) {
    const culprit& each = culprits_[i];
    if (each.when != culprit::time::earlier) continue;
    const int object = object_of(each);
    for (std::size_t a = 0; a < notes_.accesses().size(); ++a) {
      const notebook::access& noted = notes_.accesses()[a];
      if (noted.thread == each.thread && noted.date == each.date &&
          static_cast<int>(noted.object) == object && noted.where == each.where) {
        noted_as_[i] = static_cast<int>(a);
      }
    }
  }
}

void draft::add_thread(int t) {
  of_event_[static_cast<std::size_t>(t)].assign(graph_.thread(t).size(), none);
  for (int i = 0; i <= graph_.size(t); ++i) {
    const bool end = i == graph_.size(t);
    const auto is_now = [&](int thread, int date) {
      return thread == t && (date == i || (end && date > i));
    };
    for (std::size_t a = 0; a < notes_.accesses().size(); ++a) {
      if (is_now(notes_.accesses()[a].thread, notes_.accesses()[a].date)) add_access(a);
    }
    for (std::size_t c = 0; c < culprits_.size(); ++c) {
      if (is_now(culprits_[c].thread, culprits_[c].date)) add_culprit(c);
    }
    if (!end) add_event(id_of(t, i));
  }
}

/// Plain reads and writes are told; what else happens to an object is only if it is to blame.
void draft::add_access(std::size_t noted) {
  const notebook::access& access = notes_.accesses()[noted];
  const auto number = static_cast<int>(noted);
  const bool blamed = std::find(noted_as_.begin(), noted_as_.end(), number) != noted_as_.end();
  const bool told = access.kind == step_kind::read || access.kind == step_kind::write;
  if (!told && !blamed) return;
  step made;
  made.kind = access.kind;
  made.what = name_of(access.kind);
  made.object = static_cast<int>(access.object);
  made.where = access.where;
  const int added = add(access.thread, std::move(made));
  for (std::size_t i = 0; i < noted_as_.size(); ++i) {
    if (noted_as_[i] == number) of_culprit_[i] = added;
  }
}

bool draft::is_event(const culprit& who) const {
  if (who.when == culprit::time::event) return true;
  if (who.when == culprit::time::now) return false;
  if (who.date >= graph_.size(who.thread)) return false;
  const event& e = graph_.at(id_of(who.thread, who.date));
  return e.is_access() && place_of(e.where) == who.where;
}

/// A culprit that is neither an event nor in the notes becomes a step of its own.
void draft::add_culprit(std::size_t number) {
  const culprit& who = culprits_[number];
  if (noted_as_[number] != none || is_event(who)) return;
  step made;
  made.kind = who.kind;
  made.what = who.kind == step_kind::stop ? who.verb : name_of(who.kind);
  made.object = object_of(who);
  made.where = who.where;
  made.guilty = true;
  of_culprit_[number] = add(who.thread, std::move(made));
}

void draft::add_event(event_id id) {
  const event& e = graph_.at(id);
  if (e.kind == event_kind::begin || e.kind == event_kind::end) return;
  if (goes_without_saying(e)) return;
  auto& of_thread = of_event_[static_cast<std::size_t>(id.thread)];
  int& number = of_thread[static_cast<std::size_t>(id.index)];
  if (e.is_write() && e.modify != modification::none) {
    number = of_thread[static_cast<std::size_t>(id.index) - 1];
  } else {
    step made;
    made.kind = kind_of(e);
    made.what = what_of(id);
    made.where = place_of(e.where);
    made.other = e.child;
    if (e.is_access() || e.kind == event_kind::notify) made.object = objects_.at(e.location);
    if (e.is_write()) made.wrote = objects_.text_of(e.value, e.size);
    if (e.is_read()) made.read = written_value{objects_.text_of(e.value, e.size), none};
    if (e.modifies()) {
      made.wrote = objects_.text_of(e.modified_value(), e.size);
    } else if (e.modify == modification::compare_exchange) {
      made.expected = objects_.text_of(e.expected, e.size);
    }
    number = add(id.thread, std::move(made));
  }
  for (std::size_t i = 0; i < culprits_.size(); ++i) {
    const culprit& who = culprits_[i];
    if (who.thread == id.thread && who.date == id.index && noted_as_[i] == none && is_event(who)) {
      of_culprit_[i] = number;
    }
  }
}

std::string draft::what_of(event_id id) const {
  const event& e = graph_.at(id);
  if (e.kind == event_kind::spawn || e.kind == event_kind::join) {
    return describe(e) + " T" + std::to_string(e.child);
  }
  if (e.kind == event_kind::choice && e.about == choice_about::client) {
    return "choose " + objects_.text_of(e.value, sizeof(unsigned)) + " of " +
           objects_.text_of(e.operand, sizeof(unsigned));
  }
  return e.is_read() && e.wait ? "wait" : describe(e);
}

int draft::add(int t, step made) {
  const auto number = static_cast<int>(steps_.size());
  made.thread = t;
  steps_.push_back(std::move(made));
  threads_[static_cast<std::size_t>(t)].push_back(number);
  return number;
}

}  // namespace interlock::checker
