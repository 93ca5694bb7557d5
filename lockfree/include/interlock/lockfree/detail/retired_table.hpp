// SPDX-License-Identifier: MIT
/// @file
/// Sorts retired objects into protected and reclaimable ones in one pass over the hazards, without
/// allocating: the objects are hashed by address into buckets chained through themselves, and each
/// hazard takes its object out.
#pragma once

#include <interlock/lockfree/detail/retired_list.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace interlock::detail {

class retired_table {
 public:
  explicit retired_table(retired_list objects) noexcept {
    while (retired_object* const object = objects.pop()) {
      retired_object*& chain = bucket_of(object);
      object->next_retired = chain;
      chain = object;
    }
  }

  /// Moves the object that `hazard` names, if it is here, to `kept`.
  void keep(const retired_object* hazard, retired_list& kept) noexcept {
    for (retired_object** link = &bucket_of(hazard); *link != nullptr;
         link = &(*link)->next_retired) {
      if (*link != hazard) continue;
      retired_object& object = **link;
      *link = object.next_retired;
      kept.push(object);
      return;
    }
  }

  /// Everything that no hazard has taken out. Leaves the table empty.
  [[nodiscard]] retired_list rest() noexcept {
    retired_list objects;
    for (retired_object*& chain : buckets_) {
      while (chain != nullptr) objects.push(*std::exchange(chain, chain->next_retired));
    }
    return objects;
  }

 private:
  static constexpr int bits = 8;

  [[nodiscard]] retired_object*& bucket_of(const retired_object* object) noexcept {
    // Fibonacci hashing: the multiplication spreads the address, its top bits select.
    constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;
    const auto address = static_cast<std::uint64_t>(std::bit_cast<std::uintptr_t>(object));
    return buckets_[(address * golden) >> (64 - bits)];
  }

  std::array<retired_object*, std::size_t{1} << bits> buckets_{};
};

}  // namespace interlock::detail
