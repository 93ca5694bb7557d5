// SPDX-License-Identifier: MIT
/// @file
/// How condition variables wait for a flag, for the contract of all waits.
#include "registry/condition_variables.hpp"
#include "support/wait.hpp"

#include <memory>
#include <mutex>

namespace interlock {
namespace {

template <class Row, backend B>
class condition_wait {
 public:
  static constexpr support::wait_facts facts{.timed = Row::contract.timed};

  void hold() { set(false); }
  void let_go() {
    set(true);
    condition_.notify_all();
  }
  void attempt() {
    std::unique_lock guard{mutex_};
    condition_.wait(guard, [this] { return open_; });
  }
  bool attempt_for(const auto& length) {
    std::unique_lock guard{mutex_};
    return condition_.wait_for(guard, length, [this] { return open_; });
  }
  bool attempt_until(const auto& when) {
    std::unique_lock guard{mutex_};
    return condition_.wait_until(guard, when, [this] { return open_; });
  }
  void undo() {}
  void renew() {
    std::construct_at(&mutex_);
    std::construct_at(&condition_);
    open_ = true;
  }

 private:
  void set(bool open) {
    const std::lock_guard guard{mutex_};
    open_ = open;
  }

  typename Row::template mutex_type<B> mutex_;
  typename Row::template type<B> condition_;
  bool open_ = true;
};

[[maybe_unused]] const bool listed =
    support::list_waits<condition_wait>(registry::condition_variables{});

}  // namespace
}  // namespace interlock
