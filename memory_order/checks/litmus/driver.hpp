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

/// One execution of a program: its locations, registers and threads.
template <backend B>
class program_execution {
 public:
  /// Requires: `program` is valid and mixes no plain and atomic accesses to one location.
  explicit program_execution(const program& program) : program_{program} {
    for (std::size_t index = 0; index < program.locations.size(); ++index) {
      const int initial = program.locations[index].initial;
      if (accessed(program, index).plainly)
        plains_[index].emplace(initial);
      else
        atomics_[index].emplace(initial);
    }
  }

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
  using atomic = typename B::template atomic<int>;

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
    auto& place = *plains_[op.location];
    if (op.what == kind::load)
      own[op.target] = place.read();
    else
      place.write(evaluate(op.value, own));
  }

  void perform_atomic(const operation& op, registers& own) {
    atomic& place = *atomics_[op.location];
    const std::memory_order order = to_memory_order(op.order);
    if (op.what == kind::store)
      place.store(evaluate(op.value, own), order);
    else
      own[op.target] = read(place, op, order, own);
  }

  /// The value read.
  [[nodiscard]] static int read(atomic& place, const operation& op, std::memory_order order,
                                const registers& own) {
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
        return B::await(place, order, [relation = op.relation, expected](int now) {
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
      result.add(plains_[index] ? plains_[index]->read()
                                : atomics_[index]->load(std::memory_order_relaxed));
    return result;
  }

  const program& program_;
  std::array<std::optional<atomic>, max_locations> atomics_;
  std::array<std::optional<typename B::template plain<int>>, max_locations> plains_;
  std::array<registers, max_threads> registers_{};
};

/// The final states of the executions that `explore(body, completed)` makes: it calls `body` for
/// each execution, and `completed`, outside of it, after each one that reached its end.
template <backend B, class Explore>
[[nodiscard]] std::set<final_state> run(const program& program, Explore explore) {
  std::set<final_state> states;
  snapshot last;
  explore([&] { last = program_execution<B>{program}.run(); },
          [&] { states.insert(last.state()); });
  return states;
}

}  // namespace interlock::litmus
