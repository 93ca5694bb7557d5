// SPDX-License-Identifier: MIT
/// @file
/// Tree barrier: a drop-in for `std::barrier` in which arrivals meet in small groups [YTL87,
/// MCS91].
///
/// reusable: yes | completion function: yes | timed: yes | waits by: a spin, then sleeping in the
/// kernel | size: 32 bytes, the completion function, and a cache line per 3 arrivals, up to 341
/// | constant-initialised: no
///
/// Choose it for some ten threads and more that run on processors of their own and arrive at nearly
/// the same time: they count at different words, four at each, and the last of four counts for all
/// of them one level up, so that the last arrival is not behind all others but behind four on each
/// of log4(n) levels. They leave together, when one word changes. Any threads may arrive, and
/// register nowhere: each begins at a word that its number gives it, and goes on to the next ones
/// while it finds them full. `barrier` is smaller, needs no memory, and is faster for few threads.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>
#include <interlock/sync/detail/barrier_phase.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace interlock {

struct tree_barrier_options {
  std::uint32_t fan_in = 4;    ///< how many arrivals, or groups of them, meet at a word; at least 2
  std::uint32_t leaves = 256;  ///< at most; for more arrivals more of them meet at each
};

/// A phase ends when the expected number of arrivals has come in: one of the arriving threads then
/// calls the completion function, and everybody who waits for the phase is unblocked.
template <class CompletionFunction = detail::no_completion,
          tree_barrier_options Options = tree_barrier_options{}, backend B = std_backend>
