// SPDX-License-Identifier: MIT
/// @file
/// A CLH lock [Cra93] that is right with `clh_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

namespace interlock::broken {

enum class clh_flaw {
  none,
  relaxed_turn,
  relaxed_grant,
  keeps_its_own_place,
  leaves_its_mark,
  forgets_its_place_late,
};

template <clh_flaw Flaw, backend B>
class clh_lock {
 public:
  constexpr clh_lock() noexcept = default;
  clh_lock(const clh_lock&) = delete;
  clh_lock& operator=(const clh_lock&) = delete;

  void lock() noexcept {
    if (try_lock()) return;
    place* const mine = create<B, place>();
    place* const before = last_.exchange(mine, order::acq_rel);
    if (before != nullptr) wait_behind(before);
    owner_.write(mine);
  }

  [[nodiscard]] bool try_lock() noexcept {
    place* last = nullptr;
    return last_.compare_exchange_strong(last, &first_, order::acquire, order::relaxed);
  }

  void unlock() noexcept {
    place* const mine = owner_.read() != nullptr ? owner_.read() : &first_;
    if (!has<Flaw>(clh_flaw::forgets_its_place_late)) owner_.write(nullptr);
    place* last = mine;
    if (last_.compare_exchange_strong(last, nullptr, order::release, order::relaxed)) {
      if (mine != &first_) destroy<B>(mine);
    } else {
      // defect: relaxed_grant does not publish the critical section.
      mine->left.store(true, has<Flaw>(clh_flaw::relaxed_grant) ? order::relaxed : order::release);
      // defect: the one behind us spins on the place that ends here.
      if (has<Flaw>(clh_flaw::keeps_its_own_place) && mine != &first_) destroy<B>(mine);
    }
    // defect: the next owner may already have destroyed the lock, or be in line itself.
    if (has<Flaw>(clh_flaw::forgets_its_place_late)) owner_.write(nullptr);
  }

 private:
  struct place {
    typename B::template atomic<bool> left{false};
  };

  void wait_behind(place* before) noexcept {
    // defect: relaxed_turn does not see the last critical section.
    const auto turn = has<Flaw>(clh_flaw::relaxed_turn) ? order::relaxed : order::acquire;
    B::await(before->left, turn, [](bool left) { return left; });
    if (before != &first_) {
      if (!has<Flaw>(clh_flaw::keeps_its_own_place)) destroy<B>(before);
    } else if (!has<Flaw>(clh_flaw::leaves_its_mark)) {
      // defect: with the mark of leaves_its_mark the next to wait here does not wait.
      first_.left.store(false, order::relaxed);
    }
  }

  typename B::template atomic<place*> last_{nullptr};
  typename B::template plain<place*> owner_{nullptr};
  place first_;
};

}  // namespace interlock::broken
