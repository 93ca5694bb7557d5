// SPDX-License-Identifier: MIT
/// @file
/// Parking where the system has no futex: a fixed table of buckets, each a mutex and a condition
/// variable. A wake wakes the whole bucket, which the contract of parking allows. Works within one
/// process only.
#pragma once

#include <interlock/memory_order/deadline.hpp>
#include <interlock/memory_order/futex.hpp>

#include <array>
#include <bit>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace interlock::detail::portable {

struct bucket {
  std::mutex guard;
  std::condition_variable sleepers;
};

inline bucket& bucket_of(const void* word) noexcept {
  static std::array<bucket, 64> table;
  const auto address = std::bit_cast<std::uintptr_t>(word);
  return table[(address / sizeof(std::uint64_t)) * 31 % table.size()];
}

[[nodiscard]] inline wait_result park(const std::uint32_t* word, std::uint32_t expected,
                                      const deadline& when, sharing) {
  bucket& here = bucket_of(word);
  std::unique_lock lock{here.guard};
  if (__atomic_load_n(word, __ATOMIC_RELAXED) != expected) return wait_result::recheck;
  if (when.is_never()) {
    here.sleepers.wait(lock);
    return wait_result::recheck;
  }
  const std::chrono::nanoseconds limit{when.nanoseconds()};
  const auto status =
      when.on() == deadline::clock::monotonic
          ? here.sleepers.wait_until(lock, std::chrono::steady_clock::time_point{limit})
          : here.sleepers.wait_until(lock, std::chrono::system_clock::time_point{limit});
  return status == std::cv_status::timeout ? wait_result::timed_out : wait_result::recheck;
}

inline void unpark(const std::uint32_t* word, int, sharing) {
  bucket& here = bucket_of(word);
  const std::lock_guard lock{here.guard};
  here.sleepers.notify_all();
}

}  // namespace interlock::detail::portable
