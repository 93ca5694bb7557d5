// SPDX-License-Identifier: MIT
/// @file
/// How locks wait, for the contract of all waits.
#include "registry/locks.hpp"
#include "support/wait.hpp"

#include <memory>

namespace interlock {
namespace {

template <class Row, backend B>
struct lock_wait {
  static constexpr support::wait_facts facts{.timed = Row::contract.timed,
                                             .parks = Row::contract.parks,
                                             .handed_over = true,
                                             .forkable = Row::contract.forkable};

  void hold() { lock.lock(); }
  void let_go() { lock.unlock(); }
  void attempt() { lock.lock(); }
  bool attempt_for(const auto& length) { return lock.try_lock_for(length); }
  bool attempt_until(const auto& when) { return lock.try_lock_until(when); }
  void undo() { lock.unlock(); }
  void renew() { std::construct_at(&lock); }

  typename Row::template type<B> lock;
};

[[maybe_unused]] const bool listed = support::list_waits<lock_wait>(registry::locks{});

}  // namespace
}  // namespace interlock
