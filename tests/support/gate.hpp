// SPDX-License-Identifier: MIT
/// @file
/// `gate`: what the rows of several kinds have in common. A fixed number of threads wait, once
/// each, until another thread opens. A harness writes its scenario over gates once; each kind of
/// primitive says here how it is used as one.
///
///     gate<Row, B> one{waiters};
///     one.open();             // once
///     one.wait();             // on each of the waiting threads
///     one.wait_for(length);   // instead of wait(), if is_timed<Row>: whether it is open
///     one.wait_until(when);
///
/// `waiters_take_part`: the gate also counts the waiters, so it opens when all have come.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "registry/barriers.hpp"
#include "registry/event_counts.hpp"
#include "registry/events.hpp"
#include "registry/latches.hpp"

#include <type_traits>

namespace interlock::support {

template <class Row, backend B, class Contract = std::remove_const_t<decltype(Row::contract)>>
class gate;

/// Who is let through by an auto-reset event sets it for the next one.
template <class Row, backend B>
class gate<Row, B, registry::event_contract> {
 public:
  static constexpr bool waiters_take_part = false;
  explicit gate(int waiters) noexcept : waiting_{waiters} {}

  void open() { event_.set(); }
  void wait() {
    event_.wait();
    pass_on();
  }
  template <class Length>
  [[nodiscard]] bool wait_for(const Length& length) {
    return event_.wait_for(length) && pass_on();
  }
  template <class Instant>
  [[nodiscard]] bool wait_until(const Instant& when) {
    return event_.wait_until(when) && pass_on();
  }

 private:
  bool pass_on() {
    if constexpr (Row::contract.auto_reset) {
      // relaxed: only counts.
      if (waiting_.fetch_sub(1, order::relaxed) > 1) event_.set();
    }
    return true;
  }

  typename B::template atomic<int> waiting_;
  typename Row::template type<B> event_;
};

template <class Row, backend B>
class gate<Row, B, registry::latch_contract> {
 public:
  static constexpr bool waiters_take_part = false;
  explicit gate(int) noexcept {}

  void open() { latch_.count_down(); }
  void wait() { latch_.wait(); }
  template <class Length>
  [[nodiscard]] bool wait_for(const Length& length) {
    return latch_.wait_for(length);
  }
  template <class Instant>
  [[nodiscard]] bool wait_until(const Instant& when) {
    return latch_.wait_until(when);
  }

 private:
  typename Row::template type<B> latch_{1};
};

/// One phase of a barrier, at which the waiters and the opener arrive.
template <class Row, backend B>
class gate<Row, B, registry::barrier_contract> {
 public:
  static constexpr bool waiters_take_part = true;
  explicit gate(int waiters) noexcept : barrier_{waiters + 1} {}

  void open() { (void)barrier_.arrive(); }
  void wait() { barrier_.arrive_and_wait(); }
  template <class Length>
  [[nodiscard]] bool wait_for(const Length& length) {
    return barrier_.wait_for(barrier_.arrive(), length);
  }
  template <class Instant>
  [[nodiscard]] bool wait_until(const Instant& when) {
    return barrier_.wait_until(barrier_.arrive(), when);
  }

 private:
  struct nothing {
    void operator()() noexcept {}
  };
  typename Row::template type<nothing, B> barrier_;
};

/// The condition that is waited for is a flag of its own.
template <class Row, backend B>
class gate<Row, B, registry::event_count_contract> {
 public:
  static constexpr bool waiters_take_part = false;
  explicit gate(int) noexcept {}

  void open() {
    // release: publishes what came before.
    open_.store(true, order::release);
    changed_.notify_all();
  }
  void wait() {
    changed_.wait([this] { return is_open(); });
  }
  template <class Length>
  [[nodiscard]] bool wait_for(const Length& length) {
    return changed_.wait_for(length, [this] { return is_open(); });
  }
  template <class Instant>
  [[nodiscard]] bool wait_until(const Instant& when) {
    return changed_.wait_until(when, [this] { return is_open(); });
  }

 private:
  [[nodiscard]] bool is_open() const noexcept {
    // acquire: sees what came before the opening.
    return open_.load(order::acquire);
  }

  typename B::template atomic<bool> open_{false};
  typename Row::template type<B> changed_;
};

template <class Row>
struct is_timed : std::bool_constant<Row::contract.timed> {};
template <class Row>
struct is_destroyable : std::bool_constant<Row::contract.destroyable> {};

}  // namespace interlock::support
