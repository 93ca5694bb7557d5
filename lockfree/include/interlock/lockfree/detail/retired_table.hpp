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

template <backend B>
class retired_table {
  using object = retired_object<B>;
  using list = retired_list<B>;

 public:
  explicit retired_table(list objects) noexcept {
    while (object* const each = objects.pop()) {
      object*& chain = bucket_of(each);
      each->next_retired.write(chain);
      chain = each;
    }
  }

  /// Moves the object that `hazard` names, if it is here, to `kept`.
  void keep(const object* hazard, list& kept) noexcept {
    object*& chain = bucket_of(hazard);
    object* previous = nullptr;
    for (object* each = chain; each != nullptr; each = each->next_retired.read()) {
      if (each == hazard) {
        object* const next = each->next_retired.read();
        if (previous == nullptr) {
          chain = next;
        } else {
          previous->next_retired.write(next);
        }
        kept.push(*each);
        return;
      }
      previous = each;
    }
  }

  /// Everything that no hazard has taken out. Leaves the table empty.
  [[nodiscard]] list rest() noexcept {
    list objects;
    for (object*& chain : buckets_) {
      while (chain != nullptr) objects.push(*std::exchange(chain, chain->next_retired.read()));
    }
    return objects;
  }

 private:
  static constexpr int bits = 8;

  [[nodiscard]] object*& bucket_of(const object* of) noexcept {
    // Fibonacci hashing: the multiplication spreads the address, its top bits select.
    constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;
    const auto address = static_cast<std::uint64_t>(std::bit_cast<std::uintptr_t>(of));
    return buckets_[(address * golden) >> (64 - bits)];
  }

  std::array<object*, std::size_t{1} << bits> buckets_{};
};

}  // namespace interlock::detail
