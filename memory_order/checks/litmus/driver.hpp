// SPDX-License-Identifier: MIT
/// @file
/// Runs a litmus program on a backend: on the real machine, or under whatever explores executions.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "outcome.hpp"
#include "program.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <set>

namespace interlock::litmus {

/// A final state in a fixed place: an execution that is abandoned half-way must not own memory.
struct snapshot {
  std::array<int, max_threads * max_registers + max_locations> values{};
  std::size_t size = 0;

  void add(int value) noexcept { values[size++] = value; }
  [[nodiscard]] final_state state() const {
    return {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(size)};
  }
};

/// The locations of a program, each a plain or an atomic object of a backend.
template <backend B>
class objects_of {
 public:
  /// Requires: `program` mixes no plain and atomic accesses to one location.
  explicit objects_of(const program& program) {
    for (std::size_t index = 0; index < program.locations.size(); ++index) {
      const int initial = program.locations[index].initial;
      if (accessed(program, index).plainly)
        plains_[index].emplace(initial);
      else
        atomics_[index].emplace(initial);
    }
  }

  [[nodiscard]] int read(std::size_t location) { return plains_[location]->read(); }
  void write(std::size_t location, int value) { plains_[location]->write(value); }
  [[nodiscard]] auto& atomic(std::size_t location) { return *atomics_[location]; }
  template <class Ready>
  [[nodiscard]] int await(std::size_t location, std::memory_order order, Ready ready) {
    return B::await(atomic(location), order, ready);
  }
  /// Requires: nobody else accesses it.
  [[nodiscard]] int last(std::size_t location) {
    return plains_[location] ? read(location) : atomic(location).load(std::memory_order_relaxed);
  }

 private:
  std::array<std::optional<typename B::template atomic<int>>, max_locations> atomics_;
  std::array<std::optional<typename B::template plain<int>>, max_locations> plains_;
};

/// One execution of a program: its locations, registers and threads.
template <backend B, class Objects = objects_of<B>>
class program_execution {
 public:
  /// Requires: `program` is valid, and `Objects` can be accessed as it does.
  explicit program_execution(const program& program) : program_{program}, objects_{program} {}

  /// Runs all threads to their end.
  [[nodiscard]] snapshot run() {
    const std::size_t count = program_.threads.size();
    std::array<typename B::thread, max_threads> threads;
    for (std::size_t index = 0; index < count; ++index)
      threads[index] = typename B::thread{[this, index] { run_thread(index); }};
    for (std::size_t index = 0; index < count; ++index) threads[index].join();
    return observe();
  }

 private:
  using registers = std::array<int, max_registers>;

  void run_thread(std::size_t index) {
    perform(program_.threads[index].operations, registers_[index]);
  }

  void perform(const std::vector<operation>& operations, registers& own) {
    for (const operation& op : operations) {
      if (op.what == kind::branch) {
        if (own[op.target] == evaluate(op.expected, own)) perform(op.then, own);
      } else if (op.what == kind::fence) {
        B::fence(to_memory_order(op.order));
      } else if (op.order == access::plain) {
        perform_plain(op, own);
      } else {
        perform_atomic(op, own);
      }
    }
  }

  [[nodiscard]] static int evaluate(const operand& used, const registers& own) noexcept {
    return used.from == operand::source::constant ? used.value
                                                  : own[static_cast<std::size_t>(used.value)];
  }

  void perform_plain(const operation& op, registers& own) {
    if (op.what == kind::load)
      own[op.target] = objects_.read(op.location);
    else
      objects_.write(op.location, evaluate(op.value, own));
  }

  void perform_atomic(const operation& op, registers& own) {
    const std::memory_order order = to_memory_order(op.order);
    if (op.what == kind::store)
      objects_.atomic(op.location).store(evaluate(op.value, own), order);
    else
      own[op.target] = read(op, order, own);
  }

  /// The value read.
  [[nodiscard]] int read(const operation& op, std::memory_order order, const registers& own) {
    auto&& place = objects_.atomic(op.location);
    const int value = evaluate(op.value, own);
    int expected = evaluate(op.expected, own);
    switch (op.what) {
      case kind::fetch_add:
        return place.fetch_add(value, order);
      case kind::exchange:
        return place.exchange(value, order);
      case kind::compare_exchange:
        place.compare_exchange_strong(expected, value, order, to_memory_order(op.failure_order));
        return expected;
      case kind::await:
        return objects_.await(op.location, order, [relation = op.relation, expected](int now) {
          return holds(relation, now, expected);
        });
      default:
        return place.load(order);
    }
  }

  // All threads are joined, so each last write is the only value left to read.
  [[nodiscard]] snapshot observe() {
    snapshot result;
    for (std::size_t index = 0; index < program_.threads.size(); ++index)
      for (std::size_t r = 0; r < program_.threads[index].registers.size(); ++r)
        result.add(registers_[index][r]);
    for (std::size_t index = 0; index < program_.locations.size(); ++index)
      result.add(objects_.last(index));
    return result;
  }

  const program& program_;
  Objects objects_;
  std::array<registers, max_threads> registers_{};
};

/// The final states of the executions that `explore(body, completed)` makes: it calls `body` for
/// each execution, and `completed`, outside of it, after each one that reached its end.
template <backend B, class Objects = objects_of<B>, class Explore>
[[nodiscard]] std::set<final_state> run(const program& program, Explore explore) {
  std::set<final_state> states;
  snapshot last;
  explore([&] { last = program_execution<B, Objects>{program}.run(); },
          [&] { states.insert(last.state()); });
  return states;
}

}  // namespace interlock::litmus
