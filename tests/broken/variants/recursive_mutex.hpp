// SPDX-License-Identifier: MIT
/// @file
/// A recursive mutex that is right with `recursion_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/mutex.hpp>

#include "broken/choice.hpp"

#include <chrono>
#include <cstdint>
#include <system_error>

namespace interlock::broken {

enum class recursion_flaw {
  none,
  stays_owner,
  disowns_late,
  frees_at_once,
  counts_failed_tries,
};

template <recursion_flaw Flaw, std::uint32_t Levels, backend B>
class recursive_mutex {
 public:
  constexpr recursive_mutex() noexcept = default;
  recursive_mutex(const recursive_mutex&) = delete;
  recursive_mutex& operator=(const recursive_mutex&) = delete;

  void lock() {
    if (take([this] { return mutex_.lock(), true; })) return;
    throw std::system_error{std::make_error_code(std::errc::resource_unavailable_try_again)};
  }

  [[nodiscard]] bool try_lock() {
    return take([this] { return mutex_.try_lock(); });
  }

  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length) {
    return take([&] { return mutex_.try_lock_for(length); });
  }

  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when) {
    return take([&] { return mutex_.try_lock_until(when); });
  }

  void unlock() noexcept {
    const std::uint32_t levels = levels_.read() - 1;
    levels_.write(levels);
    // defect: frees_at_once frees the mutex though its owner holds it still.
    if (levels != 0 && !has<Flaw>(recursion_flaw::frees_at_once)) return;
    // defect: stays_owner leaves the number of a thread that comes in again as if it held it.
    const bool disowns = !has<Flaw>(recursion_flaw::stays_owner);
    // defect: disowns_late takes away the number of the next owner, who then waits for itself.
    const bool late = has<Flaw>(recursion_flaw::disowns_late);
    if (disowns && !late) owner_.store(0, order::relaxed);
    mutex_.unlock();
    if (disowns && late) owner_.store(0, order::relaxed);
  }

 private:
  template <class Attempt>
  bool take(Attempt attempt) {
    const std::uintptr_t self = B::thread_id();
    if (owner_.load(order::relaxed) == self) {
      const std::uint32_t levels = levels_.read();
      // defect: counts_failed_tries takes a level that the caller does not know it has.
      if (has<Flaw>(recursion_flaw::counts_failed_tries)) levels_.write(levels + 1);
      if (levels == Levels) return false;
      levels_.write(levels + 1);
      return true;
    }
    if (!attempt()) return false;
    owner_.store(self, order::relaxed);
    levels_.write(1);
    return true;
  }

  typename B::template atomic<std::uintptr_t> owner_{0};
  basic_mutex<B> mutex_;
  typename B::template plain<std::uint32_t> levels_{0};
};

}  // namespace interlock::broken
