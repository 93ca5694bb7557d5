// SPDX-License-Identifier: MIT
/// @file
/// Biased readers over another lock [DK19b], right with `bravo_flaw::none` and wrong in one line
/// otherwise. There are two slots, so that readers meet.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/shared_mutex.hpp>

#include "broken/choice.hpp"

#include <cstdint>

namespace interlock::broken {

enum class bravo_flaw {
  none,
  no_light_fence,
  no_heavy_fence,
  relaxed_clear,
  relaxed_take,
  does_not_scan,
  clears_by_address,
  gives_up_the_bias,
};

template <bravo_flaw Flaw, backend B>
class bravo_lock {
 public:
  constexpr bravo_lock() noexcept = default;
  bravo_lock(const bravo_lock&) = delete;
  bravo_lock& operator=(const bravo_lock&) = delete;

  void lock() noexcept {
    lock_.lock();
    if (!bias_.load(order::relaxed)) return;
    end_bias();
    // defect: does_not_scan enters though readers are inside.
    if (has<Flaw>(bravo_flaw::does_not_scan)) return;
    for (slot& each : slots()) {
      B::await(each.lock, order::acquire, [this](const void* now) { return now != this; });
    }
  }
  [[nodiscard]] bool try_lock() noexcept {
    if (!lock_.try_lock()) return false;
    if (!bias_.load(order::relaxed)) return true;
    end_bias();
    for (slot& each : slots()) {
      if (each.lock.load(order::acquire) != this) continue;
      // defect: without the bias, the next writer does not look for the reader that is inside.
      if (!has<Flaw>(bravo_flaw::gives_up_the_bias)) bias_.store(true, order::release);
      lock_.unlock();
      return false;
    }
    return true;
  }
  void unlock() noexcept { lock_.unlock(); }

  void lock_shared() noexcept {
    if (enter_biased()) return;
    lock_.lock_shared();
    grant_bias();
  }
  [[nodiscard]] bool try_lock_shared() noexcept {
    if (enter_biased()) return true;
    if (!lock_.try_lock_shared()) return false;
    grant_bias();
    return true;
  }
  void unlock_shared() noexcept {
    slot& mine = own_slot();
    // defect: clears_by_address takes another thread's share in the same slot for its own.
    if (mine.lock.load(order::relaxed) == this &&
        (has<Flaw>(bravo_flaw::clears_by_address) ||
         mine.owner.load(order::relaxed) == B::thread_id())) {
      clear(mine);
    } else {
      lock_.unlock_shared();
    }
  }

 private:
  struct slot {
    typename B::template atomic<const void*> lock{nullptr};
    typename B::template atomic<std::uintptr_t> owner{0};
  };
  struct [[gnu::visibility("default")]] table {
    slot slots[2] = {};
  };

  static auto& slots() noexcept { return B::template global<table>().slots; }
  static slot& own_slot() noexcept { return slots()[B::thread_id() / (B::checked ? 2 : 128) % 2]; }

  void end_bias() noexcept {
    bias_.store(false, order::relaxed);
    // defect: without no_heavy_fence's fence the writer may miss a reader that misses it.
    if (!has<Flaw>(bravo_flaw::no_heavy_fence)) B::heavy_fence();
  }
  void grant_bias() noexcept {
    B::enable_light_fences();
    if (!bias_.load(order::relaxed)) bias_.store(true, order::release);
  }
  bool enter_biased() noexcept {
    if (!bias_.load(order::relaxed)) return false;
    slot& mine = own_slot();
    const void* none = nullptr;
    // defect: relaxed_take loses what the reader before us in this slot has published.
    const auto how = has<Flaw>(bravo_flaw::relaxed_take) ? order::relaxed : order::acquire;
    if (!mine.lock.compare_exchange_strong(none, this, how, order::relaxed)) return false;
    // defect: without no_light_fence's fence the look at the bias may come before the slot is seen.
    if (!has<Flaw>(bravo_flaw::no_light_fence)) B::light_fence();
    if (bias_.load(order::acquire)) {
      mine.owner.store(B::thread_id(), order::relaxed);
      return true;
    }
    clear(mine);
    return false;
  }
  static void clear(slot& mine) noexcept {
    mine.owner.store(0, order::relaxed);
    // defect: relaxed_clear lets a writer overtake the reads.
    mine.lock.store(nullptr,
                    has<Flaw>(bravo_flaw::relaxed_clear) ? order::relaxed : order::release);
  }

  typename B::template atomic<bool> bias_{false};
  basic_shared_mutex<shared_mutex_options{}, B> lock_;
};

}  // namespace interlock::broken
