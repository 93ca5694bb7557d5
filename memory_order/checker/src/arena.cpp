// SPDX-License-Identifier: MIT
/// @file
/// See arena.hpp.
#include "arena.hpp"

#include <algorithm>
#include <new>
#include <sys/mman.h>

namespace interlock::checker {

arena::arena() {
  void* const memory = ::mmap(nullptr, region_bytes * max_threads, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc{};
  base_ = static_cast<std::byte*>(memory);
}

arena::~arena() { ::munmap(base_, region_bytes * max_threads); }

void arena::reset() noexcept {
  std::fill(std::begin(used_), std::end(used_), std::size_t{0});
  blocks_.clear();
}

void* arena::allocate_unrecorded(int thread, std::size_t bytes, std::size_t alignment) {
  std::size_t& used = used_[static_cast<std::size_t>(thread)];
  const std::size_t start = (used + alignment - 1) / alignment * alignment;
  if (start + bytes > region_bytes) throw std::bad_alloc{};
  used = start + std::max<std::size_t>(bytes, 1);
  return base_ + static_cast<std::size_t>(thread) * region_bytes + start;
}

void* arena::allocate(int thread, std::size_t bytes, std::size_t alignment, source_location where) {
  auto* const memory = static_cast<std::byte*>(allocate_unrecorded(thread, bytes, alignment));
  block& made = blocks_.emplace_back();
  made.start = memory;
  made.bytes = bytes;
  made.thread = thread;
  made.allocated = where;
  return memory;
}

arena::block* arena::find(const void* memory) noexcept {
  const auto found = std::find_if(blocks_.begin(), blocks_.end(),
                                  [memory](const block& each) { return each.start == memory; });
  return found == blocks_.end() ? nullptr : &*found;
}

}  // namespace interlock::checker
