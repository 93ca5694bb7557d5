// SPDX-License-Identifier: MIT
/// @file
/// `repetition`: notices loops that only repeat themselves, in programs that cannot tell the
/// checker that they wait.
///
/// A thread that does nothing but read the same values again, along the same paths, learns nothing
/// by the events of further rounds. So after a few such rounds a read is answered with what it read
/// before, without an event. A loop that gives up after some rounds gets there; one that has not
/// after very many will not, and its paths are remembered: the exploration begins anew, and from
/// then on a second equal read on such a path blocks the thread until there is something else to
/// read. If the loop is within one call of a function, then only within one call: who calls the
/// function twice need not call it for ever.
#pragma once

#include <interlock/checker/operation.hpp>

#include "call_paths.hpp"
#include "machine.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

namespace interlock::checker::instrumented {

class repetition {
 public:
  repetition(machine& engine, const call_paths& calls) : engine_{engine}, calls_{calls} {}

  void begin_exploration() { endless_.clear(); }
  void begin_run() noexcept;

  /// The value that `wanted`, on `path`, would read again; none if it is to be performed. In an
  /// endless loop, waits until there is something else to read.
  [[nodiscard]] std::optional<word> repeated(const operation& wanted, path_id path);

  /// `wanted` has been performed.
  void performed(const operation& wanted, const outcome& got, path_id path);

  /// The thread has done what is not a mere read: everything after it is new.
  void progress() noexcept;

  /// Whether nothing but fences would stand between this fence and an equal one.
  [[nodiscard]] bool is_second(const operation& fence) const noexcept;

  /// An attempt has failed that the thread may repeat, with other operations in between: two
  /// threads that get in each other's way can do so for ever.
  void tried_in_vain(path_id path);

  /// A round has ended that has no operation in it, perhaps.
  void round_ended();

 private:
  struct seen_read {
    path_id path;
    location_id location;
    word value;
    int event;                 ///< the index of the newest such read
    std::uint64_t activation;  ///< and the call of a function that it was in
    int times;
  };
  /// A path of a loop, and whether its rounds are in several calls of a function.
  struct looping_path {
    path_id path;
    std::uint64_t activation;
    bool spans_calls;
  };
  struct thread_state {
    std::vector<seen_read> reads;
    std::vector<looping_path> answered;  ///< without an event, since the last event
    std::uint32_t answers = 0;           ///< how often
    int fence = -1;                      ///< the index after that of the last fence
    std::map<path_id, int> in_vain;
    unsigned fences = 0;  ///< the orders of the fences before that, a bit for each
  };

  /// Equal reads on one path that are performed: enough for code that reads twice on purpose.
  static constexpr int performed_reads = 4;
  /// Attempts that are explored.
  static constexpr int attempts = 3;
  /// Rounds without an event after which a loop is taken to be endless.
  static constexpr std::uint32_t endless_rounds = 10'000;

  [[nodiscard]] thread_state& here() noexcept {
    return threads_[static_cast<std::size_t>(engine_.current_thread())];
  }
  [[nodiscard]] std::uint64_t activation() const noexcept {
    return calls_.activation(engine_.current_thread());
  }
  [[nodiscard]] bool is_endless(const seen_read& before) const;
  [[nodiscard]] seen_read* find(path_id path, location_id location) noexcept;
  void answer(path_id path);

  machine& engine_;
  const call_paths& calls_;
  std::array<thread_state, max_threads> threads_;
  std::unordered_map<path_id, bool> endless_;  ///< whether they span calls
};

}  // namespace interlock::checker::instrumented
