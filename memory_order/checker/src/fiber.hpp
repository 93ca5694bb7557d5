// SPDX-License-Identifier: MIT
/// @file
/// `fiber`: a stack of its own on which user code runs until it switches away. Switching costs a
/// few nanoseconds: it saves the callee-saved registers and the exceptions in flight, and nothing
/// else (no signal mask, no system call).
#pragma once

#include "sanitizer.hpp"

#include <cstddef>
#include <cstdint>

namespace interlock::checker {

class fiber {
 public:
  using entry = void (*)();

  /// What user code may use of a stack.
  static constexpr std::size_t stack_bytes = std::size_t{256} << 10U;

  /// The calling thread's own stack.
  fiber() noexcept = default;
  fiber(const fiber&) = delete;
  fiber& operator=(const fiber&) = delete;
  ~fiber();

  /// Makes the fiber start in `run` at the next switch to it, whatever it did before. `run` never
  /// returns. The stack has a guard below it and is mapped on first use, always at the same address
  /// afterwards.
  void restart(entry run);

  /// Where this fiber finds thread-local objects. Of those that switch to each other, each has one
  /// of its own, or none has.
  void use_thread_pointer(void* pointer) noexcept { thread_pointer_ = pointer; }

  /// Continues `to`; returns when something switches back to `from`.
  static void change(fiber& from, fiber& to) noexcept;

  /// To be called first thing in `run`.
  static void arrived(fiber& here) noexcept;

  /// In the handler of a signal that has interrupted `from`: when it returns, `run` starts on `to`,
  /// which has been restarted. `context` is the handler's third argument.
  static void divert(fiber& from, fiber& to, void* context, entry run) noexcept;

  /// How much of the stack is left below `address`, which is on it; of a thread's own stack,
  /// enough.
  [[nodiscard]] std::size_t left_below(const void* address) const noexcept {
    const auto bottom = reinterpret_cast<std::uintptr_t>(memory_ + guard_bytes);
    const auto here = reinterpret_cast<std::uintptr_t>(address);
    return here < bottom ? 0 : here - bottom;
  }
  /// Whether an access to `address` means that the stack is full.
  [[nodiscard]] bool is_guarded(const void* address) const noexcept;
  [[nodiscard]] bool contains(const void* address) const noexcept;

 private:
  /// The exceptions that a thread is handling, which the C++ library keeps for each thread of the
  /// system (Itanium C++ ABI, 2.2.2).
  struct exceptions {
    void* caught = nullptr;
    unsigned uncaught = 0;
  };
  [[nodiscard]] static exceptions& exceptions_in_flight() noexcept;

  void map();

  // Far accesses beyond the end are still caught.
  static constexpr std::size_t guard_bytes = std::size_t{64} << 10U;

  void* stack_pointer_ = nullptr;
  std::byte* memory_ = nullptr;  ///< the guard, then the stack
  exceptions exceptions_;
  void* thread_pointer_ = nullptr;
  sanitized_stack sanitizer_;
};

}  // namespace interlock::checker
