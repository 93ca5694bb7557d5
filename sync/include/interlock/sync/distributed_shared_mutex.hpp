// SPDX-License-Identifier: MIT
/// @file
/// The reader-writer lock with distributed readers ("big-reader"): each thread reads through one of
/// several doors on cache lines of their own, so that readers do not wait for each other's caches;
/// a writer closes all of them.
///
/// fair: phase-fair; nobody passes a writer in line | recursive: no | shared: yes | timed: yes |
/// waits by: a short spin, then sleeping in the kernel | size: 128 bytes for each door, and 256 |
/// constant-initialised: yes
///
/// Choose it when many threads read, for a short time and all the while, and hardly anybody writes:
/// a write costs as much as there are doors. `bravo` does the same in less memory over another
/// lock, and readers are cheaper still, but a write while it is biased costs a system call.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/phase_fair_core.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <type_traits>

namespace interlock {

/// `Doors`: about as many as processors; a power of two, at least two. Threads are spread over them
/// by their number. The operations, with their contracts, are those of detail/phase_fair_core.hpp.
template <unsigned Doors = 16, backend B = std_backend>
class INTERLOCK_CAPABILITY("shared_mutex") basic_distributed_shared_mutex
    : public detail::phase_fair_core<Doors, B> {
  static_assert(Doors >= 2, "a mutex with one door is a phase_fair_mutex");

 public:
  constexpr basic_distributed_shared_mutex() noexcept = default;
  basic_distributed_shared_mutex(const basic_distributed_shared_mutex&) = delete;
  basic_distributed_shared_mutex& operator=(const basic_distributed_shared_mutex&) = delete;

  /// Waits until the last writer has opened all doors: a reader that has come in by one of the
  /// first and left again may be the last user.
  constexpr ~basic_distributed_shared_mutex() {
    if (!std::is_constant_evaluated()) this->gate_.finish_opening();
  }
};

using distributed_shared_mutex = basic_distributed_shared_mutex<>;

static_assert(timed_lockable<distributed_shared_mutex>);
static_assert(shared_timed_lockable<distributed_shared_mutex>);
static_assert(sizeof(distributed_shared_mutex) == 18 * cache_line);

}  // namespace interlock
