// SPDX-License-Identifier: MIT
/// @file
/// See client_memory.hpp.
#include "client_memory.hpp"

#include "trace.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace interlock::checker::instrumented {
namespace {

[[nodiscard]] std::uintptr_t word_of(std::uintptr_t address) noexcept {
  return address & ~(word_bytes - 1);
}

/// Those of the word at `word` that are among the `bytes` at `address`.
[[nodiscard]] byte_mask bytes_in(std::uintptr_t word, std::uintptr_t address,
                                 std::size_t bytes) noexcept {
  const std::size_t from = address > word ? address - word : 0;
  const std::size_t to = std::min(word_bytes, address + bytes - word);
  return static_cast<byte_mask>(((1U << to) - 1U) & ~((1U << from) - 1U));
}

[[nodiscard]] std::size_t first_of(unsigned bytes) noexcept {
  return static_cast<std::size_t>(std::countr_zero(bytes));
}

[[nodiscard]] std::string verb_of(const access& what) {
  return std::string{what.atomic ? "atomically " : ""} + (what.writes ? "writes" : "reads");
}

[[nodiscard]] word memory_at(const atomic_object& object) noexcept {
  word content = 0;
  std::memcpy(&content, reinterpret_cast<const void*>(object.address), object.size);
  return content;
}

}  // namespace

void client_memory::begin_run() {
  cells_.begin_run();
  history_.begin_run();
  objects_.begin_run();
  heap_.begin_run();
}

std::string client_memory::place_of(path_id path) const {
  const std::string text = text_of(calls_.where(path));
  return text.empty() ? text : " at " + text;
}

void client_memory::blame(step_kind deed, const heap_moment& when) {
  engine_.blame({when.thread,
                 when.date,
                 culprit::time::now,
                 deed,
                 {},
                 checker::place_of(calls_.where(when.path))});
}

void client_memory::blame(const access& which) {
  const step_kind deed = which.writes ? step_kind::write : step_kind::read;
  if (!which.atomic) return blame(deed, {which.thread, which.date, which.path});
  engine_.blame({which.thread,
                 which.date,
                 culprit::time::event,
                 deed,
                 {},
                 checker::place_of(calls_.where(which.path))});
}

access client_memory::access_by_me(bool writes, path_id path) const noexcept {
  access now;
  now.thread = static_cast<std::int8_t>(thread());
  now.date = static_cast<std::int16_t>(engine_.date());
  now.writes = writes;
  now.path = path;
  return now;
}

std::uint32_t client_memory::cell_at(std::uintptr_t word) {
  bool added = false;
  const std::uint32_t number = cells_.find(word, added);
  if (!added) return number;
  word_cell& cell = cells_[number];
  const auto* const place = reinterpret_cast<const void*>(word);
  const int owner = engine_.memory().owner_of(place);
  if (owner >= 0) cell.block = heap_.around(owner, word);
  if (cell.block != none) {
    heap_block& block = heap_[cell.block];
    cell.next_in_block = block.cells;
    block.cells = number;
  }
  cell.life = owner >= 0 || engine_.is_on_stack(place) ? lifetime::owned : lifetime::lasting;
  return number;
}

void client_memory::access_plainly(std::uintptr_t address, std::size_t bytes, bool writes,
                                   path_id path) {
  access now = access_by_me(writes, path);
  for (std::uintptr_t word = word_of(address); word < address + bytes; word += word_bytes) {
    word_cell& cell = cells_[cell_at(word)];
    now.bytes = bytes_in(word, address, bytes);
    must_be_alive(cell, address, bytes, now);
    if (!history_.is_repeated(cell, now)) {
      check_order(cell, now);
      history_.add(cell, now);
    }
    if (writes && cell.objects != none) end_objects(cell, address, bytes);
    if (writes) kept_.about_to_change(cell, now.bytes);
  }
}

void client_memory::check_order(const word_cell& cell, const access& now) {
  const std::optional<access> earlier = history_.unordered(cell, now, engine_.now());
  if (!earlier) return;
  blame(*earlier);
  blame(now);
  engine_.report(failure::data_race,
                 "data race: thread " + std::to_string(now.thread) + " " + verb_of(now) +
                     place_of(now.path) + ", unordered with thread " +
                     std::to_string(earlier->thread) + " that " + verb_of(*earlier) +
                     place_of(earlier->path) +
                     describe(cell.address + first_of(earlier->bytes & now.bytes)));
}

location_id client_memory::atomic_at(std::uintptr_t address, std::uint8_t size, path_id path) {
  if (address % size != 0) {
    engine_.fail(failure::not_modelled, "not modelled: an atomic operation on " +
                                            std::to_string(size) + " bytes that are not aligned" +
                                            place_of(path));
  }
  const std::uint32_t first = cell_at(word_of(address));
  const std::uint32_t last = cell_at(word_of(address + size - 1));
  must_be_alive(cells_[first], address, size, access_by_me(false, path));
  for (const std::uint32_t each : {first, last}) {
    objects_.for_each(cells_[each], address, size, [&](const atomic_object& other) {
      if (other.address == address && other.size == size) return;
      engine_.fail(failure::not_modelled,
                   "not modelled: atomic operations on " + std::to_string(size) + " and on " +
                       std::to_string(other.size) + " bytes of the same memory" + place_of(path) +
                       describe(address));
    });
  }
  atomic_object* object = objects_.find(cells_[first], address, size);
  if (object != nullptr && !object->ended && memory_at(*object) == object->held)
    return object->location;
  if (object != nullptr) {
    // Also if memory has changed without our knowledge: compilers leave out the note of some
    // initializations, and libraries are not instrumented at all.
    objects_.renew(*object);
  } else {
    object = &objects_.add(cells_[first], cells_[last], address, size);
  }
  object->held = memory_at(*object);
  engine_.set_initial(object->location, object->held);
  return object->location;
}

void client_memory::accessed_atomically(std::uintptr_t address, std::uint8_t size, bool writes,
                                        path_id path) {
  access now = access_by_me(writes, path);
  --now.date;  // the event that has just been performed
  now.atomic = true;
  for (std::uintptr_t word = word_of(address); word < address + size; word += word_bytes) {
    word_cell& cell = cells_[cell_at(word)];
    now.bytes = bytes_in(word, address, size);
    must_be_alive(cell, address, size, now);
    check_order(cell, now);
    history_.add(cell, now);
    if (writes) kept_.about_to_change(cell, now.bytes);
  }
  if (!writes) return;
  atomic_object& object = *objects_.find(cells_[cell_at(word_of(address))], address, size);
  // The newest one, whatever the order is in which this run has come by them: that is what a plain
  // read finds which all of them happen before.
  object.held = engine_.performed_value(object.location);
  std::memcpy(reinterpret_cast<void*>(address), &object.held, size);
}

void client_memory::end_objects(word_cell& cell, std::uintptr_t address, std::size_t bytes) {
  objects_.for_each(cell, address, bytes, [](atomic_object& object) { object.ended = true; });
}

}  // namespace interlock::checker::instrumented
