// SPDX-License-Identifier: MIT
/// @file
/// A parking lot that is right with `parking_flaw::none`, and wrong in one respect otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/parking_lot.hpp>

#include "broken/choice.hpp"

#include <cstddef>
#include <cstdint>

namespace interlock::broken {

enum class parking_flaw {
  none,
  looks_too_early,
  swallows_wake,
  tells_nobody_of_timeouts,
  last_come_first_served,
  drops_token,
  wakes_one_for_all,
  moves_nobody,
};

template <parking_flaw Flaw, backend B>
class parking_lot {
 public:
  template <class Valid, class OnTimeout>
  [[nodiscard]] static parked park(const void* address, Valid valid, OnTimeout on_timeout,
                                   const deadline& limit = deadline::never()) {
    if (has<Flaw>(parking_flaw::last_come_first_served)) {
      // defect: whoever came first may wait for ever.
      return right::park_in_front(address, valid, on_timeout, limit);
    }
    if (has<Flaw>(parking_flaw::looks_too_early)) {
      // defect: who wakes between the look and our being in line does not find us.
      if (!valid()) return {park_result::invalid, 0};
      return right::park(
          address, [] { return true; }, on_timeout, limit);
    }
    const auto tell = [&](bool last) {
      // defect: tells_nobody_of_timeouts leaves the primitive's marks of a sleeper behind.
      if (!has<Flaw>(parking_flaw::tells_nobody_of_timeouts)) on_timeout(last);
    };
    parked end = right::park(address, valid, tell, limit);
    if (has<Flaw>(parking_flaw::swallows_wake) && !limit.is_never() &&
        end.result == park_result::unparked) {
      // defect: the wake that came as our time was up is lost.
      end = {park_result::timed_out, 0};
      on_timeout(true);
    }
    return end;
  }

  template <class Valid, class OnTimeout>
  [[nodiscard]] static parked park_in_front(const void* address, Valid valid, OnTimeout on_timeout,
                                            const deadline& limit = deadline::never()) {
    return right::park_in_front(address, valid, on_timeout, limit);
  }

  template <class OnUnpark>
  static unparked unpark_one(const void* address, OnUnpark on_unpark) {
    return right::unpark_one(address, [&](const unparked& found) {
      const std::uintptr_t token = on_unpark(found);
      // defect: drops_token hands over nothing.
      return has<Flaw>(parking_flaw::drops_token) ? std::uintptr_t{0} : token;
    });
  }

  static std::size_t unpark_all(const void* address, std::uintptr_t token = 0) {
    if (has<Flaw>(parking_flaw::wakes_one_for_all)) {
      // defect: the others sleep on.
      return right::unpark_one(address, [=](const unparked&) { return token; }).one ? 1 : 0;
    }
    return right::unpark_all(address, token);
  }

  template <class Plan, class OnRequeue>
  static requeued requeue(const void* from, const void* to, Plan plan, OnRequeue on_requeue) {
    const auto plan_of_one = [&] {
      requeue_plan wanted = plan();
      // defect: moves_nobody leaves at the old address who should be woken at the new one.
      if (has<Flaw>(parking_flaw::moves_nobody)) wanted.move = 0;
      return wanted;
    };
    return right::requeue(from, to, plan_of_one, on_requeue);
  }

 private:
  using right = basic_parking_lot<B>;
};

}  // namespace interlock::broken
