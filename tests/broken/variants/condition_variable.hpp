// SPDX-License-Identifier: MIT
/// @file
/// The interface of `condition_variable` over a core that only waits and notifies: `wait_queue` or
/// `sequence_wait`.
#pragma once

#include <interlock/memory_order/deadline.hpp>
#include <interlock/sync/detail/stoppable_token.hpp>

#include <chrono>
#include <condition_variable>
#include <stop_token>

namespace interlock::broken {

template <class Core>
class condition_variable_over {
 public:
  void notify_one() noexcept { core_.notify_one(); }
  void notify_all() noexcept { core_.notify_all(); }

  template <class Guard>
  void wait(Guard& guard) {
    wait_limited(guard, deadline::never());
  }

  template <class Guard, class Predicate>
  void wait(Guard& guard, Predicate ready) {
    while (!ready()) wait(guard);
  }

  template <class Guard, class Rep, class Period>
  std::cv_status wait_for(Guard& guard, const std::chrono::duration<Rep, Period>& length) {
    return wait_limited(guard, deadline::after(length));
  }

  template <class Guard, class Rep, class Period, class Predicate>
  bool wait_for(Guard& guard, const std::chrono::duration<Rep, Period>& length, Predicate ready) {
    const deadline limit = deadline::after(length);
    while (!ready()) {
      if (wait_limited(guard, limit) == std::cv_status::timeout) return ready();
    }
    return true;
  }

  template <class Guard, class Clock, class Duration>
  std::cv_status wait_until(Guard& guard, const std::chrono::time_point<Clock, Duration>& when) {
    return status(
        core_.wait(guard, [&](auto doze) { return interlock::detail::attempt_until(when, doze); }));
  }

  template <class Guard, class Clock, class Duration, class Predicate>
  bool wait_until(Guard& guard, const std::chrono::time_point<Clock, Duration>& when,
                  Predicate ready) {
    while (!ready()) {
      if (wait_until(guard, when) == std::cv_status::timeout) return ready();
    }
    return true;
  }

  template <class Guard, interlock::detail::stoppable_token Token = std::stop_token,
            class Predicate>
  requires(Core::stoppable) bool wait(Guard& guard, Token token, Predicate ready) {
    const auto forever = [](auto doze) { return doze(deadline::never()); };
    while (!token.stop_requested()) {
      if (ready()) return true;
      (void)core_.wait(guard, token, forever);
    }
    return ready();
  }

  template <class Guard, interlock::detail::stoppable_token Token = std::stop_token, class Rep,
            class Period, class Predicate>
  requires(Core::stoppable) bool wait_for(Guard& guard, Token token,
                                          const std::chrono::duration<Rep, Period>& length,
                                          Predicate ready) {
    return wait_in_time(guard, token, ready,
                        [limit = deadline::after(length)](auto doze) { return doze(limit); });
  }

  template <class Guard, interlock::detail::stoppable_token Token = std::stop_token, class Clock,
            class Duration, class Predicate>
  requires(Core::stoppable) bool wait_until(Guard& guard, Token token,
                                            const std::chrono::time_point<Clock, Duration>& when,
                                            Predicate ready) {
    return wait_in_time(guard, token, ready,
                        [&](auto doze) { return interlock::detail::attempt_until(when, doze); });
  }

 private:
  template <class Guard, class Token, class Predicate, class Patience>
  bool wait_in_time(Guard& guard, const Token& token, Predicate& ready, Patience patience) {
    while (!token.stop_requested()) {
      if (ready()) return true;
      if (!core_.wait(guard, token, patience)) break;
    }
    return ready();
  }

  template <class Guard>
  std::cv_status wait_limited(Guard& guard, const deadline& limit) {
    return status(core_.wait(guard, [&](auto doze) { return doze(limit); }));
  }

  static std::cv_status status(bool notified) {
    return notified ? std::cv_status::no_timeout : std::cv_status::timeout;
  }

  Core core_;
};

}  // namespace interlock::broken
