// SPDX-License-Identifier: MIT
/// @file
/// Whether this translation unit is instrumented by ThreadSanitizer, and the annotations that tell
/// it about fences, which it does not understand by itself.
#pragma once

#if defined(__SANITIZE_THREAD__)
#define INTERLOCK_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define INTERLOCK_TSAN 1
#endif
#endif

#ifdef INTERLOCK_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace interlock::detail {

#ifdef INTERLOCK_TSAN
inline constexpr bool under_tsan = true;
inline void tsan_acquire(const volatile void* address) noexcept {
  __tsan_acquire(const_cast<void*>(address));
}
inline void tsan_release(const volatile void* address) noexcept {
  __tsan_release(const_cast<void*>(address));
}
#else
inline constexpr bool under_tsan = false;
inline void tsan_acquire(const volatile void*) noexcept {}
inline void tsan_release(const volatile void*) noexcept {}
#endif

}  // namespace interlock::detail
