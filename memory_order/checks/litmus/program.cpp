// SPDX-License-Identifier: MIT
/// @file
/// What a litmus program must obey.
#include "program.hpp"

#include <stdexcept>

namespace interlock::litmus {
namespace {

[[noreturn]] void reject(const program& program, std::size_t thread, const std::string& why) {
  throw std::invalid_argument("program '" + program.name + "', thread " + std::to_string(thread) +
                              ": " + why);
}

bool loads_with(access how) noexcept { return how != access::release && how != access::acq_rel; }

void note_accesses(const std::vector<operation>& operations, std::size_t location,
                   access_kinds& found) noexcept {
  for (const operation& op : operations) {
    note_accesses(op.then, location, found);
    if (op.what == kind::fence || op.what == kind::branch || op.location != location) continue;
    (op.order == access::plain ? found.plainly : found.atomically) = true;
  }
}

/// Checks one thread of a program.
class thread_rules {
 public:
  thread_rules(const program& program, std::size_t index) : program_{program}, index_{index} {}

  void check() const {
    if (registers() > max_registers)
      reject(program_, index_,
             "has " + std::to_string(registers()) + " registers, at most " +
                 std::to_string(max_registers) + " are allowed");
    check(program_.threads[index_].operations);
  }

 private:
  [[nodiscard]] std::size_t registers() const { return program_.threads[index_].registers.size(); }

  void require(bool rule, const char* why) const {
    if (!rule) reject(program_, index_, why);
  }

  void check(const operand& used) const {
    if (used.from == operand::source::register_value)
      require(used.value >= 0 && static_cast<std::size_t>(used.value) < registers(),
              "an operand names a register that the thread does not have");
  }

  void check(const std::vector<operation>& operations) const {
    for (const operation& op : operations) check(op);
  }

  void check(const operation& op) const {
    if (op.what != kind::fence && op.what != kind::branch)
      require(op.location < program_.locations.size(), "a location that does not exist");
    if (reads(op.what) || op.what == kind::branch)
      require(op.target < registers(), "a register that does not exist");
    check(op.value);
    check(op.expected);
    check_order(op);
    check(op.then);
  }

  void check_order(const operation& op) const {
    const bool load = op.what == kind::load || op.what == kind::await;
    if (load) require(loads_with(op.order), "a load cannot release");
    if (op.what == kind::compare_exchange)
      require(loads_with(op.failure_order) && op.failure_order != access::plain,
              "a compare_exchange that fails is an atomic load: its order cannot release");
    if (op.what == kind::store)
      require(op.order != access::acquire && op.order != access::acq_rel, "a store cannot acquire");
    if (op.what != kind::store && op.what != kind::load && op.what != kind::branch)
      require(op.order != access::plain, "only a load or a store can be plain");
    if (op.what == kind::fence)
      require(op.order != access::relaxed, "a relaxed fence does nothing");
  }

  const program& program_;
  std::size_t index_;
};

}  // namespace

std::memory_order to_memory_order(access how) noexcept {
  switch (how) {
    case access::acquire:
      return std::memory_order::acquire;
    case access::release:
      return std::memory_order::release;
    case access::acq_rel:
      return std::memory_order::acq_rel;
    case access::seq_cst:
      return std::memory_order::seq_cst;
    case access::plain:
    case access::relaxed:
      break;
  }
  return std::memory_order::relaxed;
}

bool reads(kind what) noexcept {
  return what != kind::store && what != kind::fence && what != kind::branch;
}

bool writes(kind what) noexcept {
  return what == kind::store || what == kind::fetch_add || what == kind::exchange ||
         what == kind::compare_exchange;
}

bool holds(comparison relation, int value, int expected) noexcept {
  return (relation == comparison::equal) == (value == expected);
}

std::size_t count_operations(const std::vector<operation>& operations) noexcept {
  std::size_t count = 0;
  for (const operation& op : operations)
    count += op.what == kind::branch ? count_operations(op.then) : 1;
  return count;
}

access_kinds accessed(const program& program, std::size_t location) noexcept {
  access_kinds found;
  for (const thread& each : program.threads) note_accesses(each.operations, location, found);
  return found;
}

bool mixes_accesses(const program& program) noexcept {
  for (std::size_t index = 0; index < program.locations.size(); ++index) {
    const access_kinds found = accessed(program, index);
    if (found.plainly && found.atomically) return true;
  }
  return false;
}

void validate(const program& program) {
  const auto reject_size = [&](const char* what, std::size_t is, std::size_t limit) {
    throw std::invalid_argument("program '" + program.name + "' has " + std::to_string(is) + " " +
                                what + ", expected 1 to " + std::to_string(limit));
  };
  const std::size_t threads = program.threads.size();
  const std::size_t locations = program.locations.size();
  if (threads == 0 || threads > max_threads) reject_size("threads", threads, max_threads);
  if (locations == 0 || locations > max_locations)
    reject_size("locations", locations, max_locations);
  std::size_t events = locations;
  for (std::size_t index = 0; index < threads; ++index) {
    thread_rules{program, index}.check();
    events += count_operations(program.threads[index].operations);
  }
  if (events > max_events) reject_size("events, initial values included", events, max_events);
}

std::vector<std::string> observed_columns(const program& program) {
  std::vector<std::string> columns;
  for (std::size_t index = 0; index < program.threads.size(); ++index)
    for (const std::string& name : program.threads[index].registers)
      columns.push_back(std::to_string(index) + ":" + name);
  for (const location& place : program.locations) columns.push_back(place.name);
  return columns;
}

}  // namespace interlock::litmus
