// SPDX-License-Identifier: MIT
/// @file
/// A tree barrier that is right with `tree_barrier_flaw::none` and wrong in one line otherwise. Two
/// arrivals meet at a word. The end of a phase is the library's own.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/barrier_phase.hpp>

#include "broken/choice.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace interlock::broken {

enum class tree_barrier_flaw {
  none,
  release_only_count,
  relaxed_climb,
  last_group_is_full,
  drops_at_once,
  old_place,
};

template <tree_barrier_flaw Flaw, class CompletionFunction, backend B>
class tree_barrier {
 public:
  class arrival_token {
   public:
    arrival_token(arrival_token&&) noexcept = default;
    arrival_token& operator=(arrival_token&&) noexcept = default;

   private:
    friend tree_barrier;
    explicit arrival_token(std::uint32_t phase) noexcept : phase_{phase} {}
    std::uint32_t phase_;
  };

  /// Few, as the leaves are not limited.
  [[nodiscard]] static constexpr std::ptrdiff_t max() noexcept { return 1'000; }
  explicit tree_barrier(std::ptrdiff_t expected,
                        CompletionFunction completion = CompletionFunction(),
                        std::uint32_t phase = 0)
      : phase_{{phase, static_cast<std::uint32_t>(expected)}},
        expected_{static_cast<std::uint32_t>(expected)},
        leaves_{pairs(static_cast<std::uint32_t>(expected))},
        size_{2 * std::size_t{leaves_} + 32},
        words_{static_cast<word*>(B::allocate(sizeof(word) * size_, alignof(word)))},
        completion_(std::move(completion)) {
    for (std::size_t i = 0; i < size_; ++i) {
      std::construct_at(words_ + i, (phase + phases - 1) % phases * one_phase);
    }
  }
  tree_barrier(const tree_barrier&) = delete;
  tree_barrier& operator=(const tree_barrier&) = delete;
  ~tree_barrier() {
    std::destroy_n(words_, size_);
    B::deallocate(words_, sizeof(word) * size_, alignof(word));
  }

  [[nodiscard]] arrival_token arrive(std::ptrdiff_t update = 1) {
    interlock::detail::phase_state now = phase_.look();
    // defect: drops_at_once expects less in the phase in which a thread drops out.
    if (has<Flaw>(tree_barrier_flaw::drops_at_once)) now.count = expected_.load(order::relaxed);
    bool last = false;
    for (; update > 0; --update) last = arrive_once(now) || last;
    if (last) {
      completion_();
      phase_.end(now.number, expected_.load(order::relaxed));
    }
    return arrival_token{now.number};
  }
  void wait(arrival_token&& arrival) const { phase_.wait(arrival.phase_); }
  [[nodiscard]] bool try_wait(const arrival_token& arrival) const noexcept {
    return phase_.has_ended(arrival.phase_);
  }
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const arrival_token& arrival,
                              const std::chrono::duration<Rep, Period>& length) const {
    return try_wait(arrival) || phase_.wait_slow(arrival.phase_, deadline::after(length));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool wait_until(const arrival_token& arrival,
                                const std::chrono::time_point<Clock, Duration>& when) const {
    return try_wait(arrival) || interlock::detail::attempt_until(when, [&](const deadline& limit) {
             return phase_.wait_slow(arrival.phase_, limit);
           });
  }
  void arrive_and_wait() { wait(arrive()); }
  void arrive_and_drop() {
    expected_.fetch_sub(1, order::relaxed);
    (void)arrive();
  }

 private:
  using word = typename B::template atomic<std::uint64_t>;
  static constexpr std::uint64_t one_phase = std::uint64_t{1} << 32;
  static constexpr std::uint32_t phases = interlock::detail::barrier_phase<B>::numbers;

  static constexpr std::uint32_t pairs(std::uint32_t all) noexcept { return (all + 1) / 2; }

  enum class counted { no, yes, full };

  static counted count(word& place, std::uint32_t phase, std::uint32_t room, bool inner) noexcept {
    const std::uint64_t this_phase = phase * one_phase;
    std::uint64_t seen = place.load(order::relaxed);
    for (;;) {
      // defect: old_place counts on where the last phase has left off, once more than it holds.
      const bool ours =
          has<Flaw>(tree_barrier_flaw::old_place) || seen / one_phase * one_phase == this_phase;
      const std::uint64_t used = ours ? seen % one_phase : 0;
      if (used >= room) return counted::no;
      // defect: with release_only_count who fills a word does not see what came before the other
      // arrival at it; with relaxed_climb that holds for the words above the leaves.
      const auto counting = has<Flaw>(tree_barrier_flaw::release_only_count)       ? order::release
                            : has<Flaw>(tree_barrier_flaw::relaxed_climb) && inner ? order::relaxed
                                                                                   : order::acq_rel;
      if (place.compare_exchange_strong(seen, this_phase + used + 1, counting, order::relaxed)) {
        return used + 1 == room ? counted::full : counted::yes;
      }
    }
  }

  bool arrive_once(const interlock::detail::phase_state& now) noexcept {
    const std::uint32_t leaves = pairs(now.count);
    const auto first = static_cast<std::uint32_t>(B::thread_id() / 64);
    for (std::uint32_t looks = 0; looks < leaves; ++looks) {
      const std::uint32_t leaf = (first + looks) % leaves;
      const counted here = count(words_[leaf], now.number, room(now.count, leaf), false);
      if (here == counted::full) return climb(now.number, leaves, leaf);
      if (here == counted::yes) return false;
    }
    return false;
  }

  static std::uint32_t room(std::uint32_t width, std::uint32_t index) noexcept {
    // defect: last_group_is_full lets a group of one wait for a second member.
    if (has<Flaw>(tree_barrier_flaw::last_group_is_full)) return 2;
    return std::min(2U, width - index * 2);
  }

  bool climb(std::uint32_t phase, std::uint32_t width, std::uint32_t index) noexcept {
    word* level = words_;
    for (std::uint32_t made = leaves_; width > 1;) {
      level += made;
      made = pairs(made);
      index /= 2;
      if (count(level[index], phase, room(width, index), true) != counted::full) return false;
      width = pairs(width);
    }
    return true;
  }

  mutable interlock::detail::barrier_phase<B> phase_;
  typename B::template atomic<std::uint32_t> expected_;
  const std::uint32_t leaves_;
  const std::size_t size_;
  word* const words_;
  CompletionFunction completion_;
};

}  // namespace interlock::broken
