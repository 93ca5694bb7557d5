// SPDX-License-Identifier: MIT
/// @file
/// What AddressSanitizer and ThreadSanitizer must be told of a change of stacks; nothing in other
/// builds.
#pragma once

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define INTERLOCK_CHECKER_ASAN 1
#elif __has_feature(thread_sanitizer)
#define INTERLOCK_CHECKER_TSAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define INTERLOCK_CHECKER_ASAN 1
#elif defined(__SANITIZE_THREAD__)
#define INTERLOCK_CHECKER_TSAN 1
#endif

#if defined(INTERLOCK_CHECKER_ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#elif defined(INTERLOCK_CHECKER_TSAN)
#include <sanitizer/tsan_interface.h>
#endif

namespace interlock::checker {

#if defined(INTERLOCK_CHECKER_ASAN)

/// A stack, as the sanitizer knows it, with the fake stack on which it looks for uses after return.
/// (There, objects have other addresses in each run: a client that stores the address of a local
/// object is not deterministic unless detect_stack_use_after_return is off.) The place of a system
/// thread's own stack is learnt when it is left.
class sanitized_stack {
 public:
  /// Everything that was on the stack is gone. (From a fake stack it goes when there is need.)
  void restart(std::byte* memory, std::size_t bytes) noexcept {
    memory_ = memory;
    bytes_ = bytes;
    owned_ = true;
    ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
  }

  /// Frees the fake stack, which only the stack it belongs to can do: so pretends to be there.
  void end() noexcept {
    if (!owned_ || fake_ == nullptr) return;
    void* mine = nullptr;
    const void* memory = nullptr;
    std::size_t bytes = 0;
    __sanitizer_start_switch_fiber(&mine, memory_, bytes_);
    __sanitizer_finish_switch_fiber(fake_, &memory, &bytes);
    __sanitizer_start_switch_fiber(nullptr, memory, bytes);
    __sanitizer_finish_switch_fiber(mine, nullptr, nullptr);
    fake_ = nullptr;
  }

  /// Right before the switch from `from` to `to`.
  static void leave(sanitized_stack& from, const sanitized_stack& to) noexcept {
    left_ = &from;
    __sanitizer_start_switch_fiber(&from.fake_, to.memory_, to.bytes_);
  }
  /// The same in a signal handler, which makes the switch when it returns.
  static void divert(sanitized_stack& from, const sanitized_stack& to) noexcept { leave(from, to); }
  /// Right after the switch.
  static void arrive(sanitized_stack& at) noexcept {
    __sanitizer_finish_switch_fiber(at.fake_, &left_->memory_, &left_->bytes_);
  }

 private:
  static inline thread_local sanitized_stack* left_ = nullptr;
  const void* memory_ = nullptr;
  std::size_t bytes_ = 0;
  bool owned_ = false;  ///< not a system thread's own, of which the sanitizer takes care
  void* fake_ = nullptr;
};

#elif defined(INTERLOCK_CHECKER_TSAN)

/// A thread of execution, as the sanitizer knows it: with a call stack and a clock.
class sanitized_stack {
 public:
  void restart(std::byte*, std::size_t) {
    end();
    fiber_ = __tsan_create_fiber(0);
    owned_ = true;
  }
  void end() noexcept {
    if (owned_) __tsan_destroy_fiber(fiber_);
    owned_ = false;
  }
  static void leave(sanitized_stack& from, const sanitized_stack& to) noexcept {
    if (!from.owned_) from.fiber_ = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(to.fiber_, 0);
  }
  /// After a crash, the rest runs as what has crashed.
  static void divert(sanitized_stack&, const sanitized_stack&) noexcept {}
  static void arrive(sanitized_stack&) noexcept {}

 private:
  void* fiber_ = nullptr;
  bool owned_ = false;
};

#else

class sanitized_stack {
 public:
  void restart(std::byte*, std::size_t) noexcept {}
  void end() noexcept {}
  static void leave(sanitized_stack&, const sanitized_stack&) noexcept {}
  static void divert(sanitized_stack&, const sanitized_stack&) noexcept {}
  static void arrive(sanitized_stack&) noexcept {}
};

#endif

}  // namespace interlock::checker
