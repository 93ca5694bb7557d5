// SPDX-License-Identifier: MIT
/// @file
/// Left-right: a value of which there are two, one for readers, which never wait, and one that a
/// writer changes [RC13].
///
/// readers: never wait, and read in place | writers: many, one at a time | values: any | waits by:
/// spinning for readers, sleeping for other writers | size: two values and 10 cache lines of 128
/// bytes | constant-initialised: no
///
/// Choose it for a value that is read all the time and changed now and then, if it owns memory or
/// is large, or if no reader may wait: a table of routes, settings, a configuration. Every change
/// is made twice, and a writer waits until nobody reads what was before. For a small value that is
/// trivially copyable, `seqlock` is smaller and faster. For objects that come and go one by one,
/// take `hazard_pointer`.
///
/// A reader that stops for good keeps writers waiting, a writer that stops only other writers.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/mutex.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace interlock {

struct left_right_options {
  /// At how many places readers sign on, each on a cache line of its own: one that is used by few
  /// is fast to sign on at, and writers look at all of them.
  std::size_t places = 8;
};

/// For any threads X and Y: what X did in and before a change is visible to Y when it reads the
/// changed value or a later one. No thread reads an older value than it has made or read before.
template <class T, left_right_options Options = left_right_options{}, backend B = std_backend>
class basic_left_right {
  static_assert(Options.places >= 1);

 public:
  using value_type = T;

  basic_left_right() requires(std::default_initializable<T>) : basic_left_right{std::in_place} {}
  explicit basic_left_right(const T& initial) requires(std::copy_constructible<T>)
      : basic_left_right{std::in_place, initial} {}
  /// Makes both values from the same arguments. Requires: that makes them equal.
  template <class... Args>
  requires(std::constructible_from<T, const Args&...>) explicit basic_left_right(
      std::in_place_t, const Args&... args) {
    sides_[0].value.construct(args...);
    try {
      sides_[1].value.construct(args...);
    } catch (...) {
      sides_[0].value.destroy();
      throw;
    }
  }

  basic_left_right(const basic_left_right&) = delete;
  basic_left_right& operator=(const basic_left_right&) = delete;

  /// Requires: nobody reads or writes.
  ~basic_left_right() {
    sides_[1].value.destroy();
    sides_[0].value.destroy();
  }

  /// The value as it is, for as long as the guard lives. A thread may have several, and the later
  /// one may show a later value; while it has one, it must not change the value.
  class [[nodiscard]] reader {
   public:
    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;
    ~reader() {
      // (signed off) release: our reads are over before a writer changes the value. Pairs with
      // (drained).
      place_.fetch_sub(1, order::release);
    }

    [[nodiscard]] const T& operator*() const noexcept { return *value_; }
    [[nodiscard]] const T* operator->() const noexcept { return value_; }

   private:
    friend basic_left_right;
    explicit reader(const basic_left_right& of) noexcept : place_{of.place_to_sign_on()} {
      // (signed on) seq_cst: one of us sees the other: the writer that we are here, or we the side
      // to which it has turned readers. Pairs with (drained).
      place_.fetch_add(1, order::seq_cst);
      // (directed) seq_cst: one of us sees the other, as at (signed on). And we see the changes of
      // this side. Pairs with (turned).
      const std::uint32_t side = of.for_readers_.load(order::seq_cst);
      value_ = std::addressof(of.sides_[side].value.shared());
    }

    typename B::template atomic<std::uint32_t>& place_;
    const T* value_;
  };

  /// Progress: wait-free, if the processor's fetch-and-add is.
  [[nodiscard]] reader read() const noexcept { return reader{*this}; }

  /// Calls `function` with the value; returns its result, by value. Progress: as the function.
  template <std::invocable<const T&> Function>
  auto read(Function&& function) const {
    const reader mine{*this};
    return std::invoke(std::forward<Function>(function), *mine);
  }

  /// A copy of the value.
  [[nodiscard]] T load() const requires(std::copy_constructible<T>) { return *read(); }

