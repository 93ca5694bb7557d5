// SPDX-License-Identifier: MIT
/// @file
/// How barriers wait for the end of a phase, for the contract of all waits.
#include "registry/barriers.hpp"
#include "support/wait.hpp"

#include <memory>
#include <utility>

namespace interlock::support {
namespace {

struct nothing_to_do {
  void operator()() const noexcept {}
};

template <class Row, backend B>
class barrier_wait {
 public:
  static constexpr wait_facts facts{.timed = Row::contract.timed, .forkable = true};

  void hold() {
    std::destroy_at(&barrier_);
    begin_phase(2);
  }
  void let_go() { (void)barrier_.arrive(); }
  void attempt() { barrier_.wait(std::move(arrival_)); }  // reads it, no more
  bool attempt_for(const auto& length) { return barrier_.wait_for(arrival_, length); }
  bool attempt_until(const auto& when) { return barrier_.wait_until(arrival_, when); }
  void undo() {}
  void renew() { begin_phase(1); }

 private:
  /// There is no barrier, or nobody may touch the one that there is.
  void begin_phase(int arrivals) {
    std::construct_at(&barrier_, arrivals);
    arrival_ = barrier_.arrive();
  }

  using type = typename Row::template type<nothing_to_do, B>;
  type barrier_{1};
  typename type::arrival_token arrival_ = barrier_.arrive();
};

[[maybe_unused]] const bool listed = list_waits<barrier_wait>(registry::barriers{});

}  // namespace
}  // namespace interlock::support