class basic_tree_barrier
    : public detail::barrier_waits<basic_tree_barrier<CompletionFunction, Options, B>, B> {
  static_assert(std::is_nothrow_invocable_v<CompletionFunction&>,
                "the completion function must be callable without arguments and noexcept");
  static_assert(Options.fan_in >= 2 && Options.leaves >= 1);

  using waits = detail::barrier_waits<basic_tree_barrier, B>;

 public:
  using typename waits::arrival_token;
  using waits::max;

  /// Each phase expects `expected` arrivals. Requires: 0 <= `expected` <= `max()`.
  explicit basic_tree_barrier(std::ptrdiff_t expected,
                              CompletionFunction completion = CompletionFunction())
      : basic_tree_barrier{expected, std::move(completion), 0} {}

  /// A barrier whose first phase has the number `phase`: for tests of the counter's wrap-around.
  basic_tree_barrier(std::ptrdiff_t expected, CompletionFunction completion, std::uint32_t phase)
      : waits{{phase, checked(expected)}},
        expected_{static_cast<std::uint32_t>(expected)},
        at_leaf_{std::max(Options.fan_in, groups(expected_now(), Options.leaves))},
        leaves_{groups(expected_now(), at_leaf_)},
        words_{make_words(words(leaves_), phase)},
        completion_(std::move(completion)) {}

  basic_tree_barrier(const basic_tree_barrier&) = delete;
  basic_tree_barrier& operator=(const basic_tree_barrier&) = delete;
  ~basic_tree_barrier() {
    std::destroy_n(words_, words(leaves_));
    B::deallocate(words_, sizeof(word) * words(leaves_), alignof(word));
  }

  /// Arrives `update` times at the current phase, and ends the phase if these are the last
  /// arrivals. Requires: 0 < `update` <= the arrivals that the phase still expects. For any threads
  /// X and Y: everything X did before its arrival is visible to the completion function, and all
  /// that and the completion function to Y after a wait for the phase. The barrier may be destroyed
  /// by a thread whose wait has returned, if no other one waits: after the end of the phase only
  /// the address is used, for the wake. Takes a read-modify-write operation and, in one of four
  /// arrivals, one more on each level; looks at each leaf once at most. Progress: lock-free.
  [[nodiscard]] arrival_token arrive(std::ptrdiff_t update = 1) {
    detail::phase_state now = phase_.look();
    INTERLOCK_ASSERT(B, update > 0 && update <= static_cast<std::ptrdiff_t>(now.count),
                     "tree_barrier: update must be between 1 and the arrivals of a phase");
    auto result = arrive_at(now, static_cast<std::uint32_t>(update));
    while (result == arrived::too_late) {
      // All arrivals of the phase have come in, so it is not the current one, or not for long.
      phase_.wait(now.number);
      now = phase_.look();
      result = arrive_at(now, static_cast<std::uint32_t>(update));
    }
    if (result == arrived::last) {
      completion_();
      phase_.end(now.number, expected_now());
    }
    return waits::token_of(now.number);
  }

  /// Arrives once, and blocks until the phase has ended.
  void arrive_and_wait() { this->wait(arrive()); }

  /// Arrives once, and lowers the number of arrivals that later phases expect by one.
  void arrive_and_drop() {
    // relaxed: read by the thread that ends the phase, which comes after our arrival.
    expected_.fetch_sub(1, order::relaxed);
    (void)arrive();
  }

 private:
  // The leaves first, then level by level, as many as the first phase needs. A word holds the phase
  // of its last arrival in its high half and how many came in that in its low half. Invariant: a
  // word that a phase needs is of that phase, or of the one before and full.
  struct alignas(cache_line) word {
    explicit word(std::uint64_t value) noexcept : state{value} {}
    typename B::template atomic<std::uint64_t> state;
  };
  static constexpr std::uint64_t one_phase = std::uint64_t{1} << 32;
  static constexpr std::uint32_t phases = detail::barrier_phase<B>::numbers;

  enum class arrived { too_late, in_time, last };

  /// Arrivals counted at one word.
  struct counted {
    std::uint32_t arrivals = 0;
    bool full = false;
  };

  [[nodiscard]] static std::uint32_t checked(std::ptrdiff_t expected) noexcept {
    INTERLOCK_ASSERT(B, expected >= 0 && expected <= max(),
                     "tree_barrier: the expected count must be between 0 and max()");
    return static_cast<std::uint32_t>(expected);
  }
  [[nodiscard]] std::uint32_t expected_now() const noexcept {
    // relaxed: those who have dropped have arrived before the end of the phase.
    return expected_.load(order::relaxed);
  }

  /// How many groups of `size` it takes for `all`.
  [[nodiscard]] static constexpr std::uint32_t groups(std::uint32_t all,
                                                      std::uint32_t size) noexcept {
    return all / size + (all % size != 0 ? 1 : 0);
  }
  /// How many words the levels above and including `leaves` have.
  [[nodiscard]] static constexpr std::size_t words(std::uint32_t leaves) noexcept {
    std::size_t all = leaves;
    for (std::uint32_t level = leaves; level > 1;) {
      level = groups(level, Options.fan_in);
      all += level;
    }
    return all;
  }
  [[nodiscard]] static word* make_words(std::size_t count, std::uint32_t phase) {
    auto* const memory = static_cast<word*>(B::allocate(sizeof(word) * count, alignof(word)));
    const std::uint64_t before = (phase + phases - 1) % phases * one_phase;
    for (std::size_t i = 0; i < count; ++i) std::construct_at(memory + i, before);
    return memory;
  }

  /// Counts up to `wanted` arrivals at `place`, where the phase expects `room` in all.
  [[nodiscard]] static counted count(word& place, std::uint32_t phase, std::uint32_t room,
                                     std::uint32_t wanted) noexcept {
    const std::uint64_t this_phase = phase * one_phase;
    const std::uint64_t last_phase = (phase + phases - 1) % phases * one_phase;
    // relaxed: a guess, which the exchange below tests.
    std::uint64_t seen = place.state.load(order::relaxed);
    for (;;) {
      const std::uint64_t its_phase = seen / one_phase * one_phase;
      if (its_phase != this_phase && its_phase != last_phase) return {};
      const auto used = its_phase == this_phase ? static_cast<std::uint32_t>(seen % one_phase) : 0U;
      const std::uint32_t arrivals = std::min(wanted, room - used);
      if (arrivals == 0) return {};
      // (counted) acq_rel: publishes what came before, and who fills the word sees what came before
      // all arrivals at it. Pairs with (counted).
      // relaxed: another arrival came in between, and we look again.
      if (place.state.compare_exchange_weak(seen, this_phase + used + arrivals, order::acq_rel,
                                            order::relaxed)) {
        return {arrivals, used + arrivals == room};
      }
    }
  }

  /// Counts `update` arrivals at the leaves. They come too late if the phase has got all of its
  /// own: leaves only fill, so the places that are left for us cannot all be behind us.
  [[nodiscard]] arrived arrive_at(const detail::phase_state& now, std::uint32_t update) noexcept {
    const std::uint32_t leaves = groups(now.count, at_leaf_);
    std::uint32_t leaf = leaves == 0 ? 0 : first_leaf() % leaves;
    std::uint32_t left = update;
    bool last = false;
    for (std::uint32_t looks = 0; looks < leaves && left != 0; ++looks) {
      const std::uint32_t room = std::min(at_leaf_, now.count - leaf * at_leaf_);
      const counted here = count(words_[leaf], now.number, room, left);
      left -= here.arrivals;
      if (here.full && climb(now.number, leaves, leaf)) last = true;
      leaf = leaf + 1 == leaves ? 0 : leaf + 1;
    }
    INTERLOCK_ASSERT(B, left == 0 || left == update,
                     "tree_barrier: more arrivals than the phase expects");
    if (last) return arrived::last;
    return left == update ? arrived::too_late : arrived::in_time;
  }

  /// The word at `index` of a level of `width` is full: counts it one level up, and so on. Whether
  /// the root is full.
  [[nodiscard]] bool climb(std::uint32_t phase, std::uint32_t width, std::uint32_t index) noexcept {
    word* level = words_;
    for (std::uint32_t made = leaves_; width > 1;) {
      level += made;
      made = groups(made, Options.fan_in);
      index /= Options.fan_in;
      const std::uint32_t room = std::min(Options.fan_in, width - index * Options.fan_in);
      if (!count(level[index], phase, room, 1).full) return false;
      width = groups(width, Options.fan_in);
    }
    return true;
  }

  /// Spreads threads whose numbers are similar.
  [[nodiscard]] static std::uint32_t first_leaf() noexcept {
    return static_cast<std::uint32_t>((B::thread_id() * std::uint64_t{0x9E37'79B9'7F4A'7C15U}) >>
                                      32U);
  }

  // The count of its phase is that of all arrivals.
  using waits::phase_;
  typename B::template atomic<std::uint32_t> expected_;
  const std::uint32_t at_leaf_;
  const std::uint32_t leaves_;
  word* const words_;
  [[no_unique_address]] CompletionFunction completion_;
};

template <class CompletionFunction = detail::no_completion>
class tree_barrier : public basic_tree_barrier<CompletionFunction> {
 public:
  using basic_tree_barrier<CompletionFunction>::basic_tree_barrier;
};

// C++20 deduces nothing from inherited constructors.
template <class CompletionFunction = detail::no_completion>
tree_barrier(std::ptrdiff_t, CompletionFunction = CompletionFunction())
    -> tree_barrier<CompletionFunction>;

static_assert(sizeof(tree_barrier<>) == 32);

}  // namespace interlock
