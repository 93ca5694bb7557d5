// SPDX-License-Identifier: MIT
/// @file
/// The abstract lock behind what programs lock: one word, 0 while it is free. To lock is to await
/// that and to replace it by the owner's number, with acquire; to unlock is to store 0, with
/// release.
#pragma once

#include "session.hpp"

#include <cstdint>
#include <functional>
#include <pthread.h>

namespace interlock::checker::instrumented {

/// What the word of a lock holds while thread `t` owns it.
[[nodiscard]] inline std::uint32_t owned_by(int t) noexcept {
  return static_cast<std::uint32_t>(t) + 1;
}

/// Who asks for an operation on a lock, and how long they wait for it: `timed` is not for ever.
struct lock_request {
  session& here;
  std::uintptr_t caller;
  bool timed = false;
};

/// The value that an acquiring load reads, once it satisfies `ready`.
[[nodiscard]] std::uint32_t await_word(const lock_request& by, void* at,
                                       std::function<bool(word)> ready);
/// Blocks until the word is not `busy`, and makes it `value` if it is then 0. Returns what it was.
std::uint32_t await_and_replace(const lock_request& by, void* at, std::function<bool(word)> ready,
                                std::uint32_t value);
/// Replaces `expected` by `value` with acquire, or does nothing.
[[nodiscard]] bool try_replace(const lock_request& by, void* at, std::uint32_t expected,
                               std::uint32_t value);
[[nodiscard]] std::uint32_t load_word(const lock_request& by, const void* at);
void store_word(const lock_request& by, void* at, std::uint32_t value);
/// Adds with `order`; returns what it was.
std::uint32_t add_to_word(const lock_request& by, void* at, std::uint32_t value,
                          std::memory_order order);

/// What the calling thread is bound to know of the word, without an event.
[[nodiscard]] std::uint32_t known_word(const lock_request& by, const void* at);

/// A choice of the execution: whether what has a deadline times out.
[[nodiscard]] bool times_out(const lock_request& by);

/// Sleeps until the word is no longer `expected` and somebody has woken the thread. False if it has
/// timed out.
bool sleep_on_word(const lock_request& by, void* at, std::uint32_t expected);
/// Wakes `count` of those who sleep, or all.
void wake_on_word(const lock_request& by, void* at, std::uint32_t count);
inline constexpr std::uint32_t everyone = ~std::uint32_t{0} >> 1U;

/// Gives up the mutex entirely, if it is recursive, and takes it back as often.
unsigned release_mutex(const lock_request& by, pthread_mutex_t* mutex);
void retake_mutex(const lock_request& by, pthread_mutex_t* mutex, unsigned times);

}  // namespace interlock::checker::instrumented
