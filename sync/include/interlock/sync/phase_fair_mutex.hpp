// SPDX-License-Identifier: MIT
/// @file
/// The phase-fair reader-writer lock [BA10] whose waiters sleep: phases of readers and of one
/// writer take turns.
///
/// fair: phase-fair; nobody passes a writer in line | recursive: no | shared: yes | timed: yes |
/// waits by: a short spin, then sleeping in the kernel | size: 24 bytes | constant-initialised: yes
///
/// Choose it when the longest wait of readers matters: a reader waits for one writer, however many
/// of them are in line, where `fair_shared_mutex` makes it wait for all that came before it. The
/// price is that a stream of writers is interrupted whenever a reader comes. `shared_mutex` lets
/// more through; `phase_fair_lock` is the same without the kernel.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/phase_fair_core.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <cstdint>
#include <type_traits>

namespace interlock {

/// The operations, with their contracts, are those of detail/phase_fair_core.hpp.
template <backend B = std_backend>
class INTERLOCK_CAPABILITY("shared_mutex") basic_phase_fair_mutex
    : public detail::phase_fair_core<1, B> {
 public:
  constexpr basic_phase_fair_mutex() noexcept = default;

  /// A mutex that has had `first` writers (modulo 2^30), to test the wrap-around.
  constexpr explicit basic_phase_fair_mutex(std::uint32_t first) noexcept
      : detail::phase_fair_core<1, B>{first} {}
};

using phase_fair_mutex = basic_phase_fair_mutex<>;

static_assert(timed_lockable<phase_fair_mutex> && shared_timed_lockable<phase_fair_mutex>);
static_assert(sizeof(phase_fair_mutex) == 24);
static_assert(std::is_trivially_destructible_v<phase_fair_mutex>);

}  // namespace interlock
