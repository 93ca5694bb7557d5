// SPDX-License-Identifier: MIT
/// @file
/// The algorithms of interlock, written by hand for one machine: on `std::atomic`, without a
/// backend. Their slow paths are only declared: this code is compared, not run.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace by_hand {

using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;

class mutex {
 public:
  void lock() noexcept {
    if (!try_lock()) [[unlikely]]
      lock_slow();
  }
  bool try_lock() noexcept {
    std::uint32_t expected = 0;
    return word_.compare_exchange_strong(expected, 1, memory_order_acquire, memory_order_relaxed);
  }
  void unlock() noexcept {
    if (word_.exchange(0, memory_order_release) == 2) [[unlikely]]
      wake_one();
  }

 private:
  [[gnu::noinline, gnu::cold]] void lock_slow() noexcept;
  [[gnu::noinline, gnu::cold]] void wake_one() noexcept;
  std::atomic<std::uint32_t> word_{0};
};

class spinlock {
 public:
  void lock() noexcept {
    if (held_.exchange(true, memory_order_acquire)) [[unlikely]]
      contend(held_);
  }
  bool try_lock() noexcept {
    return !held_.load(memory_order_relaxed) && !held_.exchange(true, memory_order_acquire);
  }
  void unlock() noexcept { held_.store(false, memory_order_release); }

 private:
  [[gnu::noinline, gnu::cold]] static void contend(std::atomic<bool>& held) noexcept;
  std::atomic<bool> held_{false};
};

class ticket_lock {
 public:
  void lock() noexcept {
    const std::uint32_t ticket = next_.fetch_add(1, memory_order_relaxed);
    if (serving_.load(memory_order_acquire) != ticket) [[unlikely]]
      wait(serving_, ticket);
  }
  bool try_lock() noexcept {
    std::uint32_t ticket = serving_.load(memory_order_acquire);
    return next_.compare_exchange_strong(ticket, ticket + 1, memory_order_relaxed,
                                         memory_order_relaxed);
  }
  void unlock() noexcept {
    serving_.store(serving_.load(memory_order_relaxed) + 1, memory_order_release);
  }

 private:
  [[gnu::noinline, gnu::cold]] static void wait(const std::atomic<std::uint32_t>& serving,
                                                std::uint32_t ticket) noexcept;
  std::atomic<std::uint32_t> next_{0};
  std::atomic<std::uint32_t> serving_{0};
};

/// The counter in the low half, the number of sleepers in the high half.
class semaphore {
 public:
  void acquire() noexcept {
    if (!try_acquire()) [[unlikely]]
      acquire_slow();
  }
  bool try_acquire() noexcept {
    std::uint64_t seen = state_.load(memory_order_relaxed);
    return take(seen, 1);
  }
  void release() noexcept {
    const std::uint64_t before = state_.fetch_add(1, memory_order_release);
    if (before >> 32 != 0) [[unlikely]]
      wake_one();
  }

 private:
  bool take(std::uint64_t& seen, std::uint64_t amount) noexcept {
    while (seen % (std::uint64_t{1} << 32) != 0) {
      if (state_.compare_exchange_weak(seen, seen - amount, memory_order_acquire,
                                       memory_order_relaxed))
        return true;
    }
    return false;
  }
  [[gnu::noinline, gnu::cold]] void acquire_slow() noexcept;
  [[gnu::noinline, gnu::cold]] void wake_one() noexcept;
  std::atomic<std::uint64_t> state_{0};
};

class ring {
 public:
  bool try_push(long value) noexcept {
    const std::size_t tail = tail_.load(memory_order_relaxed);
    if (tail == limit_) [[unlikely]] {
      const std::size_t limit = head_.load(memory_order_acquire) + capacity_;
      if (tail == limit) return false;
      limit_ = limit;
    }
    slots_[tail & mask_] = value;
    tail_.store(tail + 1, memory_order_release);
    return true;
  }
  bool try_pop(long& value) noexcept {
    const std::size_t head = head_.load(memory_order_relaxed);
    if (head == known_tail_) [[unlikely]] {
      known_tail_ = tail_.load(memory_order_acquire);
      if (head == known_tail_) return false;
    }
    value = slots_[head & mask_];
    head_.store(head + 1, memory_order_release);
    return true;
  }

 private:
  std::size_t capacity_ = 0;
  std::size_t mask_ = 0;
  long* slots_ = nullptr;
  alignas(128) std::atomic<std::size_t> head_{0};
  std::size_t known_tail_ = 0;
  alignas(128) std::atomic<std::size_t> tail_{0};
  std::size_t limit_ = 0;
};

}  // namespace by_hand
