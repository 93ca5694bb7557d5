// SPDX-License-Identifier: MIT
/// @file
/// A compact NUMA-aware lock [DK19] that is right with `cna_flaw::none` and wrong in one line
/// otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/queue_line.hpp>
#include <interlock/sync/detail/turn.hpp>

#include "broken/choice.hpp"

#include <cstdint>

namespace interlock::broken {

enum class cna_flaw { none, passes_for_ever, forgets_the_line, counts_late };

template <cna_flaw Flaw, std::uint32_t Passes, backend B>
class cna_lock {
 public:
  constexpr cna_lock() noexcept = default;
  cna_lock(const cna_lock&) = delete;
  cna_lock& operator=(const cna_lock&) = delete;

  void lock() noexcept {
    if (try_lock()) return;
    waiter self;
    if (!line_.join(self)) self.turn.await();
    line_.move_to_front(self);
  }

  [[nodiscard]] bool try_lock() noexcept { return line_.try_enter(); }

  void unlock() noexcept {
    waiter* const skipped = first_skipped_.read();
    auto* const first =
        static_cast<waiter*>(line_.leave(skipped == nullptr ? nullptr : last_skipped_.read()));
    if (first != nullptr) return hand_over(first);
    if (skipped == nullptr) return;
    first_skipped_.write(nullptr);
    passes_.write(0);
    skipped->turn.give();
  }

 private:
  using line = detail::queue_line<B>;
  template <class T>
  using plain = typename B::template plain<T>;

  struct waiter : line::place {
    plain<unsigned> group{B::numa_node()};
    typename spinning::template turn<B> turn;
  };

  void hand_over(waiter* first) noexcept {
    const std::uint32_t passes = passes_.read();
    // defect: passes_for_ever lets those wait for ever who were skipped.
    waiter* const local =
        passes < Passes || has<Flaw>(cna_flaw::passes_for_ever) ? take_local(first) : nullptr;
    waiter* const next = local != nullptr ? local : first_of_all(first);
    const std::uint32_t count = local != nullptr ? passes + 1 : 0;
    if (!has<Flaw>(cna_flaw::counts_late)) passes_.write(count);
    next->turn.give();
    // defect: the count belongs to the next owner now (libvsync's, which all locks share).
    if (has<Flaw>(cna_flaw::counts_late)) passes_.write(count);
  }

  [[nodiscard]] waiter* first_of_all(waiter* first) noexcept {
    waiter* const skipped = first_skipped_.read();
    if (skipped == nullptr) return first;
    // defect: forgets_the_line loses those who come behind the skipped.
    if (!has<Flaw>(cna_flaw::forgets_the_line)) line::set_next(*last_skipped_.read(), first);
    first_skipped_.write(nullptr);
    return skipped;
  }

  [[nodiscard]] waiter* take_local(waiter* first) noexcept {
    waiter* before = nullptr;
    waiter* local = first;
    while (local != nullptr && local->group.read() != B::numa_node()) {
      before = local;
      local = static_cast<waiter*>(line::next_of(*local));
    }
    if (local == nullptr || before == nullptr) return local;
    line::set_next(*before, nullptr);
    if (first_skipped_.read() == nullptr) {
      first_skipped_.write(first);
    } else {
      line::set_next(*last_skipped_.read(), first);
    }
    last_skipped_.write(before);
    return local;
  }

  line line_;
  plain<waiter*> first_skipped_{nullptr};
  plain<waiter*> last_skipped_{nullptr};
  plain<std::uint32_t> passes_{0};
};

}  // namespace interlock::broken
