// SPDX-License-Identifier: MIT
/// @file
/// How calls for a once flag wait for the call that came first, for the contract of all waits.
#include "registry/once_flags.hpp"
#include "support/wait.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

namespace interlock::support {
namespace {

template <class Row, backend B>
class once_wait {
 public:
  static constexpr wait_facts facts{.timed = false, .held_by_us = false};

  void hold() {
    renew();
    over_.store(false);
    std::atomic<bool> running{false};
    caller_.emplace("caller", [this, &running] {
      flag_.call([this, &running] {
        running.store(true);
        while (!over_.load()) std::this_thread::yield();
      });
    });
    eventually([&running] { return running.load(); });
  }
  void let_go() {
    over_.store(true);
    caller_.reset();
  }
  void attempt() {
    flag_.call([] {});
  }
  void undo() {}
  void renew() { std::construct_at(&flag_); }

 private:
  typename Row::template type<B> flag_;
  std::atomic<bool> over_{true};
  std::optional<worker> caller_;
};

[[maybe_unused]] const bool listed = list_waits<once_wait>(registry::once_flags{});

}  // namespace
}  // namespace interlock::support
