// SPDX-License-Identifier: MIT
/// @file
/// `fiber`: a stack of its own on which user code runs until it switches away. Switching costs a
/// few nanoseconds: it saves the callee-saved registers and nothing else (no signal mask, no system
/// call).
#pragma once

#include <cstddef>

namespace interlock::checker {

class fiber {
 public:
  using entry = void (*)();

  /// The calling thread's own stack.
  fiber() noexcept = default;
  fiber(const fiber&) = delete;
  fiber& operator=(const fiber&) = delete;
  ~fiber();

  /// Makes the fiber start in `run` at the next switch to it, whatever it did before. `run` never
  /// returns. The stack has a guard page below it and is mapped on first use, always at the same
  /// address afterwards.
  void restart(entry run);

  /// Continues `to`; returns when something switches back to `from`.
  static void change(fiber& from, fiber& to) noexcept;

  /// To be called first thing in `run`.
  static void arrived(fiber& here) noexcept;

 private:
  static constexpr std::size_t stack_bytes = std::size_t{256} << 10U;

  void* stack_pointer_ = nullptr;
  std::byte* stack_ = nullptr;
  std::size_t stack_size_ = 0;
  [[maybe_unused]] void* sanitizer_state_ = nullptr;
};

}  // namespace interlock::checker
