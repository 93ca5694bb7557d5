// SPDX-License-Identifier: MIT
/// @file
/// `std_backend`: the real machine. Atomics are `std::atomic`, plain data is plain, and every
/// function inlines to what one would write by hand (`tests/zero_cost` compares the instructions).
#pragma once

#include <interlock/memory_order/backoff.hpp>
#include <interlock/memory_order/deadline.hpp>
#include <interlock/memory_order/detail/cpu.hpp>
#include <interlock/memory_order/detail/std_per_thread.hpp>
#include <interlock/memory_order/detail/std_spin.hpp>
#include <interlock/memory_order/fence.hpp>
#include <interlock/memory_order/futex.hpp>

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <thread>
#include <type_traits>
#include <utility>
#if defined(__linux__)
#include <interlock/memory_order/detail/futex_linux.hpp>
#include <interlock/memory_order/detail/numa_linux.hpp>
#else
#include <interlock/memory_order/detail/futex_portable.hpp>
namespace interlock::detail {
using portable::park;
using portable::unpark;
/// Where nobody says, all processors are of one node.
[[nodiscard]] inline unsigned numa_node() noexcept { return 0; }
}  // namespace interlock::detail
#endif

namespace interlock {

/// See `backend` for the meaning of each member.
struct [[gnu::visibility("default")]] std_backend {
  static constexpr bool checked = false;

  template <class T>
  using atomic = std::atomic<T>;

  template <class T>
  class plain {
   public:
    constexpr plain() noexcept = default;
    constexpr explicit plain(T value) noexcept : value_{std::move(value)} {}
    plain(const plain&) = delete;
    plain& operator=(const plain&) = delete;
    [[nodiscard]] constexpr const T& read() const noexcept { return value_; }
    constexpr void write(T value) noexcept { value_ = std::move(value); }

   private:
    T value_{};
  };

  template <class T>
  class slot {
   public:
    constexpr slot() noexcept {}
    slot(const slot&) = delete;
    slot& operator=(const slot&) = delete;
    constexpr ~slot() {}

    template <class... Args>
    T& construct(Args&&... args) {
      return *std::construct_at(std::addressof(value_), std::forward<Args>(args)...);
    }
    void destroy() noexcept { std::destroy_at(std::addressof(value_)); }
    [[nodiscard]] T& exclusive() noexcept { return value_; }
    [[nodiscard]] const T& shared() const noexcept { return value_; }

   private:
    union {
      T value_;
    };
  };

  template <class... Atomics>
  static void fence(std::memory_order order, const Atomics&... through) noexcept {
    switch (order) {
      case std::memory_order::acquire:
      case std::memory_order::consume:
        return fence_acquire(through...);
      case std::memory_order::release:
        return fence_release(through...);
      case std::memory_order::acq_rel:
        fence_release(through...);
        return fence_acquire(through...);
      case std::memory_order::seq_cst:
        return fence_full(through...);
      case std::memory_order::relaxed:
        return;
    }
  }
  static void light_fence() noexcept { interlock::light_fence(); }
  static void heavy_fence() noexcept { interlock::heavy_fence(); }
  static void enable_light_fences() noexcept { interlock::enable_light_fences(); }

  template <class T, class Predicate>
  static T await(const atomic<T>& location, std::memory_order order, Predicate ready) noexcept {
    return await(location, order, ready, backoff::usual());
  }
  template <class T, class Predicate, class Pace>
  requires backoff::pace_for<std::remove_reference_t<Pace>, T>
  static T await(const atomic<T>& location, std::memory_order order, Predicate ready,
                 Pace&& pace) noexcept {
    const T value = location.load(order);
    if (ready(value)) [[likely]]
      return value;
    // An lvalue keeps its state: `Pace` is a reference then.
    return detail::spin_until<detail::std_processors, T, Predicate, Pace>(location, order, ready,
                                                                          value, pace);
  }

  template <class T, class Predicate>
  [[nodiscard]] static T try_await(const atomic<T>& location, std::memory_order order,
                                   Predicate ready, int looks) noexcept {
    return detail::spin_for(location, order, ready, looks);
  }

  template <class T>
  [[nodiscard]] static wait_result futex_wait(const atomic<T>& word, std::uint32_t expected,
                                              const deadline& when = deadline::never(),
                                              sharing scope = sharing::process_private) noexcept {
    return detail::park(low_half(word), expected, when, scope);
  }

  template <class T>
  static void futex_wake(const atomic<T>& word, int count,
                         sharing scope = sharing::process_private) noexcept {
    detail::unpark(low_half(word), count, scope);
  }

  template <class T>
  using per_thread = detail::std_per_thread<T>;

  template <class T>
  [[nodiscard]] static T& global() noexcept {
    return immortal<T>::instance.value;
  }

  using thread = std::thread;
  static void yield() noexcept { std::this_thread::yield(); }
  [[nodiscard]] static std::uintptr_t thread_id() noexcept { return detail::thread_pointer(); }
  [[nodiscard]] static unsigned numa_node() noexcept { return detail::numa_node(); }

  [[nodiscard]] static void* allocate(std::size_t bytes, std::size_t alignment) {
    if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) return ::operator new(bytes);
    return ::operator new (bytes, std::align_val_t{alignment});
  }
  static void deallocate(void* memory, std::size_t, std::size_t alignment) noexcept {
    if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) return ::operator delete(memory);
    ::operator delete (memory, std::align_val_t{alignment});
  }

  [[noreturn, gnu::cold]] static void fail(const char* rule, const char* file, int line) noexcept {
    std::fprintf(stderr, "%s:%d: interlock: broken rule: %s\n", file, line, rule);
    std::abort();
  }

 private:
  /// Never destroyed, so that destructors of static objects may still use it. Visible, as `T` must
  /// be, so that shared objects that hide their symbols have one in common.
  template <class T>
  union [[gnu::visibility("default")]] immortal {
    constexpr immortal() noexcept : value{} {}
    constexpr ~immortal() {}
    T value;
    static constinit immortal instance;
  };

  template <class T>
  static const std::uint32_t* low_half(const atomic<T>& word) noexcept {
    static_assert(sizeof(atomic<T>) == sizeof(T));
    static_assert(sizeof(T) == sizeof(std::uint32_t) || sizeof(T) == sizeof(std::uint64_t));
    const auto* halves = reinterpret_cast<const std::uint32_t*>(std::addressof(word));
    constexpr bool second = sizeof(T) == 8 && std::endian::native == std::endian::big;
    return halves + (second ? 1 : 0);
  }
};

template <class T>
constinit std_backend::immortal<T> std_backend::immortal<T>::instance{};

}  // namespace interlock
