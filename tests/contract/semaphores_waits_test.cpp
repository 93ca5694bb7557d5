// SPDX-License-Identifier: MIT
/// @file
/// How semaphores wait, for the contract of all waits: whoever has the only unit holds the others
/// up.
#include "registry/semaphores.hpp"
#include "support/wait.hpp"

#include <memory>

namespace interlock {
namespace {

template <class Row, backend B>
struct semaphore_wait {
  static constexpr support::wait_facts facts{
      .timed = Row::contract.timed, .handed_over = true, .forkable = true};

  void hold() { semaphore.acquire(); }
  void let_go() { semaphore.release(); }
  void attempt() { semaphore.acquire(); }
  bool attempt_for(const auto& length) { return semaphore.try_acquire_for(length); }
  bool attempt_until(const auto& when) { return semaphore.try_acquire_until(when); }
  void undo() { semaphore.release(); }
  void renew() { std::construct_at(&semaphore, 1); }

  typename Row::template type<B> semaphore{1};
};

[[maybe_unused]] const bool listed = support::list_waits<semaphore_wait>(registry::semaphores{});

}  // namespace
}  // namespace interlock
