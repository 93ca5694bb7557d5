// SPDX-License-Identifier: MIT
/// @file
/// How threads wait in a parking lot for a flag, for the contract of all waits.
#include "registry/parking_lots.hpp"
#include "support/wait.hpp"

#include <atomic>

namespace interlock {
namespace {

template <class Row, backend B>
class parking_wait {
 public:
  static constexpr support::wait_facts facts{};

  void hold() { open_.store(false); }
  void let_go() {
    open_.store(true);
    lot::unpark_all(this);
  }
  void attempt() { (void)attempt_by(deadline::never()); }
  bool attempt_for(const auto& length) { return attempt_by(deadline::after(length)); }
  bool attempt_until(const auto& when) {
    return detail::attempt_until(when, [this](const deadline& by) { return attempt_by(by); });
  }
  void undo() {}
  void renew() { open_.store(true); }

 private:
  using lot = typename Row::template type<B>;

  bool attempt_by(const deadline& by) {
    const auto closed = [this] { return !open_.load(); };
    while (closed()) {
      const auto end = lot::park(
          this, closed, [](bool) {}, by);
      if (end.result == park_result::timed_out) return open_.load();
    }
    return true;
  }

  std::atomic<bool> open_{true};
};

[[maybe_unused]] const bool listed = support::list_waits<parking_wait>(registry::parking_lots{});

}  // namespace
}  // namespace interlock
