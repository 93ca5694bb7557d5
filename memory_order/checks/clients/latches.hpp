// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/latches.hpp.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"
#include "gates.hpp"

namespace interlock::checks {

/// Two threads count down, `Updates` at a time, and the third one sees what both did before.
template <backend B, class Row, int Updates>
struct counted_down {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 2) {
      latch.wait();
      check<B>(work[0].read() == 1 && work[1].read() == 1, "all that was counted is visible");
    } else {
      work[index].write(1);
      latch.count_down(Updates);
    }
  }

  typename Row::template type<B> latch{2 * Updates};
  typename B::template plain<int> work[2];
};

/// Threads wait for each other, and each sees what the others did before.
template <backend B, class Row, unsigned Threads>
struct latch_meeting {
  static constexpr unsigned threads = Threads;

  void thread(unsigned index) {
    work[index].write(1);
    if (index == 0) {
      latch.count_down();
      latch.wait();
    } else {
      latch.arrive_and_wait();
    }
    for (unsigned each = 0; each < threads; ++each) {
      check<B>(work[each].read() == 1, "what came before every arrival is visible");
    }
  }

  typename Row::template type<B> latch{Threads};
  typename B::template plain<int> work[Threads];
};

/// Every client of a row, with its name.
struct latch_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    each_gate_client<B, Row>(visit);
    visit.template operator()<counted_down<B, Row, 1>>("counted down");
    visit.template operator()<counted_down<B, Row, 2>>("counted down by twos");
    visit.template operator()<latch_meeting<B, Row, 2>>("two meet");
    visit.template operator()<latch_meeting<B, Row, 3>>("three meet");
  }
};

}  // namespace interlock::checks
