// SPDX-License-Identifier: MIT
/// @file
/// See locks.hpp.
#include "locks.hpp"

namespace interlock::checker::instrumented {
namespace {

constexpr std::uint8_t word_size = sizeof(std::uint32_t);

[[nodiscard]] operation reading(std::memory_order order) {
  operation wanted;
  wanted.kind = event_kind::read;
  wanted.order = wanted.failure = order;
  return wanted;
}

outcome perform(const lock_request& by, const operation& wanted, const void* at) {
  return by.here.perform(wanted, at, word_size, by.caller);
}

}  // namespace

std::uint32_t await_word(const lock_request& by, void* at, std::function<bool(word)> ready) {
  operation wanted = reading(std::memory_order::acquire);
  wanted.ready = condition{ready};
  wanted.timed = by.timed;
  return static_cast<std::uint32_t>(perform(by, wanted, at).value);
}

std::uint32_t await_and_replace(const lock_request& by, void* at, std::function<bool(word)> ready,
                                std::uint32_t value) {
  operation wanted = reading(std::memory_order::acquire);
  wanted.modify = modification::compare_exchange;
  wanted.operand = value;
  wanted.ready = condition{ready};
  wanted.timed = by.timed;
  return static_cast<std::uint32_t>(perform(by, wanted, at).value);
}

bool try_replace(const lock_request& by, void* at, std::uint32_t expected, std::uint32_t value) {
  operation wanted = reading(std::memory_order::acquire);
  wanted.failure = std::memory_order::relaxed;
  wanted.modify = modification::compare_exchange;
  wanted.expected = expected;
  wanted.operand = value;
  return perform(by, wanted, at).modified;
}

std::uint32_t load_word(const lock_request& by, const void* at) {
  return static_cast<std::uint32_t>(perform(by, reading(std::memory_order::relaxed), at).value);
}

void store_word(const lock_request& by, void* at, std::uint32_t value) {
  operation wanted;
  wanted.kind = event_kind::write;
  wanted.order = std::memory_order::release;
  wanted.operand = value;
  (void)perform(by, wanted, at);
}

std::uint32_t add_to_word(const lock_request& by, void* at, std::uint32_t value,
                          std::memory_order order) {
  operation wanted = reading(order);
  wanted.modify = modification::add;
  wanted.operand = value;
  return static_cast<std::uint32_t>(perform(by, wanted, at).value);
}

bool sleep_on_word(const lock_request& by, void* at, std::uint32_t expected) {
  operation wanted = reading(std::memory_order::relaxed);
  wanted.wait = true;
  wanted.timed = by.timed;
  wanted.expected = expected;
  const auto holds = [expected](word value) {
    return static_cast<std::uint32_t>(value) != expected;
  };
  wanted.ready = condition{holds};
  return !perform(by, wanted, at).timed_out;
}

void wake_on_word(const lock_request& by, void* at, std::uint32_t count) {
  operation wanted;
  wanted.kind = event_kind::notify;
  wanted.operand = count;
  wanted.wake_everyone = count >= everyone;
  (void)perform(by, wanted, at);
}

std::uint32_t known_word(const lock_request& by, const void* at) {
  const location_id where = by.here.memory().atomic_at(reinterpret_cast<std::uintptr_t>(at),
                                                       word_size, by.here.path(by.caller));
  return static_cast<std::uint32_t>(by.here.engine().known_value(where));
}

bool times_out(const lock_request& by) {
  if (!by.here.engine().wanted().timeouts) return false;
  operation wanted;
  wanted.kind = event_kind::choice;
  wanted.operand = 2;
  wanted.where = by.here.where(by.caller);
  by.here.loops().progress();
  return by.here.perform(wanted).value != 0;
}

}  // namespace interlock::checker::instrumented
