// SPDX-License-Identifier: MIT
/// @file
/// How event counts wait for a flag, for the contract of all waits.
#include "registry/event_counts.hpp"
#include "support/wait.hpp"

#include <memory>

namespace interlock::support {
namespace {

template <class Row, backend B>
class event_count_wait {
 public:
  static constexpr wait_facts facts{.timed = Row::contract.timed, .forkable = true};

  void hold() { open_.store(false, order::seq_cst); }
  void let_go() {
    open_.store(true, order::seq_cst);
    changed_.notify_all();
  }
  void attempt() {
    changed_.wait([this] { return is_open(); });
  }
  bool attempt_for(const auto& length) {
    return changed_.wait_for(length, [this] { return is_open(); });
  }
  bool attempt_until(const auto& when) {
    return changed_.wait_until(when, [this] { return is_open(); });
  }
  void undo() {}
  void renew() {
    std::construct_at(&changed_);
    open_.store(true, order::seq_cst);
  }

 private:
  [[nodiscard]] bool is_open() const { return open_.load(order::seq_cst); }

  typename B::template atomic<bool> open_{true};
  typename Row::template type<B> changed_;
};

[[maybe_unused]] const bool listed = list_waits<event_count_wait>(registry::event_counts{});

}  // namespace
}  // namespace interlock::support
