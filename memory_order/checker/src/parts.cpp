// SPDX-License-Identifier: MIT
/// @file
/// The search by parts and at random: `explorer` when it does not visit everything itself.
#include "explorer.hpp"

#include <utility>

namespace interlock::checker {

void explorer::restart() {
  set_depth(1);
  top().here.clear();
  top().alternatives.clear();
}

void explorer::restart(const task& from) {
  set_depth(1);
  top().here = from.here_;
  top().placed = from.placed_;
  top().alternatives.assign(1, from.item_);
}

std::vector<explorer::task> explorer::take_tasks() {
  std::vector<task> all;
  for (; depth_ != 0; set_depth(depth_ - 1)) {
    for (const alternative& item : top().alternatives) {
      task& made = all.emplace_back();
      made.here_ = current();
      made.here_.cut(item.stamp);
      made.item_ = item;
      made.placed_ = top().placed;
    }
  }
  return all;
}

std::size_t explorer::keep_one(dice& random) {
  auto& alternatives = top().alternatives;
  const std::size_t count = alternatives.size();
  if (count > 1) {
    const alternative chosen = alternatives[random.roll(count)];
    alternatives.assign(1, chosen);
  }
  return count;
}

bool explorer::open_revisit() {
  auto& alternatives = top().alternatives;
  if (alternatives.empty() || alternatives.back().what != alternative::action::revisit)
    return false;
  const alternative item = alternatives.back();
  alternatives.pop_back();
  current().cut(item.stamp);
  branch_to_revisit(item);
  return true;
}

/// The last event has been added in its `first` way: takes one of the kept ways instead, or stays.
/// Half of the reads and writes stay with the newest, so that executions get on; choices are fair.
void explorer::stray(const alternative& first) {
  auto& kept = top().alternatives;
  std::erase_if(kept,
                [](const alternative& each) { return each.what == alternative::action::revisit; });
  const std::size_t others = kept.size();
  const bool is_choice = first.what == alternative::action::choose;
  const std::size_t stays = is_choice ? 1 : others;
  const std::size_t roll = others == 0 ? 0 : random_->roll(others + stays);
  if (roll < others) {
    const alternative chosen = kept[roll];
    // The first way is always consistent.
    if (!apply(chosen)) (void)apply(first);
  }
  kept.clear();
}

}  // namespace interlock::checker
