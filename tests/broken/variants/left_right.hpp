// SPDX-License-Identifier: MIT
/// @file
/// A left-right [RC13] that is right with `left_right_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/mutex.hpp>

#include "broken/choice.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <type_traits>

namespace interlock::broken {

enum class left_right_flaw {
  none,
  no_first_wait,
  no_second_wait,
  released_turn,
  relaxed_sign_off,
  looks_before_signing_on,
  forgets_the_exception,
};

template <left_right_flaw Flaw, class T, backend B>
class left_right {
 public:
  using value_type = T;

  explicit left_right(const T& initial) {
    for (auto& each : sides_) each.construct(initial);
  }
  left_right(const left_right&) = delete;
  left_right& operator=(const left_right&) = delete;
  ~left_right() {
    for (auto& each : sides_) each.destroy();
  }

  class reader {
   public:
    explicit reader(const left_right& of) noexcept
        : readers_{of.readers_[of.generation_.load(order::relaxed)]} {
      // defect: looks_before_signing_on finds a side that a writer takes before it sees us.
      const bool early = has<Flaw>(left_right_flaw::looks_before_signing_on);
      const std::uint32_t side = early ? of.for_readers_.load(order::seq_cst) : 0;
      readers_.fetch_add(1, order::seq_cst);
      value_ =
          std::addressof(of.sides_[early ? side : of.for_readers_.load(order::seq_cst)].shared());
    }
    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;
    ~reader() {
      // defect: relaxed_sign_off lets a writer overtake the reads.
      readers_.fetch_sub(
          1, has<Flaw>(left_right_flaw::relaxed_sign_off) ? order::relaxed : order::release);
    }
    const T& operator*() const noexcept { return *value_; }
    const T* operator->() const noexcept { return value_; }

   private:
    typename B::template atomic<std::uint32_t>& readers_;
    const T* value_;
  };

  [[nodiscard]] reader read() const noexcept { return reader{*this}; }
  template <class Function>
  auto read(Function function) const {
    const reader mine{*this};
    return function(*mine);
  }
  [[nodiscard]] T load() const { return *read(); }

  template <class Function>
  auto update(Function function) {
    const lock_guard lock{writers_};
    // defect: forgets_the_exception goes on with the half of a change that failed.
    if (differ_.read() && !has<Flaw>(left_right_flaw::forgets_the_exception)) {
      idle() = sides_[for_readers_.load(order::relaxed)].shared();
    }
    differ_.write(true);
    T& first = idle();
    if constexpr (std::is_void_v<std::invoke_result_t<Function&, T&>>) {
      function(first);
      turn_and_repeat(function);
    } else {
      auto result = function(first);
      turn_and_repeat(function);
      return result;
    }
  }
  void store(const T& value) {
    update([&value](T& old) { old = value; });
  }

 private:
  T& idle() noexcept { return sides_[1 - for_readers_.load(order::relaxed)].exclusive(); }

  template <class Function>
  void turn_and_repeat(Function& function) noexcept {
    // defect: released_turn: a reader that the writer does not see may still see the old side.
    const auto turned = has<Flaw>(left_right_flaw::released_turn) ? order::release : order::seq_cst;
    for_readers_.store(1 - for_readers_.load(order::relaxed), turned);
    const std::uint32_t next = 1 - generation_.load(order::relaxed);
    // defect: no_first_wait misses a reader that has read the generation long ago.
    if (!has<Flaw>(left_right_flaw::no_first_wait)) await_readers(next);
    generation_.store(next, order::relaxed);
    // defect: no_second_wait changes what is being read.
    if (!has<Flaw>(left_right_flaw::no_second_wait)) await_readers(1 - next);
    try {
      (void)function(idle());
      differ_.write(false);
    } catch (...) {
    }
  }

  void await_readers(std::uint32_t generation) const noexcept {
    B::await(readers_[generation], order::seq_cst, [](std::uint32_t count) { return count == 0; });
  }

  basic_mutex<B> writers_;
  typename B::template plain<bool> differ_{false};
  typename B::template atomic<std::uint32_t> for_readers_{0};
  typename B::template atomic<std::uint32_t> generation_{0};
  mutable std::array<typename B::template atomic<std::uint32_t>, 2> readers_{};
  std::array<typename B::template slot<T>, 2> sides_;
};

}  // namespace interlock::broken
