// SPDX-License-Identifier: MIT
/// @file
/// See atomic_objects.hpp.
#include "atomic_objects.hpp"

#include <limits>
#include <stdexcept>

namespace interlock::checker::instrumented {

atomic_object* atomic_objects::find(const word_cell& where, std::uintptr_t address,
                                    std::uint8_t size) noexcept {
  for (std::uint32_t i = where.objects; i != none; i = links_[i].next) {
    atomic_object& object = objects_[links_[i].object];
    if (object.address == address && object.size == size) return &object;
  }
  return nullptr;
}

atomic_object& atomic_objects::add(word_cell& first, word_cell& last, std::uintptr_t address,
                                   std::uint8_t size) {
  const auto index = static_cast<std::uint32_t>(objects_.size());
  atomic_object& object = objects_.emplace_back();
  object.address = address;
  object.size = size;
  object.location = number(object);
  connect(first, index);
  if (&first != &last) connect(last, index);
  return object;
}

void atomic_objects::renew(atomic_object& object) {
  ++object.predecessors;
  object.ended = false;
  object.location = number(object);
}

void atomic_objects::connect(word_cell& where, std::uint32_t object) {
  links_.push_back({object, where.objects});
  where.objects = static_cast<std::uint32_t>(links_.size() - 1);
}

location_id atomic_objects::number(const atomic_object& object) {
  if (numbers_.size() > std::numeric_limits<std::uint16_t>::max()) {
    throw std::length_error{"more than 65536 atomic objects in one exploration"};
  }
  const auto next = static_cast<std::uint16_t>(numbers_.size());
  const auto [entry, added] =
      numbers_.try_emplace({object.address, object.size, object.predecessors}, next);
  return {by_address, entry->second};
}

}  // namespace interlock::checker::instrumented
