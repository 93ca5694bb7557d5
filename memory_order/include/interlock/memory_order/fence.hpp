// SPDX-License-Identifier: MIT
/// @file
/// Explicit fences that ThreadSanitizer understands.
///
/// A fence orders *other* accesses; ThreadSanitizer tracks order through objects. So a fence here
/// names the atomics it works through: `fence_release(flag)` says that a later relaxed store to
/// `flag` publishes what came before, and `fence_acquire(flag)` that an earlier relaxed load of
/// `flag` is now ordered before what follows. In a normal build the names cost nothing.
///
/// What each one buys (a litmus test per line):
///  - release + acquire: message passing. `data = 1; fence_release(f); f = 1` || `if (f) {
///  fence_acquire(f); data == 1 }`.
///  - full (seq_cst): store buffering. `x = 1; fence_full(); r = y` || `y = 1; fence_full(); s = x`
///  never gives r == s == 0.
///  - light + heavy: the same as full + full when one side is hot. The light side costs a compiler
///  barrier where the
///    kernel has membarrier, the heavy side a system call (a few microseconds); two light fences
///    order nothing.
#pragma once

#include <interlock/memory_order/detail/membarrier.hpp>
#include <interlock/memory_order/detail/tsan.hpp>

#include <atomic>
#include <cstdlib>

namespace interlock {
namespace detail {

inline void plain_fence(std::memory_order order) noexcept {
#pragma GCC diagnostic push
#if defined(INTERLOCK_TSAN) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wtsan"
#endif
  std::atomic_thread_fence(order);
#pragma GCC diagnostic pop
}

}  // namespace detail

/// Everything before it is ordered before later stores to `through`.
template <class... Atomics>
inline void fence_release(const Atomics&... through) noexcept {
  (detail::tsan_release(&through), ...);
  detail::plain_fence(std::memory_order::release);
}

/// Earlier loads of `through` are ordered before everything after it.
template <class... Atomics>
inline void fence_acquire(const Atomics&... through) noexcept {
  detail::plain_fence(std::memory_order::acquire);
  (detail::tsan_acquire(&through), ...);
}

/// A sequentially consistent fence: release, acquire, and earlier stores before later loads.
template <class... Atomics>
inline void fence_full(const Atomics&... through) noexcept {
  (detail::tsan_release(&through), ...);
  detail::plain_fence(std::memory_order::seq_cst);
  (detail::tsan_acquire(&through), ...);
}

/// The hot half of an asymmetric pair: like `fence_full()` with respect to every `heavy_fence()`.
inline void light_fence() noexcept {
  if (detail::membarrier::registered()) [[likely]] {
    std::atomic_signal_fence(std::memory_order::seq_cst);
  } else {
    detail::plain_fence(std::memory_order::seq_cst);
  }
}

/// Makes light fences cheap from now on, at the price of a system call the first time
/// (microseconds; milliseconds while other threads run). Without it the first heavy fence does.
inline void enable_light_fences() noexcept { (void)detail::membarrier::available(); }

/// The cold half: like `fence_full()` with respect to every `light_fence()` and `heavy_fence()`.
inline void heavy_fence() noexcept {
  detail::plain_fence(std::memory_order::seq_cst);
  // A light fence that saw the registration relies on this call; a kernel that now refuses would be
  // a broken promise.
  if (detail::membarrier::available() && !detail::membarrier::run()) std::abort();
  detail::plain_fence(std::memory_order::seq_cst);
}

}  // namespace interlock
