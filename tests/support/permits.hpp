// SPDX-License-Identifier: MIT
/// @file
/// `permits`: a semaphore of a number and an event count, so that every harness for semaphores
/// tests event counts too.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "registry/semaphores.hpp"

#include <cstddef>

namespace interlock::support {

template <class EventCount, backend B>
class permits {
 public:
  explicit permits(std::ptrdiff_t initial) noexcept : free_{initial} {}

  void release() noexcept {
    // release: publishes what came before to whoever takes the permit.
    free_.fetch_add(1, order::release);
    changed_.notify_one();
  }
  void release(std::ptrdiff_t update) noexcept {
    // release: as above.
    free_.fetch_add(update, order::release);
    changed_.notify_all();
  }

  [[nodiscard]] bool try_acquire() noexcept {
    // relaxed: only a first guess for the compare-exchange.
    std::ptrdiff_t seen = free_.load(order::relaxed);
    while (seen > 0) {
      // acquire: sees what came before the release. relaxed: a failure only updates the guess.
      if (free_.compare_exchange_weak(seen, seen - 1, order::acquire, order::relaxed)) return true;
    }
    return false;
  }
  void acquire() {
    changed_.wait([this] { return try_acquire(); });
  }
  template <class Length>
  [[nodiscard]] bool try_acquire_for(const Length& length) {
    return changed_.wait_for(length, [this] { return try_acquire(); });
  }
  template <class Instant>
  [[nodiscard]] bool try_acquire_until(const Instant& when) {
    return changed_.wait_until(when, [this] { return try_acquire(); });
  }

 private:
  typename B::template atomic<std::ptrdiff_t> free_;
  EventCount changed_;
};

/// A row of event counts as a row of semaphores.
template <class Row>
struct permits_row {
  static constexpr auto name = Row::name;
  template <backend B>
  using type = permits<typename Row::template type<B>, B>;
  static constexpr registry::semaphore_contract contract{.timed = Row::contract.timed};
};

}  // namespace interlock::support
