// SPDX-License-Identifier: MIT
/// @file
/// What a user builds on a parking lot: a semaphore, for the scenarios of semaphores.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/parking_lot.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace interlock::stress {

template <backend B, class Lot>
class parked_semaphore {
 public:
  explicit parked_semaphore(std::ptrdiff_t units) : units_{static_cast<std::int32_t>(units)} {}
  parked_semaphore(const parked_semaphore&) = delete;
  parked_semaphore& operator=(const parked_semaphore&) = delete;

  void acquire() { (void)acquire_until(deadline::never()); }

  [[nodiscard]] bool try_acquire() noexcept {
    std::int32_t seen = units_.load(order::relaxed);
    while (seen > 0) {
      if (units_.compare_exchange_weak(seen, seen - 1, order::acquire, order::relaxed)) return true;
    }
    return false;
  }

  template <class Rep, class Period>
  [[nodiscard]] bool try_acquire_for(const std::chrono::duration<Rep, Period>& length) {
    return acquire_until(deadline::after(length));
  }

  void release() {
    (void)Lot::unpark_one(this, [this](const unparked& found) {
      if (!found.one) units_.fetch_add(1, order::release);
      return std::uintptr_t{unit};
    });
  }

 private:
  static constexpr std::uintptr_t unit = 1;

  bool acquire_until(const deadline& limit) {
    while (!try_acquire()) {
      const parked end = Lot::park(
          this, [this] { return units_.load(order::relaxed) == 0; }, [](bool) {}, limit);
      if (end.result == park_result::timed_out) return false;
      if (end.token == unit) return true;
    }
    return true;
  }

  typename B::template atomic<std::int32_t> units_;
};

}  // namespace interlock::stress
