// SPDX-License-Identifier: MIT
/// @file
/// See heap.hpp.
#include "heap.hpp"

#include "reusable.hpp"

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
  for (index& each : regions_) each.clear();
}

std::uint32_t heap::allocate(arena& memory, std::size_t bytes, std::size_t alignment,
                             const heap_moment& when) {
  const std::size_t before = std::max(gap, alignment);
  heap_block made;
  try {
    // Up to whole words, so that none belongs to two blocks.
    const std::size_t body = (bytes + word_bytes - 1) / word_bytes * word_bytes;
    void* const start = memory.allocate_unrecorded(when.thread, before + body + gap, before);
    made.start = reinterpret_cast<std::uintptr_t>(start) + before;
  } catch (const std::bad_alloc&) {
    return none;
  }
  made.bytes = bytes;
  made.alignment = alignment;
  made.region = when.thread;
  made.allocated = when;
  std::memset(reinterpret_cast<void*>(made.start), fresh, bytes);
  const auto number = static_cast<std::uint32_t>(blocks_.size());
  blocks_.push_back(made);
  regions_[static_cast<std::size_t>(made.region)].push_back(number);
  return number;
}

std::vector<std::uint32_t> heap::reusable(std::size_t bytes, std::size_t alignment, int by,
                                          const view& now, std::size_t most) const {
  return checker::reusable(blocks_, none, bytes, alignment, by, now, most);
}

std::uint32_t heap::reuse(std::uint32_t which, const heap_moment& when) {
  if (blocks_[which].next != none) return none;
  const auto number = static_cast<std::uint32_t>(blocks_.size());
  blocks_[which].next = number;
  heap_block again = blocks_[which];
  again.allocated = when;
  again.freed = false;
  again.released = {};
  again.next = none;
  blocks_.push_back(again);
  index& region = regions_[static_cast<std::size_t>(again.region)];
  region[static_cast<std::size_t>(after(region, again.start) - region.begin()) - 1] = number;
  std::memset(reinterpret_cast<void*>(again.start), fresh, again.bytes);
  return number;
}

heap::index::const_iterator heap::after(const index& region,
                                        std::uintptr_t address) const noexcept {
  return std::upper_bound(
      region.begin(), region.end(), address,
      [this](std::uintptr_t place, std::uint32_t each) { return place < blocks_[each].start; });
}

std::uint32_t heap::around(int thread, std::uintptr_t address) const noexcept {
  const index& region = regions_[static_cast<std::size_t>(thread)];
  const auto next = after(region, address + gap);
  if (next == region.begin()) return none;
  const heap_block& last = blocks_[*(next - 1)];
  return address < last.start + last.bytes + gap + word_bytes ? *(next - 1) : none;
}

}  // namespace interlock::checker::instrumented
