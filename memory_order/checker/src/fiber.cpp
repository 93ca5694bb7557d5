// SPDX-License-Identifier: MIT
/// @file
/// See fiber.hpp.
#include "fiber.hpp"

#include "fiber_switch.hpp"
#include "thread_pointer.hpp"

#include <cstdint>
#include <cxxabi.h>
#include <new>
#include <sys/mman.h>
#include <utility>

namespace interlock::checker {

fiber::~fiber() {
  sanitizer_.end();
  if (memory_ != nullptr) ::munmap(memory_, guard_bytes + stack_bytes);
}

void fiber::map() {
  void* const memory = ::mmap(nullptr, guard_bytes + stack_bytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc{};
  memory_ = static_cast<std::byte*>(memory);
  ::mprotect(memory_, guard_bytes, PROT_NONE);
}

void fiber::restart(entry run) {
  if (memory_ == nullptr) map();
  sanitizer_.restart(memory_ + guard_bytes, stack_bytes);
  exceptions_ = {};
  stack_pointer_ = prepare_stack(memory_ + guard_bytes + stack_bytes, run);
}

fiber::exceptions& fiber::exceptions_in_flight() noexcept {
  // Of fibers that share a thread pointer it is always the same.
  static thread_local constinit exceptions* mine = nullptr;
  if (mine == nullptr) mine = reinterpret_cast<exceptions*>(abi::__cxa_get_globals());
  return *mine;
}

void fiber::change(fiber& from, fiber& to) noexcept {
  if (from.thread_pointer_ == to.thread_pointer_) {
    from.exceptions_ = std::exchange(exceptions_in_flight(), to.exceptions_);
  } else {
    set_thread_pointer(to.thread_pointer_);
  }
  sanitized_stack::leave(from.sanitizer_, to.sanitizer_);
  interlock_checker_switch(&from.stack_pointer_, to.stack_pointer_);
  arrived(from);
}

void fiber::arrived(fiber& here) noexcept { sanitized_stack::arrive(here.sanitizer_); }

void fiber::divert(fiber& from, fiber& to, void* context, entry run) noexcept {
  return_into(context, to.memory_ + guard_bytes + stack_bytes, run);
  sanitized_stack::divert(from.sanitizer_, to.sanitizer_);
}

bool fiber::contains(const void* address) const noexcept {
  const auto bottom = reinterpret_cast<std::uintptr_t>(memory_ + guard_bytes);
  const auto place = reinterpret_cast<std::uintptr_t>(address);
  return memory_ != nullptr && place >= bottom && place < bottom + stack_bytes;
}

bool fiber::is_guarded(const void* address) const noexcept {
  const auto bottom = reinterpret_cast<std::uintptr_t>(memory_);
  const auto accessed = reinterpret_cast<std::uintptr_t>(address);
  return memory_ != nullptr && accessed >= bottom && accessed < bottom + guard_bytes;
}

}  // namespace interlock::checker
