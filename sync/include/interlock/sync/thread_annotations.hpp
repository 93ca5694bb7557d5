// SPDX-License-Identifier: MIT
/// @file
/// Clang's thread-safety attributes under prefixed names: `-Wthread-safety` then proves that
/// guarded data is touched only while its lock is held. Other compilers see nothing. The analysis
/// follows the annotated guards of lock_guard.hpp; the guards of libstdc++ are not annotated.
///
///     interlock::mutex guard;
///     int balance INTERLOCK_GUARDED_BY(guard);
#pragma once

#if defined(__clang__)
#define INTERLOCK_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define INTERLOCK_THREAD_ANNOTATION(x)
#endif

#define INTERLOCK_CAPABILITY(name) INTERLOCK_THREAD_ANNOTATION(capability(name))
#define INTERLOCK_SCOPED_CAPABILITY INTERLOCK_THREAD_ANNOTATION(scoped_lockable)
#define INTERLOCK_GUARDED_BY(lock) INTERLOCK_THREAD_ANNOTATION(guarded_by(lock))
#define INTERLOCK_POINTEE_GUARDED_BY(lock) INTERLOCK_THREAD_ANNOTATION(pt_guarded_by(lock))
#define INTERLOCK_REQUIRES(...) INTERLOCK_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define INTERLOCK_REQUIRES_SHARED(...) \
  INTERLOCK_THREAD_ANNOTATION(requires_shared_capability(__VA_ARGS__))
#define INTERLOCK_ACQUIRE(...) INTERLOCK_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define INTERLOCK_ACQUIRE_SHARED(...) \
  INTERLOCK_THREAD_ANNOTATION(acquire_shared_capability(__VA_ARGS__))
#define INTERLOCK_RELEASE(...) INTERLOCK_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define INTERLOCK_RELEASE_SHARED(...) \
  INTERLOCK_THREAD_ANNOTATION(release_shared_capability(__VA_ARGS__))
#define INTERLOCK_TRY_ACQUIRE(...) INTERLOCK_THREAD_ANNOTATION(try_acquire_capability(__VA_ARGS__))
#define INTERLOCK_TRY_ACQUIRE_SHARED(...) \
  INTERLOCK_THREAD_ANNOTATION(try_acquire_shared_capability(__VA_ARGS__))
#define INTERLOCK_EXCLUDES(...) INTERLOCK_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
#define INTERLOCK_RETURN_CAPABILITY(lock) INTERLOCK_THREAD_ANNOTATION(lock_returned(lock))
#define INTERLOCK_NO_THREAD_SAFETY_ANALYSIS INTERLOCK_THREAD_ANNOTATION(no_thread_safety_analysis)
