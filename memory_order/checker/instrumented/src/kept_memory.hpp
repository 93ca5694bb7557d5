// SPDX-License-Identifier: MIT
/// @file
/// `kept_memory`: what the client's runs change in memory that outlives them (global objects,
/// thread-local ones, what was allocated before) is put back before the next run.
#pragma once

#include "word_table.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace interlock::checker::instrumented {

class kept_memory {
 public:
  /// Keeps the bytes of a lasting word that are about to change for the first time in this run.
  void about_to_change(word_cell& where, byte_mask bytes);

  /// Puts everything back.
  void restore() noexcept;

  /// Calls `visit` with the address of each word that has changed.
  template <class Visitor>
  void for_each(Visitor visit) const {
    for (const old_word& each : old_) visit(each.address);
  }

 private:
  struct old_word {
    std::uintptr_t address;
    byte_mask bytes;
    std::array<std::byte, word_bytes> values;
  };

  std::vector<old_word> old_;
};

}  // namespace interlock::checker::instrumented
