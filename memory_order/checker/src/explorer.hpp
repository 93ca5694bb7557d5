// SPDX-License-Identifier: MIT
/// @file
/// `explorer`: visits every consistent execution graph exactly once [TruSt22].
///
/// Each new event is first added in the way that is always possible (a read reads the newest write,
/// a write comes last). The other ways are kept as alternatives, and so are *revisits*: an older
/// read may read a newer write, in which case the events that only the old choice explains are
/// thrown away. A revisit is allowed only if those events had all been added in the first, always
/// possible way; so exactly one of the many graphs that could do it does.
#pragma once

#include "dice.hpp"
#include "graph.hpp"

#include <cstdint>
#include <vector>

namespace interlock::checker {

class explorer {
 public:
  explicit explorer(bool sequentially_consistent) : sequential_{sequentially_consistent} {}
  explorer(const explorer&) = delete;
  explorer& operator=(const explorer&) = delete;
  ~explorer() = default;

  /// A part of the search that needs nothing of the others: a graph that awaits its alternative.
  class task;

  /// Starts from the empty graph.
  void restart();
  /// Starts from a part of another search: `advance` goes to its first graph.
  void restart(const task& from);

  /// What the last run has left to explore, which this explorer then forgets.
  [[nodiscard]] std::vector<task> take_tasks();

  /// From now on adds each event in one of the possible ways at random, and keeps no alternatives;
  /// null: as before.
  void sample(dice* random) noexcept { random_ = random; }

  /// Keeps one of the alternatives at random, and returns how many there were.
  std::size_t keep_one(dice& random);
  /// If the last alternative is a revisit, puts the places of its write instead. Whether it was.
  bool open_revisit();

  /// The graph to run next, and to extend.
  [[nodiscard]] graph& current() noexcept { return top().here; }
  [[nodiscard]] const graph& current() const noexcept { return top_->here; }

  /// Goes to the next unexplored graph; false when all have been visited.
  [[nodiscard]] bool advance();

  /// Adds an event to the current graph. False if the graph has become inconsistent and must be
  /// abandoned: only a read-modify-write that reads a write already followed by another one can do
  /// that.
  [[nodiscard]] bool add_read(int thread, const event_label& e);
  void add_write(int thread, const event_label& e);
  void add_other(int thread, const event_label& e) { (void)current().append(thread, e); }
  /// A choice among `e.operand` alternatives; the first is taken now.
  void add_choice(int thread, const event_label& e);

  [[nodiscard]] std::size_t depth() const noexcept { return depth_; }

  /// Whether an await may read this value, besides the newest one: an await that fails on an old
  /// value teaches nothing.
  using filter = bool (*)(const void* context, word value);
  void set_filter(filter accept, const void* context) noexcept {
    accept_ = accept;
    context_ = context;
  }

 private:
  struct alternative {
    enum class action : std::uint8_t { read, place, choose, revisit, revisit_place };
    action what;
    event_id event;   ///< the read, write or choice it is about
    event_id source;  ///< the write to read; of place and revisit_place, the write to stand behind
    std::uint32_t stamp;
    word value = 0;
  };

  struct branch {
    graph here;
    std::vector<alternative> alternatives;
    event_id placed;  ///< of a revisited graph, the write that caused it
  };

  [[nodiscard]] bool apply(const alternative& item);
  void stray(const alternative& first);
  [[nodiscard]] bool add_write_half(event_id read);
  void keep(const alternative& item) { top().alternatives.push_back(item); }
  [[nodiscard]] branch& top() noexcept { return *top_; }
  /// Makes the lowest `depth` branches the stack.
  void set_depth(std::size_t depth) noexcept;
  void keep_revisits(event_id w);
  [[nodiscard]] bool may_revisit(event_id r, event_id w) const;
  void branch_to_revisit(const alternative& item);
  [[nodiscard]] bool is_newest_choice(event_id x, event_id w) const;
  [[nodiscard]] bool is_consistent(location_id changed) const;

  /// A stack; what lies above `depth_` is kept for its memory.
  std::vector<branch> branches_ = std::vector<branch>(1);
  std::size_t depth_ = 1;
  branch* top_ = branches_.data();  ///< null if there is none
  bool sequential_;
  filter accept_ = nullptr;
  const void* context_ = nullptr;
  dice* random_ = nullptr;
};

class explorer::task {
  friend class explorer;
  graph here_;
  alternative item_;
  event_id placed_;
};

}  // namespace interlock::checker
