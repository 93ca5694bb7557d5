// SPDX-License-Identifier: MIT
/// @file
/// `preempting_backend`: the real machine, on which a thread often loses its processor right before
/// or after an atomic operation, and a wait in the kernel may end for no reason. On the plain
/// machine the windows of most defects are open for nanoseconds; here something happens in them.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/stress/random.hpp>
#include <interlock/stress/worker.hpp>

#include "support/scattered_node.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

namespace interlock::broken {

/// Perhaps loses the processor: mostly for less than a time slice, seldom for long.
inline void preemption_point() noexcept {
  thread_local stress::random draw{std::hash<std::thread::id>{}(std::this_thread::get_id())};
  const std::uint32_t lot = draw.below(4096);
  if (lot < 2) {
    stress::nap(std::chrono::microseconds{draw.between(1, 100)});
  } else if (lot < 80) {
    std::this_thread::yield();
  } else if (lot < 400) {
    stress::spin(draw.between(1, 200));
  }
}

template <class T>
class preempted_atomic : public std::atomic<T> {
  using base = std::atomic<T>;
  using difference = std::conditional_t<std::is_pointer_v<T>, std::ptrdiff_t, T>;

 public:
  constexpr preempted_atomic() noexcept : base{T{}} {}
  constexpr preempted_atomic(T initial) noexcept : base{initial} {}

  T load(std::memory_order order) const noexcept {
    return between_points([&] { return base::load(order); });
  }
  void store(T value, std::memory_order order) noexcept {
    between_points([&] { return base::store(value, order), true; });
  }
  T exchange(T value, std::memory_order order) noexcept {
    return between_points([&] { return base::exchange(value, order); });
  }
  T fetch_add(difference operand, std::memory_order order) noexcept {
    return between_points([&] { return base::fetch_add(operand, order); });
  }
  T fetch_sub(difference operand, std::memory_order order) noexcept {
    return between_points([&] { return base::fetch_sub(operand, order); });
  }
  template <class... Orders>
  bool compare_exchange_weak(T& expected, T desired, Orders... orders) noexcept {
    return between_points(
        [&] { return base::compare_exchange_weak(expected, desired, orders...); });
  }
  template <class... Orders>
  bool compare_exchange_strong(T& expected, T desired, Orders... orders) noexcept {
    return between_points(
        [&] { return base::compare_exchange_strong(expected, desired, orders...); });
  }

 private:
  template <class Operation>
  static auto between_points(Operation operation) noexcept {
    preemption_point();
    const auto result = operation();
    preemption_point();
    return result;
  }
};

/// See `backend` for the meaning of each member.
struct preempting_backend : std_backend {
  template <class T>
  using atomic = preempted_atomic<T>;

  [[nodiscard]] static unsigned numa_node() noexcept { return support::scattered_node(); }

  template <class T>
  [[nodiscard]] static wait_result futex_wait(const atomic<T>& word, std::uint32_t expected,
                                              const deadline& when = deadline::never(),
                                              sharing scope = sharing::process_private) noexcept {
    preemption_point();
    thread_local stress::random draw{1};
    if (draw.one_in(32)) return wait_result::recheck;
    return std_backend::futex_wait<T>(word, expected, when, scope);
  }
};

static_assert(backend<preempting_backend>);

}  // namespace interlock::broken
