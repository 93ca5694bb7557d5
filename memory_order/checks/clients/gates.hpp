// SPDX-License-Identifier: MIT
/// @file
/// Clients of every row that can be used as a gate (support/gate.hpp).
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"
#include "support/gate.hpp"

namespace interlock::checks {

/// `Waiters` threads are let through by the last one, and see what it did before.
template <backend B, class Row, unsigned Waiters>
struct opened_for_all {
  static constexpr unsigned threads = Waiters + 1;

  void thread(unsigned index) {
    if (index == Waiters) {
      data.write(1);
      gate.open();
    } else {
      gate.wait();
      check<B>(data.read() == 1, "what came before the opening is visible");
    }
  }

  support::gate<Row, B> gate{static_cast<int>(Waiters)};
  typename B::template plain<int> data{0};
};

/// A waiter may give up at any moment; whether it does or not, the other one passes.
template <backend B, class Row>
requires(Row::contract.timed) struct timed_passing {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 2) {
      data.write(1);
      gate.open();
      return;
    }
    if (index == 1) {
      gate.wait();
    } else if (!gate.wait_until(soon())) {
      return;
    }
    check<B>(data.read() == 1, "what came before the opening is visible");
  }

  support::gate<Row, B> gate{2};
  typename B::template plain<int> data{0};
};

/// The thread that was let through destroys the gate, perhaps before `open()` has returned.
template <backend B, class Row>
requires(Row::contract.destroyable) struct destroyed_after_passing {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 1) {
      gate->open();
    } else {
      gate->wait();
      destroy<B>(gate);
    }
  }

  using gate_type = support::gate<Row, B>;
  gate_type* gate = create<B, gate_type>(1);
};

/// Every client of a row as a gate, with its name.
template <backend B, class Row, class Visit>
void each_gate_client(Visit&& visit) {
  visit.template operator()<opened_for_all<B, Row, 1>>("opened for one");
  visit.template operator()<opened_for_all<B, Row, 2>>("opened for two");
  if constexpr (Row::contract.timed) {
    visit.template operator()<timed_passing<B, Row>>("timed passing");
  }
  if constexpr (Row::contract.destroyable) {
    visit.template operator()<destroyed_after_passing<B, Row>>("destroyed after passing");
  }
}

}  // namespace interlock::checks
