// SPDX-License-Identifier: MIT
/// @file
/// Enumerates candidate executions: reads-from by running the threads, then modification orders.
#include "oracle.hpp"

#include "axioms.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace interlock::litmus {
namespace {

struct limit_reached {};

/// A thread's operations in one list: after a branch that is not taken, `skip` more are left out.
struct instruction {
  const operation* op;
  std::size_t skip;
};
using code = std::vector<instruction>;

void flatten(const std::vector<operation>& operations, code& into) {
  for (const operation& op : operations) {
    into.push_back({&op, 0});
    const std::size_t at = into.size() - 1;
    flatten(op.then, into);
    into[at].skip = into.size() - 1 - at;
  }
}

struct thread_state {
  std::size_t next = 0;  ///< index of the next instruction
  std::size_t not_before =
      0;  ///< a thread that was passed over reads from this event or a later one
  std::array<int, max_registers> registers{};
};

/// A candidate execution that grows: threads have run a part of their code.
struct partial_execution {
  std::vector<event> events;
  std::vector<thread_state> threads;
};

class enumerator {
 public:
  enumerator(const program& program, model under, std::uint64_t limit)
      : program_{program}, model_{under}, limit_{limit}, code_(program.threads.size()) {
    for (std::size_t index = 0; index < code_.size(); ++index)
      flatten(program.threads[index].operations, code_[index]);
  }

  [[nodiscard]] outcome run() {
    partial_execution start;
    start.threads.resize(code_.size());
    for (std::size_t index = 0; index < program_.locations.size(); ++index)
      start.events.push_back({.location = index, .written = program_.locations[index].initial});
    extend(std::move(start));
    return std::move(result_);
  }

 private:
  // A read can only read a write that exists, so that po | rf is acyclic, and all that differs
  // between two ways to build the same execution is the order of its events. One is singled out:
  // the lowest-numbered thread that can move does. A thread that is passed over cannot move, so it
  // is about to read a write which is not there yet.
  void extend(partial_execution at) {
    for (std::size_t index = 0; index < code_.size(); ++index) skip_branches(at, index);
    if (only_awaits_are_left(at)) try_modification_orders(at);
    for (std::size_t index = 0; index < code_.size(); ++index) {
      const operation* const op = next_operation(at, index);
      if (op == nullptr) continue;
      if (!reads(op->what)) {
        extend(after_write_or_fence(at, index, *op));
        break;  // it can move, so no later thread may pass it over
      }
      for (std::size_t source = at.threads[index].not_before; source < at.events.size(); ++source)
        extend_with_read(at, index, *op, source);
      at.threads[index].not_before = at.events.size();
    }
  }

  [[nodiscard]] const operation* next_operation(const partial_execution& at,
                                                std::size_t index) const {
    const std::size_t next = at.threads[index].next;
    return next < code_[index].size() ? code_[index][next].op : nullptr;
  }

  [[nodiscard]] bool only_awaits_are_left(const partial_execution& at) const {
    for (std::size_t index = 0; index < code_.size(); ++index) {
      const operation* const op = next_operation(at, index);
      if (op != nullptr && op->what != kind::await) return false;
    }
    return true;
  }

  void skip_branches(partial_execution& at, std::size_t index) const {
    thread_state& state = at.threads[index];
    while (const operation* const op = next_operation(at, index)) {
      if (op->what != kind::branch) return;
      const bool taken = state.registers[op->target] == evaluate(op->expected, state);
      state.next += 1 + (taken ? 0 : code_[index][state.next].skip);
    }
  }

  [[nodiscard]] static int evaluate(const operand& used, const thread_state& state) {
    return used.from == operand::source::constant
               ? used.value
               : state.registers[static_cast<std::size_t>(used.value)];
  }

  [[nodiscard]] static partial_execution after_write_or_fence(partial_execution at,
                                                              std::size_t index,
                                                              const operation& op) {
    thread_state& state = at.threads[index];
    at.events.push_back({.what = op.what == kind::store ? event_kind::write : event_kind::fence,
                         .order = op.order,
                         .thread = index,
                         .location = op.location,
                         .written = evaluate(op.value, state)});
    ++state.next;
    return at;
  }

