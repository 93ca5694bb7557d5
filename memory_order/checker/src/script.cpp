// SPDX-License-Identifier: MIT
/// @file
/// See script.hpp.
#include "script.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace interlock::checker {
namespace {

/// The writes of a location that have been performed so far.
class replayed_part {
 public:
  explicit replayed_part(const graph& g) : graph_{g} {}

  [[nodiscard]] const event* next(int t) const {
    const int index = done_.count(t);
    return index < graph_.size(t) ? &graph_.thread(t)[static_cast<std::size_t>(index)] : nullptr;
  }
  void advance(int t) { done_.add({static_cast<std::int16_t>(t), next_index(t)}); }

  /// How many performed writes of `where` come after `place`.
  [[nodiscard]] std::uint32_t writes_after(location_id where, int place) const {
    std::uint32_t count = 0;
    for (int newer = place + 1; newer <= graph_.last_place(where); ++newer) {
      count += done_.contains(graph_.write_at(where, newer)) ? 1U : 0U;
    }
    return count;
  }

 private:
  [[nodiscard]] std::int16_t next_index(int t) const {
    return static_cast<std::int16_t>(done_.count(t));
  }

  const graph& graph_;
  view done_;
};

[[nodiscard]] std::uint32_t choice_of(const graph& g, const replayed_part& done, const event& e) {
  if (e.is_read()) return done.writes_after(e.location, g.place_of(e.reads_from));
  if (e.is_write()) return done.writes_after(e.location, e.place);
  return e.kind == event_kind::choice ? static_cast<std::uint32_t>(e.value) : 0;
}

/// Whether `e` is the choice of a wait that would sleep, which comes right before it.
[[nodiscard]] bool decides_wait(const event* e) noexcept {
  return e != nullptr && (e->about == choice_about::sleep || e->about == choice_about::timed_sleep);
}

}  // namespace

char letter_of(const event_label& e) noexcept {
  switch (e.kind) {
    case event_kind::begin:
      return 'b';
    case event_kind::end:
      return 'e';
    case event_kind::spawn:
      return 's';
    case event_kind::join:
      return 'j';
    case event_kind::read:
      if (e.wait) return 'p';
      if (e.blocking) return 'a';
      return e.modify == modification::none ? 'l' : 'm';
    case event_kind::write:
      return 'w';
    case event_kind::fence:
      return 'f';
    case event_kind::notify:
      return 'n';
    case event_kind::choice:
      return 'c';
  }
  return 'o';
}

const char* operation_of(char letter) noexcept {
  constexpr std::array<std::pair<char, const char*>, 13> names{{{'b', "begin"},
                                                                {'e', "end"},
                                                                {'s', "start of a thread"},
                                                                {'j', "join"},
                                                                {'l', "load"},
                                                                {'w', "store"},
                                                                {'m', "read-modify-write"},
                                                                {'f', "fence"},
                                                                {'n', "wake"},
                                                                {'c', "choice"},
                                                                {'a', "await"},
                                                                {'p', "wait"},
                                                                {'o', "one operation more"}}};
  const auto* const found = std::find_if(
      names.begin(), names.end(), [letter](const auto& each) { return each.first == letter; });
  return found == names.end() ? nullptr : found->second;
}

script script_of(const graph& g, const std::vector<std::uint8_t>& schedule) {
  script steps;
  steps.reserve(schedule.size());
  replayed_part done{g};
  for (const std::uint8_t t : schedule) {
    const event* const e = done.next(t);
    if (e == nullptr) {
      steps.push_back({t, 'o', 0, 0});
      continue;
    }
    steps.push_back({t, letter_of(*e), choice_of(g, done, *e), 0});
    done.advance(t);
    if (e->modifies()) done.advance(t);
    if (const event* const choice = done.next(t); decides_wait(choice)) {
      steps.back().decision = static_cast<std::uint32_t>(choice->value);
      done.advance(t);
    }
  }
  return steps;
}

}  // namespace interlock::checker
