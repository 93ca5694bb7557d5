// SPDX-License-Identifier: MIT
/// @file
/// What the machine does when a client's thread crashes, or is about to because its stack is full.
#include "crash.hpp"
#include "machine.hpp"
#include "trace.hpp"

#include <utility>

namespace interlock::checker {

void machine::fail_by_overflow() { fail(failure::crash, overflow()); }

void machine::divert(void* context, fiber::entry next) noexcept {
  crashed_ = std::exchange(stack_, &spare_);
  fiber::divert(*crashed_, spare_, context, next);
}

void machine::fail_by_crash(std::string message, const void* address) {
  if (crashed_ != nullptr && crashed_->is_guarded(address)) {
    message = overflow();
  } else {
    message += ", in thread " + std::to_string(current_) + last_place_of(current_);
  }
  fail(failure::crash, std::move(message));
}

std::string machine::overflow() const {
  return "crash: stack overflow: thread " + std::to_string(current_) + " needs more than " +
         std::to_string((fiber::stack_bytes - stack_reserve) >> 10U) + " KiB" +
         last_place_of(current_);
}

/// Where thread `t` was last seen: nothing tells where exactly it crashes.
std::string machine::last_place_of(int t) const {
  const auto& events = here().thread(t);
  for (int i = std::min(at(t).replayed, here().size(t)); i-- > 0;) {
    const std::string place = text_of(events[index(i)].where);
    if (!place.empty()) return ", after its operation at " + place;
  }
  return {};
}

}  // namespace interlock::checker