  void extend_with_read(partial_execution at, std::size_t index, const operation& op,
                        std::size_t source) {
    const event& from = at.events[source];
    if (!is_write(from) || from.location != op.location) return;
    thread_state& state = at.threads[index];
    const int value = from.written;
    const int expected = evaluate(op.expected, state);
    if (op.what == kind::await && !holds(op.relation, value, expected)) return;
    event read{.what = event_kind::update,
               .order = op.order,
               .thread = index,
               .location = op.location,
               .source = source,
               .written = evaluate(op.value, state)};
    if (op.what == kind::fetch_add) read.written += value;
    if (op.what == kind::compare_exchange && value != expected) {
      read.what = event_kind::read;
      read.order = op.failure_order;
    }
    if (!writes(op.what)) read.what = event_kind::read;
    at.events.push_back(read);
    state.registers[op.target] = value;
    state.not_before = 0;
    ++state.next;
    extend(std::move(at));
  }

  void try_modification_orders(const partial_execution& at) {
    const event_structure structure{at.events};
    std::vector<std::vector<std::size_t>> writes_of(program_.locations.size());
    for (std::size_t index = 0; index < at.events.size(); ++index)
      if (is_write(at.events[index])) writes_of[at.events[index].location].push_back(index);
    const relation none{at.events.size()};
    if (consistent(structure, none)) order_writes(at, structure, writes_of, 0, 1, none);
  }

  /// Orders the writes of locations from `location` on, of which the first `ordered` are in place.
  void order_writes(const partial_execution& at, const event_structure& structure,
                    std::vector<std::vector<std::size_t>>& writes_of, std::size_t location,
                    std::size_t ordered, const relation& mo) {
    if (location == writes_of.size()) return record(at, structure, writes_of);
    auto& all = writes_of[location];
    if (ordered == all.size()) return order_writes(at, structure, writes_of, location + 1, 1, mo);
    for (std::size_t index = ordered; index < all.size(); ++index) {
      std::swap(all[ordered], all[index]);
      relation longer = mo;
      for (std::size_t earlier = 0; earlier < ordered; ++earlier)
        longer.add(all[earlier], all[ordered]);
      if (consistent(structure, longer))
        order_writes(at, structure, writes_of, location, ordered + 1, longer);
      std::swap(all[ordered], all[index]);
    }
  }

  [[nodiscard]] bool consistent(const event_structure& structure, const relation& mo) {
    if (limit_ != no_limit && ++tests_ > limit_) throw limit_reached{};
    return structure.consistent(model_, mo);
  }

  void record(const partial_execution& at, const event_structure& structure,
              const std::vector<std::vector<std::size_t>>& modification_order) {
    bool complete = true;
    for (std::size_t index = 0; index < code_.size(); ++index) {
      const operation* const await = next_operation(at, index);
      if (await == nullptr) continue;
      complete = false;
      const int last = at.events[modification_order[await->location].back()].written;
      if (holds(await->relation, last, evaluate(await->expected, at.threads[index]))) return;
    }
    if (structure.race()) result_.race = true;
    if (!complete) {
      result_.hang = true;
      return;
    }
    ++result_.executions;
    final_state state;
    for (std::size_t index = 0; index < code_.size(); ++index) {
      const auto& registers = at.threads[index].registers;
      state.insert(state.end(), registers.begin(),
                   registers.begin() +
                       static_cast<std::ptrdiff_t>(program_.threads[index].registers.size()));
    }
    for (const auto& writes : modification_order) state.push_back(at.events[writes.back()].written);
    result_.states.insert(std::move(state));
  }

  const program& program_;
  const model model_;
  const std::uint64_t limit_;
  std::uint64_t tests_ = 0;
  std::vector<code> code_;
  outcome result_;
};

}  // namespace

std::optional<outcome> enumerate(const program& program, model under, std::uint64_t limit) {
  try {
    return enumerator{program, under, limit}.run();
  } catch (const limit_reached&) {
    return std::nullopt;
  }
}

}  // namespace interlock::litmus
