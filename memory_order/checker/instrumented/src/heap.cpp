// SPDX-License-Identifier: MIT
/// @file
/// See heap.hpp.
#include "heap.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace interlock::checker::instrumented {
namespace {

/// In new memory, so that a client that reads it does the same in each run.
constexpr int fresh = 0xa5;

}  // namespace

void heap::begin_run() noexcept {
  blocks_.clear();
  for (auto& each : by_address_) each.clear();
}

std::uint32_t heap::allocate(arena& memory, int thread, std::size_t bytes, std::size_t alignment,
                             path_id path) {
  const std::size_t before = std::max(gap, alignment);
  heap_block made;
  try {
    // Up to whole words, so that none belongs to two blocks.
    const std::size_t body = (bytes + word_bytes - 1) / word_bytes * word_bytes;
    void* const start = memory.allocate_unrecorded(thread, before + body + gap, before);
    made.start = reinterpret_cast<std::uintptr_t>(start) + before;
  } catch (const std::bad_alloc&) {
    return none;
  }
  made.bytes = bytes;
  made.thread = thread;
  made.allocated = path;
  std::memset(reinterpret_cast<void*>(made.start), fresh, bytes);
  const auto number = static_cast<std::uint32_t>(blocks_.size());
  blocks_.push_back(made);
  by_address_[static_cast<std::size_t>(thread)].push_back(number);
  return number;
}

std::uint32_t heap::around(int thread, std::uintptr_t address) const noexcept {
  const auto& numbers = by_address_[static_cast<std::size_t>(thread)];
  const auto next = std::upper_bound(
      numbers.begin(), numbers.end(), address + gap,
      [this](std::uintptr_t place, std::uint32_t each) { return place < blocks_[each].start; });
  if (next == numbers.begin()) return none;
  const heap_block& last = blocks_[*(next - 1)];
  return address < last.start + last.bytes + gap + word_bytes ? *(next - 1) : none;
}

}  // namespace interlock::checker::instrumented
