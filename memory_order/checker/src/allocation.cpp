// SPDX-License-Identifier: MIT
/// @file
/// What the machine does for allocations of clients.
#include "machine.hpp"
#include "place.hpp"

#include <string>

namespace interlock::checker {

void* machine::allocate(std::size_t bytes, std::size_t alignment, source_location where,
                        std::uintptr_t code) {
  const arena::moment from{current_, date(), where, code};
  if (wanted_.reuse != 0) {
    if (void* const again = allocate_again(bytes, alignment, from); again != nullptr) return again;
  }
  return memory_.allocate(bytes, alignment, {current_, date(), where, code});
}

/// Null: fresh memory is to be used. Which freed block, if any, is a choice.
void* machine::allocate_again(std::size_t bytes, std::size_t alignment, const arena::moment& from) {
  const auto candidates = memory_.reusable(bytes, alignment, current_, now(), wanted_.reuse);
  if (candidates.empty()) return nullptr;
  operation choice;
  choice.kind = event_kind::choice;
  choice.about = choice_about::reuse;
  choice.operand = candidates.size() + 1;
  choice.where = from.where;
  const auto chosen = static_cast<std::size_t>(perform(choice).value);
  if (chosen == 0) return nullptr;
  void* const again =
      memory_.reuse(candidates[chosen - 1], {current_, date(), from.where, from.code}, now());
  if (again == nullptr) abandon();
  return again;
}

void machine::deallocate(void* memory, source_location where, std::uintptr_t code) {
  const arena::moment from{current_, date(), where, code};
  const std::string who = "thread " + std::to_string(current_);
  arena::block* const found = memory_.find(memory);
  if (found == nullptr) {
    fail(failure::invalid_free, "invalid free: " + who +
                                    " frees what this execution has not allocated" +
                                    checker::at(from));
  }
  if (found->freed) {
    fail(failure::double_free, "double free: " + who + checker::at(from) + ", after thread " +
                                   std::to_string(found->released.thread) +
                                   checker::at(found->released));
  }
  found->freed = true;
  found->released = from;
}

}  // namespace interlock::checker
