// SPDX-License-Identifier: MIT
/// @file
/// The machine that the model presents to a running execution: fences, parking, memory, failure.
#pragma once

#include <interlock/memory_order/deadline.hpp>
#include <interlock/memory_order/futex.hpp>
#include <interlock/memory_order/relacy/cell.hpp>
#include <interlock/memory_order/relacy/location.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace interlock::relacy {

/// An order and the place where it was written down: the conversion notes the place, which a
/// parameter pack at the end of a function leaves no room for.
struct placed_order {
  placed_order(std::memory_order order_, location where_ = location::current()) noexcept
      : order{order_}, where{where_} {}
  std::memory_order order;
  location where;
};

/// Ends the execution: `rule` is broken.
[[noreturn]] void fail(const char* rule, location where) noexcept;

void fence(std::memory_order order, location where) noexcept;

/// A light fence is ordered with every heavy one, and orders nothing with respect to any other
/// fence.
void light_fence(location where) noexcept;
void heavy_fence(location where) noexcept;

/// Lets the other threads run. The values that this thread has read before are then too old to be
/// read again.
void yield(location where) noexcept;

/// If the low half of the newest value of `word` is `expected`, sleeps: until a wake, for no
/// reason, or, if `when` is a limit, until some moment that the search chooses. Comparing and
/// falling asleep are one step.
[[nodiscard]] wait_result park(const cell& word, std::uint32_t expected, const deadline& when,
                               location where) noexcept;

/// Wakes at most `count` of the sleepers at `word`, which need not exist any more; the search
/// chooses which.
void unpark(const cell& word, int count, location where) noexcept;

/// Memory whose leak and double release end the execution. What is released is poisoned, and in a
/// random search reused at once or never, as the search chooses; in a systematic one it is never
/// reused.
[[nodiscard]] void* allocate(std::size_t bytes, std::size_t alignment, location where);
void deallocate(void* memory, std::size_t bytes, std::size_t alignment, location where) noexcept;

}  // namespace interlock::relacy
