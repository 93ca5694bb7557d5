// SPDX-License-Identifier: MIT
/// @file
/// A latch as a gate for one and as a meeting of all. A row has `using latch`, constructible from
/// the count, with `count_down()` and `wait()`.
#pragma once

#include "src/gate_scenarios.hpp"
#include "src/meeting_scenarios.hpp"

namespace interlock::bench {
namespace detail {

template <class Row>
struct latch_as_gate : Row {
  class type {
   public:
    void open() { latch_.count_down(); }
    void wait() { latch_.wait(); }

   private:
    typename Row::latch latch_{1};
  };
};

template <class Row>
struct latch_as_meeting : Row {
  static constexpr bool once = true;
  class type {
   public:
    explicit type(int threads) : latch_(threads) {}
    void meet() {
      latch_.count_down();
      latch_.wait();
    }

   private:
    typename Row::latch latch_;
  };
};

}  // namespace detail

template <class Row>
void add_latch(catalog& all) {
  add_gate<detail::latch_as_gate<Row>>(all);
  add_meeting<detail::latch_as_meeting<Row>>(all);
}

}  // namespace interlock::bench