  /// Changes the value: calls `function` on either of the two, one after the other; returns the
  /// result of the first call, by value. If this call throws, nothing has changed. If only the
  /// second one does, the change is made, and nobody hears of the exception. In both cases the next
  /// change begins with a copy of the value. Progress: blocking; waits for writers before it, and
  /// for those who began to read before the value changed. Requires: `function` does the same to
  /// equal values; neither it nor its caller changes this value; its caller does not read it.
  template <std::invocable<T&> Function>
  auto update(Function&& function) {
    static_assert(std::is_nothrow_invocable_v<Function&, T&> || std::is_copy_assignable_v<T>,
                  "the value must be copy-assignable, to undo a change whose function throws");
    const lock_guard lock{writers_};
    make_equal();
    // Until both calls have returned.
    differ_.write(true);
    T& first = idle();
    if constexpr (std::is_void_v<std::invoke_result_t<Function&, T&>>) {
      std::invoke(function, first);
      turn_and_repeat(function);
    } else {
      auto result = std::invoke(function, first);
      turn_and_repeat(function);
      return result;
    }
  }

  /// Replaces the value.
  void store(const T& value) requires(std::copyable<T>) {
    update([&value](T& old) { old = value; });
  }

 private:
  template <class U>
  using atomic = typename B::template atomic<U>;

  struct alignas(cache_line) place {
    atomic<std::uint32_t> readers[2] = {};
  };
  struct alignas(cache_line) side {
    typename B::template slot<T> value;
  };

  [[nodiscard]] atomic<std::uint32_t>& place_to_sign_on() const noexcept {
    std::size_t number = 0;
    if constexpr (Options.places > 1) {
      constexpr std::uint64_t scatter = 0x9E37'79B9'7F4A'7C15U;
      number = static_cast<std::size_t>((B::thread_id() * scatter) >> 32) % Options.places;
    }
    // relaxed: writers wait for those of either generation.
    return places_[number].readers[generation_.load(order::relaxed)];
  }

  /// The value that nobody reads. Requires: the caller is the writer.
  [[nodiscard]] T& idle() noexcept {
    // relaxed: only the writer writes for_readers_.
    return sides_[1 - for_readers_.load(order::relaxed)].value.exclusive();
  }

  void make_equal() {
    if constexpr (std::is_copy_assignable_v<T>) {
      if (!differ_.read()) return;
      // relaxed: only the writer writes for_readers_.
      idle() = sides_[for_readers_.load(order::relaxed)].value.shared();
    }
  }

  template <class Function>
  void turn_and_repeat(Function& function) noexcept {
    turn_readers();
    if constexpr (std::is_nothrow_invocable_v<Function&, T&>) {
      (void)std::invoke(function, idle());
      differ_.write(false);
    } else {
      try {
        (void)std::invoke(function, idle());
        differ_.write(false);
      } catch (...) {  // The change is made; what differs is made equal before the next one.
      }
    }
  }

  /// Lets readers have the idle value, and waits until nobody reads the other one.
  void turn_readers() noexcept {
    // relaxed: only the writer writes it.
    const std::uint32_t next_side = 1 - for_readers_.load(order::relaxed);
    // (turned) seq_cst: one of us sees the other: who signs on too late for (drained) reads this
    // side, on which all is done. Pairs with (directed).
    for_readers_.store(next_side, order::seq_cst);
    // relaxed: only the writer writes it.
    const std::uint32_t next = 1 - generation_.load(order::relaxed);
    // Those who have read the generation long ago, and may have the other side all the same.
    await_readers(next);
    // relaxed: it needs not be seen soon: it keeps readers from coming to where we wait.
    generation_.store(next, order::relaxed);
    await_readers(1 - next);
  }

  void await_readers(std::uint32_t generation) const noexcept {
    for (const place& each : places_) {
      // (drained) seq_cst: one of us sees the other: we the readers, or they the side that is
      // (turned) to them. And those who have been here are done. Pairs with (signed on), (signed
      // off).
      B::await(each.readers[generation], order::seq_cst,
               [](std::uint32_t readers) { return readers == 0; });
    }
  }

  basic_mutex<B> writers_;
  typename B::template plain<bool> differ_{false};            ///< the idle value may be another one
  alignas(cache_line) atomic<std::uint32_t> for_readers_{0};  ///< the side that they read
  atomic<std::uint32_t> generation_{0};                       ///< in which readers sign on
  mutable std::array<place, Options.places> places_;
  std::array<side, 2> sides_;
};

template <class T>
using left_right = basic_left_right<T>;

}  // namespace interlock
