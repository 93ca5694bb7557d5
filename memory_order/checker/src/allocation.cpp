// SPDX-License-Identifier: MIT
/// @file
/// What the machine does for allocations of clients.
#include "machine.hpp"
#include "place.hpp"

#include <string>
#include <utility>

namespace interlock::checker {
namespace {

[[nodiscard]] std::string text_of_invalid_free(const arena::moment& from) {
  return "invalid free: thread " + std::to_string(from.thread) +
         " frees what this execution has not allocated" + checker::at(from);
}

[[nodiscard]] std::string text_of_double_free(const arena::moment& from,
                                              const arena::moment& first) {
  return "double free: thread " + std::to_string(from.thread) + checker::at(from) +
         ", after thread " + std::to_string(first.thread) + checker::at(first);
}

}  // namespace

void* machine::allocate(std::size_t bytes, std::size_t alignment, source_location where,
                        std::uintptr_t code) {
  const arena::moment from{current_, date(), where, code};
  if (wanted_.reuse != 0) {
    if (void* const again = allocate_again(bytes, alignment, from); again != nullptr) return again;
  }
  const arena::moment made{current_, date(), where, code};
  void* const memory = memory_.allocate(bytes, alignment, made);
  if (takes_notes_) notes_.allocated({current_, date()}, memory, bytes, place_of(made));
  return memory;
}

/// Null: fresh memory is to be used. Which freed block, if any, is a choice.
void* machine::allocate_again(std::size_t bytes, std::size_t alignment, const arena::moment& from) {
  // Found twice: this frame may own nothing when it performs the choice, after which its thread may
  // never go on.
  const auto candidates = [&] {
    return memory_.reusable(bytes, alignment, from.thread, now(), wanted_.reuse);
  };
  const std::size_t count = candidates().size();
  if (count == 0) return nullptr;
  operation choice;
  choice.kind = event_kind::choice;
  choice.about = choice_about::reuse;
  choice.operand = count + 1;
  choice.where = from.where;
  const auto chosen = static_cast<std::size_t>(perform(choice).value);
  if (chosen == 0) return nullptr;
  const arena::moment taken{current_, date(), from.where, from.code};
  void* const again = memory_.reuse(candidates()[chosen - 1], taken, now());
  if (again == nullptr) abandon();
  if (takes_notes_) notes_.allocated({current_, date()}, again, bytes, place_of(from));
  return again;
}

void machine::deallocate(void* memory, source_location where, std::uintptr_t code) {
  const arena::moment from{current_, date(), where, code};
  arena::block* const found = memory_.find(memory);
  culprit me{current_, date(), culprit::time::now, step_kind::free, {}, place_of(from)};
  if (found == nullptr) {
    blame(std::move(me));
    fail(failure::invalid_free, text_of_invalid_free(from));
  }
  if (found->freed) {
    me.block = memory;
    culprit first = me;
    first.thread = found->released.thread;
    first.date = found->released.date;
    first.when = culprit::time::earlier;
    first.where = place_of(found->released);
    blame(std::move(first));
    blame(std::move(me));
    fail(failure::double_free, text_of_double_free(from, found->released));
  }
  found->freed = true;
  found->released = from;
  if (takes_notes_) notes_.freed({current_, date()}, memory, place_of(from));
}

}  // namespace interlock::checker
