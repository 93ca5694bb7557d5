// SPDX-License-Identifier: MIT
/// @file
/// How latches wait, for the contract of all waits.
#include "registry/latches.hpp"
#include "support/wait.hpp"

#include <memory>

namespace interlock::support {
namespace {

template <class Row, backend B>
struct latch_wait {
  static constexpr wait_facts facts{.timed = Row::contract.timed, .forkable = true};

  void hold() { std::construct_at(&latch, 1); }
  void let_go() { latch.count_down(); }
  void attempt() { latch.wait(); }
  bool attempt_for(const auto& length) { return latch.wait_for(length); }
  bool attempt_until(const auto& when) { return latch.wait_until(when); }
  void undo() {}
  void renew() { std::construct_at(&latch, 0); }

  typename Row::template type<B> latch{0};
};

[[maybe_unused]] const bool listed = list_waits<latch_wait>(registry::latches{});

}  // namespace
}  // namespace interlock::support
