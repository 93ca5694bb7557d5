// SPDX-License-Identifier: MIT
/// @file
/// See repetition.hpp.
#include "repetition.hpp"

#include "event.hpp"

#include <algorithm>

namespace interlock::checker::instrumented {
namespace {

/// Whether `wanted` changes nothing if it reads `value`.
[[nodiscard]] bool is_idle(const operation& wanted, word value) noexcept {
  event like;
  like.kind = event_kind::read;
  like.modify = wanted.modify;
  like.size = wanted.size;
  like.operand = wanted.operand;
  like.expected = wanted.expected;
  like.value = value;
  return !like.modifies() || like.modified_value() == value;
}

[[nodiscard]] bool is_mere_read(const operation& wanted) noexcept {
  return wanted.kind == event_kind::read && !wanted.ready;
}

[[nodiscard]] unsigned bit_of(std::memory_order order) noexcept {
  return 1U << static_cast<unsigned>(order);
}

}  // namespace

void repetition::begin_run() noexcept {
  for (thread_state& each : threads_) {
    each.reads.clear();
    each.answered.clear();
    each.answers = 0;
    each.fence = -1;
    each.in_vain.clear();
  }
}

repetition::seen_read* repetition::find(path_id path, location_id location) noexcept {
  auto& reads = here().reads;
  const auto found = std::find_if(reads.begin(), reads.end(), [&](const seen_read& each) {
    return each.path == path && each.location == location;
  });
  return found == reads.end() ? nullptr : &*found;
}

std::optional<word> repetition::repeated(const operation& wanted, path_id path) {
  if (!is_mere_read(wanted)) return std::nullopt;
  const seen_read* const before = find(path, wanted.location);
  if (before == nullptr || !is_idle(wanted, before->value)) return std::nullopt;
  if (is_endless(*before)) {
    engine_.wait_for_news(before->event, wanted.where);
    progress();
    return std::nullopt;
  }
  if (before->times < performed_reads) return std::nullopt;
  answer(path);
  return before->value;
}

/// Whether another read like this one, now, is one more round of an endless loop.
bool repetition::is_endless(const seen_read& before) const {
  const auto found = endless_.find(before.path);
  return found != endless_.end() && (found->second || before.activation == activation());
}

void repetition::answer(path_id path) {
  auto& answered = here().answered;
  const auto found = std::find_if(answered.begin(), answered.end(),
                                  [path](const looping_path& each) { return each.path == path; });
  if (found == answered.end()) {
    answered.push_back({path, activation(), false});
  } else {
    found->spans_calls = found->spans_calls || found->activation != activation();
  }
  round_ended();
}

void repetition::tried_in_vain(path_id path) {
  if (++here().in_vain[path] > attempts) engine_.cut_short();
}

void repetition::round_ended() {
  thread_state& self = here();
  if (++self.answers < endless_rounds) return;
  if (self.answered.empty()) {
    engine_.fail(failure::unbounded_loop, "thread " + std::to_string(engine_.current_thread()) +
                                              " has yielded " + std::to_string(endless_rounds) +
                                              " times without an atomic operation");
  }
  for (const looping_path& each : self.answered) {
    bool& spans_calls = endless_.try_emplace(each.path, false).first->second;
    spans_calls = spans_calls || each.spans_calls;
  }
  engine_.start_anew();
}

void repetition::performed(const operation& wanted, const outcome& got, path_id path) {
  thread_state& self = here();
  self.answered.clear();
  self.answers = 0;
  if (wanted.kind == event_kind::fence) {
    if (self.fence != engine_.date() - 1) self.fences = 0;
    self.fence = engine_.date();
    self.fences |= bit_of(wanted.order);
    return;
  }
  if (!is_mere_read(wanted) || !is_idle(wanted, got.value)) {
    progress();
    return;
  }
  const int event = engine_.date() - (got.modified ? 2 : 1);
  seen_read* const before = find(path, wanted.location);
  if (before == nullptr) {
    self.reads.push_back({path, wanted.location, got.value, event, activation(), 1});
  } else if (before->value == got.value) {
    before->event = event;
    before->activation = activation();
    ++before->times;
  } else {
    progress();
    self.reads.push_back({path, wanted.location, got.value, event, activation(), 1});
  }
}

void repetition::progress() noexcept {
  thread_state& self = here();
  self.reads.clear();
  self.answered.clear();
  self.answers = 0;
}

bool repetition::is_second(const operation& fence) const noexcept {
  const thread_state& self = threads_[static_cast<std::size_t>(engine_.current_thread())];
  return self.fence == engine_.date() && (self.fences & bit_of(fence.order)) != 0;
}

}  // namespace interlock::checker::instrumented
