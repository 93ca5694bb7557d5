// SPDX-License-Identifier: MIT
/// @file
/// `draft`: the steps of each thread of a failed execution, before they are put into one order.
/// Begin and end of a thread are no steps: its start and its join stand for them.
#pragma once

#include <interlock/checker/execution.hpp>

#include "culprit.hpp"
#include "graph.hpp"
#include "notebook.hpp"
#include "object_table.hpp"

#include <cstddef>
#include <vector>

namespace interlock::checker {

class draft {
 public:
  static constexpr int none = -1;

  draft(const graph& g, const notebook& notes, const std::vector<culprit>& culprits,
        const object_table& objects);

  /// In program order of their threads; their values know nothing yet of where they come from.
  [[nodiscard]] std::vector<step>& steps() noexcept { return steps_; }
  [[nodiscard]] const std::vector<std::vector<int>>& threads() const noexcept { return threads_; }

  /// The step of an event, or `none`.
  [[nodiscard]] int of(event_id e) const {
    if (e.is_initial()) return none;
    return of_event_[static_cast<std::size_t>(e.thread)][static_cast<std::size_t>(e.index)];
  }
  [[nodiscard]] int of_culprit(std::size_t number) const { return of_culprit_[number]; }

 private:
  void find_culprits();
  void add_thread(int t);
  void add_event(event_id id);
  void add_access(std::size_t noted);
  void add_culprit(std::size_t number);
  [[nodiscard]] std::string what_of(event_id id) const;
  [[nodiscard]] bool is_event(const culprit& who) const;
  [[nodiscard]] int object_of(const culprit& who) const;
  int add(int t, step made);

  const graph& graph_;
  const notebook& notes_;
  const std::vector<culprit>& culprits_;
  const object_table& objects_;
  std::vector<step> steps_;
  std::vector<std::vector<int>> threads_;
  std::vector<std::vector<int>> of_event_;
  std::vector<int> of_culprit_;
  std::vector<int> noted_as_;  ///< of a culprit, the access in the notes that it is
};

}  // namespace interlock::checker
