// SPDX-License-Identifier: MIT
/// @file
/// How events wait, for the contract of all waits.
#include "registry/events.hpp"
#include "support/wait.hpp"

#include <memory>

namespace interlock::support {
namespace {

template <class Row, backend B>
struct event_wait {
  // A signal is handed over: who has taken it sets the event for the next one.
  static constexpr wait_facts facts{.timed = Row::contract.timed,
                                    .handed_over = Row::contract.auto_reset,
                                    .forkable = !Row::contract.auto_reset};

  void hold() {
    if constexpr (Row::contract.auto_reset) {
      event.wait();
    } else {
      event.reset();
    }
  }
  void let_go() { event.set(); }
  void attempt() { event.wait(); }
  bool attempt_for(const auto& length) { return event.wait_for(length); }
  bool attempt_until(const auto& when) { return event.wait_until(when); }
  void undo() { event.set(); }
  void renew() { std::construct_at(&event, true); }

  typename Row::template type<B> event{true};
};

[[maybe_unused]] const bool listed = list_waits<event_wait>(registry::events{});

}  // namespace
}  // namespace interlock::support
