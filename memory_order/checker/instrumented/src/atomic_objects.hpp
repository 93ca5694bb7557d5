// SPDX-License-Identifier: MIT
/// @file
/// `atomic_objects`: which memory is an atomic object, and the location in the graph that stands
/// for it.
///
/// Memory becomes an atomic object with the first atomic operation on it: a location whose initial
/// value is what memory holds. A plain write, which must not race with anything, ends that: the
/// next atomic operation finds another object. Locations are numbered by address, size and
/// how-many-th object it is there; the numbers last for the whole exploration, so they do not
/// depend on who comes first in a run.
#pragma once

#include <interlock/checker/operation.hpp>

#include "word_table.hpp"

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

namespace interlock::checker::instrumented {

struct atomic_object {
  std::uintptr_t address = 0;
  std::uint8_t size = 0;
  bool ended = false;
  std::uint16_t predecessors = 0;
  location_id location;
  word held = 0;  ///< by memory, as far as atomic operations have to do with it

  [[nodiscard]] bool overlaps(std::uintptr_t other, std::size_t bytes) const noexcept {
    return address < other + bytes && other < address + size;
  }
};

class atomic_objects {
 public:
  void begin_exploration() { numbers_.clear(); }
  void begin_run() noexcept {
    objects_.clear();
    links_.clear();
  }

  /// The object at `address`, whose first word is `where`; null if there is none of this size.
  [[nodiscard]] atomic_object* find(const word_cell& where, std::uintptr_t address,
                                    std::uint8_t size) noexcept;

  /// A new object that is in the words `first` and `last` (which may be the same).
  atomic_object& add(word_cell& first, word_cell& last, std::uintptr_t address, std::uint8_t size);

  /// Makes an object that has ended anew.
  void renew(atomic_object& object);

  /// Calls `visit` for each object in the word that has not ended and overlaps these bytes.
  template <class Visitor>
  void for_each(const word_cell& where, std::uintptr_t address, std::size_t bytes, Visitor visit) {
    for (std::uint32_t i = where.objects; i != none; i = links_[i].next) {
      atomic_object& object = objects_[links_[i].object];
      if (!object.ended && object.overlaps(address, bytes)) visit(object);
    }
  }

 private:
  struct link {
    std::uint32_t object;
    std::uint32_t next;
  };
  using key = std::tuple<std::uintptr_t, std::uint8_t, std::uint16_t>;

  void connect(word_cell& where, std::uint32_t object);
  [[nodiscard]] location_id number(const atomic_object& object);

  std::vector<atomic_object> objects_;
  std::vector<link> links_;
  std::map<key, std::uint16_t> numbers_;
};

}  // namespace interlock::checker::instrumented
