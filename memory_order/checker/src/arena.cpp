// SPDX-License-Identifier: MIT
/// @file
/// See arena.hpp.
#include "arena.hpp"

#include "reusable.hpp"

#include <algorithm>
#include <new>
#include <sys/mman.h>

namespace interlock::checker {

arena::arena() {
  // The same addresses in every process, if they are free: clients that compare or hash addresses
  // can then be repeated in another one.
  auto* const wanted = reinterpret_cast<void*>(std::uintptr_t{0x2000'0000'0000});
  void* const memory = ::mmap(wanted, region_bytes * max_threads, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc{};
  base_ = static_cast<std::byte*>(memory);
  latest_ = this;
}

arena::~arena() {
  if (latest_ == this) latest_ = nullptr;
  ::munmap(base_, region_bytes * max_threads);
}

void arena::reset() noexcept {
  used_.fill(0);
  for (index_of_region& each : newest_) each.clear();
  blocks_.clear();
}

void* arena::allocate_unrecorded(int thread, std::size_t bytes, std::size_t alignment) {
  std::size_t& used = used_[static_cast<std::size_t>(thread)];
  const std::size_t start = (used + alignment - 1) / alignment * alignment;
  if (bytes > region_bytes || start > region_bytes - bytes) throw std::bad_alloc{};
  used = start + std::max<std::size_t>(bytes, 1);
  return base_ + static_cast<std::size_t>(thread) * region_bytes + start;
}

void* arena::allocate(std::size_t bytes, std::size_t alignment, const moment& when) {
  auto* const memory = static_cast<std::byte*>(allocate_unrecorded(when.thread, bytes, alignment));
  newest_[static_cast<std::size_t>(when.thread)].emplace_back(memory, blocks_.size());
  block& made = blocks_.emplace_back();
  made.start = memory;
  made.bytes = bytes;
  made.alignment = alignment;
  made.allocated = when;
  return memory;
}

std::vector<std::size_t> arena::reusable(std::size_t bytes, std::size_t alignment, int by,
                                         const view& now, std::size_t most) const {
  return checker::reusable(blocks_, none, bytes, alignment, by, now, most);
}

void* arena::reuse(std::size_t which, const moment& when, const view& now) {
  block again = blocks_[which];
  if (again.next != none) return nullptr;
  if (!again.released.is_known(when.thread, now)) return nullptr;
  again.allocated = when;
  again.freed = false;
  again.released = {};
  blocks_[which].next = blocks_.size();
  find_in_index(again.start)->second = blocks_.size();
  blocks_.push_back(again);
  return again.start;
}

bool arena::contains(const void* memory) const noexcept {
  const auto place = reinterpret_cast<std::uintptr_t>(memory);
  const auto base = reinterpret_cast<std::uintptr_t>(base_);
  return place >= base && place - base < region_bytes * max_threads;
}

std::size_t arena::region_of(const void* memory) const noexcept {
  return static_cast<std::size_t>(static_cast<const std::byte*>(memory) - base_) / region_bytes;
}

arena::index_of_region::iterator arena::find_in_index(const void* memory) noexcept {
  index_of_region& all = newest_[region_of(memory)];
  const auto found =
      std::lower_bound(all.begin(), all.end(), static_cast<const std::byte*>(memory),
                       [](const auto& each, const std::byte* start) { return each.first < start; });
  return found != all.end() && found->first == memory ? found : all.end();
}

arena::block* arena::find(const void* memory) noexcept {
  if (!contains(memory)) return nullptr;
  const auto found = find_in_index(memory);
  return found == newest_[region_of(memory)].end() ? nullptr : &blocks_[found->second];
}

}  // namespace interlock::checker
