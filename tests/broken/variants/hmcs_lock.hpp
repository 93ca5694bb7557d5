// SPDX-License-Identifier: MIT
/// @file
/// A hierarchical MCS lock [CFM15] that is right with `hmcs_flaw::none` and wrong in one line
/// otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/queue_line.hpp>
#include <interlock/sync/detail/turn.hpp>

#include "broken/choice.hpp"

#include <array>
#include <cstdint>

namespace interlock::broken {

enum class hmcs_flaw { none, passes_for_ever, leaves_the_lock_first, keeps_its_place };

template <hmcs_flaw Flaw, std::uint32_t Passes, backend B>
class hmcs_lock {
 public:
  constexpr hmcs_lock() noexcept = default;
  hmcs_lock(const hmcs_lock&) = delete;
  hmcs_lock& operator=(const hmcs_lock&) = delete;

  void lock() noexcept {
    if (try_lock()) return;
    waiter self;
    line& own = lines_[B::numa_node() % lines_.size()];
    bool waits = true;
    if (own.join(self)) {
      self.is_first.write(true);
      waits = !groups_line_.join(self.first);
    }
    if (waits) self.first.turn.await();
    own.move_to_front(self);
    if (self.is_first.read()) {
      // defect: keeps_its_place lets the next group write to a place that is gone.
      if (!has<Flaw>(hmcs_flaw::keeps_its_place)) groups_line_.move_to_front(self.first);
      passes_.write(0);
    }
    owners_line_.write(&own);
  }

  [[nodiscard]] bool try_lock() noexcept {
    if (!groups_line_.try_enter()) return false;
    owners_line_.write(nullptr);
    return true;
  }

  void unlock() noexcept {
    line* const own = owners_line_.read();
    if (own == nullptr) return leave();
    if (has<Flaw>(hmcs_flaw::leaves_the_lock_first) && passes_.read() == Passes) {
      // defect: the next owner may already have destroyed the lock (as published).
      leave();
      auto* const next = static_cast<waiter*>(own->leave());
      if (next != nullptr) get_in_line(*next);
      return;
    }
    auto* const next = static_cast<waiter*>(own->leave());
    if (next == nullptr) return leave();
    // defect: passes_for_ever lets other groups wait for ever.
    if (passes_.read() < Passes || has<Flaw>(hmcs_flaw::passes_for_ever)) {
      passes_.write(passes_.read() + 1);
      return next->first.turn.give();
    }
    get_in_line(*next);
    leave();
  }

 private:
  using line = detail::queue_line<B>;
  template <class T>
  using plain = typename B::template plain<T>;

  struct first_of_group : line::place {
    typename spinning::template turn<B> turn;
  };
  struct waiter : line::place {
    first_of_group first;
    plain<bool> is_first{false};
  };

  void get_in_line(waiter& next) noexcept {
    next.is_first.write(true);
    if (groups_line_.join(next.first)) next.first.turn.give();
  }

  void leave() noexcept {
    if (auto* const first = groups_line_.leave()) static_cast<first_of_group*>(first)->turn.give();
  }

  line groups_line_;
  plain<line*> owners_line_{nullptr};
  plain<std::uint32_t> passes_{0};
  std::array<line, B::checked ? 2 : 8> lines_;
};

}  // namespace interlock::broken
