// SPDX-License-Identifier: MIT
/// @file
/// The part of `client_memory` that is about blocks of the heap.
#include "client_memory.hpp"

#include <algorithm>
#include <cstring>

namespace interlock::checker::instrumented {

void client_memory::must_be_alive(const word_cell& cell, std::uintptr_t address, std::size_t bytes,
                                  const access& now) {
  if (cell.block == none) return;
  const heap_block& block = heap_[cell.block];
  if (block.freed) fail_after_free(block, now);
  if (block.contains(address, bytes)) return;
  blame(now);
  engine_.fail(failure::out_of_bounds, "out of bounds: thread " + std::to_string(thread()) +
                                           (now.writes ? " writes " : " reads ") +
                                           std::to_string(bytes) + " bytes" + place_of(now.path) +
                                           ", not all of them" + describe(block.start));
}

void client_memory::fail_after_free(const heap_block& block, const access& now) {
  const bool ordered = block.released.is_known(thread(), engine_.now());
  blame(step_kind::free, block.released);
  blame(now);
  engine_.fail(
      failure::use_after_free,
      "use after free: thread " + std::to_string(thread()) + (now.writes ? " writes" : " reads") +
          place_of(now.path) + (ordered ? ", after thread " : ", unordered with thread ") +
          std::to_string(block.released.thread) + (ordered ? " has freed it" : " that frees it") +
          place_of(block.released.path) + describe(block.start));
}

void* client_memory::allocate(std::size_t bytes, std::size_t alignment, path_id path) {
  std::uint32_t number = none;
  if (engine_.wanted().reuse != 0) number = allocate_again(bytes, alignment, path);
  if (number == none) {
    number = heap_.allocate(engine_.memory(), bytes, alignment, {thread(), engine_.date(), path});
  }
  return number == none ? nullptr : reinterpret_cast<void*>(heap_[number].start);
}

/// `none`: fresh memory is to be used. Which freed block, if any, is a choice.
std::uint32_t client_memory::allocate_again(std::size_t bytes, std::size_t alignment,
                                            path_id path) {
  const std::vector<std::uint32_t> candidates =
      heap_.reusable(bytes, alignment, thread(), engine_.now(), engine_.wanted().reuse);
  if (candidates.empty()) return none;
  operation choice;
  choice.kind = event_kind::choice;
  choice.about = choice_about::reuse;
  choice.operand = candidates.size() + 1;
  choice.where = calls_.where(path);
  const auto chosen = static_cast<std::size_t>(engine_.perform(choice).value);
  if (chosen == 0) return none;
  const std::uint32_t number =
      heap_.reuse(candidates[chosen - 1], {thread(), engine_.date(), path});
  if (number == none) engine_.abandon();
  for (std::uint32_t i = heap_[number].cells; i != none; i = cells_[i].next_in_block) {
    cells_[i].block = number;
    end_objects(cells_[i], cells_[i].address, word_bytes);
  }
  return number;
}

const heap_block* client_memory::block_at(std::uintptr_t start) noexcept {
  const std::uint32_t number = number_at(start);
  return number == none ? nullptr : &heap_[number];
}

/// The number of the block that starts there, or `none`.
std::uint32_t client_memory::number_at(std::uintptr_t start) const noexcept {
  const int owner = engine_.memory().owner_of(reinterpret_cast<const void*>(start));
  const std::uint32_t number = owner < 0 ? none : heap_.around(owner, start);
  return number != none && heap_[number].start == start ? number : none;
}

void client_memory::deallocate(std::uintptr_t start, path_id path) {
  const std::uint32_t number = number_at(start);
  const std::string who = "thread " + std::to_string(thread());
  const heap_moment now{thread(), engine_.date(), path};
  if (number == none) {
    blame(step_kind::free, now);
    engine_.fail(failure::invalid_free, "invalid free: " + who + " frees what no allocation has " +
                                            "returned" + place_of(path) + describe(start));
  }
  heap_block& block = heap_[number];
  if (block.freed) {
    blame(step_kind::free, block.released);
    blame(step_kind::free, now);
    engine_.fail(failure::double_free, "double free: " + who + place_of(path) + ", after thread " +
                                           std::to_string(block.released.thread) +
                                           place_of(block.released.path) + describe(start));
  }
  access end = access_by_me(true, path);
  end.bytes = static_cast<byte_mask>(~0U);
  const view known = engine_.now();
  for (std::uint32_t i = block.cells; i != none; i = cells_[i].next_in_block) {
    const std::optional<access> earlier = history_.unordered(cells_[i], end, known);
    if (!earlier) continue;
    blame(*earlier);
    blame(step_kind::free, now);
    engine_.fail(failure::use_after_free,
                 "use after free: " + who + " frees" + place_of(path) + ", unordered with thread " +
                     std::to_string(earlier->thread) + " that accesses it" +
                     place_of(earlier->path) + describe(start));
  }
  block.freed = true;
  block.released = now;
}

std::string client_memory::describe(std::uintptr_t address) {
  const auto* const place = reinterpret_cast<const void*>(address);
  const int owner = engine_.memory().owner_of(place);
  const std::uint32_t number = owner < 0 ? none : heap_.around(owner, address);
  if (number != none) {
    const heap_block& block = heap_[number];
    return ", in " + std::to_string(block.bytes) + " bytes that thread " +
           std::to_string(block.allocated.thread) + " allocated" + place_of(block.allocated.path);
  }
  if (engine_.is_on_stack(place)) return ", on a thread's stack";
  const std::optional<std::string> symbol = calls_.program().symbol_at(address);
  return symbol ? ", in " + *symbol : std::string{};
}

void client_memory::mark(std::uintptr_t place, std::vector<bool>& reached,
                         std::vector<std::uint32_t>& pending) {
  word content = 0;
  std::memcpy(&content, reinterpret_cast<const void*>(place), word_bytes);
  // Programs keep marks in the upper and the lower bits of pointers.
  const auto address = static_cast<std::uintptr_t>(content) & 0x0000'ffff'ffff'ffffU;
  const int owner = engine_.memory().owner_of(reinterpret_cast<const void*>(address));
  const std::uint32_t number = owner < 0 ? none : heap_.around(owner, address);
  if (number == none || reached[number] || !heap_[number].contains(address, 0)) return;
  reached[number] = true;
  pending.push_back(number);
}

const heap_block* client_memory::leaked() {
  const auto is_alive = [](const heap_block& each) { return !each.freed; };
  auto& blocks = heap_.blocks();
  if (std::none_of(blocks.begin(), blocks.end(), is_alive)) return nullptr;
  std::vector<bool> reached(blocks.size());
  std::vector<std::uint32_t> pending;
  kept_.for_each([&](std::uintptr_t place) { mark(place, reached, pending); });
  while (!pending.empty()) {
    const heap_block& block = heap_[pending.back()];
    pending.pop_back();
    for (std::size_t i = 0; i + word_bytes <= block.bytes; i += word_bytes)
      mark(block.start + i, reached, pending);
  }
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (is_alive(blocks[i]) && !reached[i]) return &blocks[i];
  }
  return nullptr;
}

}  // namespace interlock::checker::instrumented
