// SPDX-License-Identifier: MIT
/// @file
/// `word_table`: what is known of each word of memory that the current run has touched, found by
/// its address. Forgotten all at once between runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace interlock::checker::instrumented {

inline constexpr std::uint32_t none = ~std::uint32_t{0};
inline constexpr std::size_t word_bytes = 8;

/// The bytes of a word, one bit each.
using byte_mask = std::uint8_t;

/// `owned`: dies with the run, as stacks and the heap of the run do. `lasting`: was there before
/// the run, and must be as it was for the next one.
enum class lifetime : std::uint8_t { owned, lasting };

struct word_cell {
  std::uintptr_t address = 0;
  std::uint32_t accesses = none;  ///< the newest, in `access_history`
  std::uint32_t objects = none;   ///< the first, in `atomic_objects`
  std::uint32_t block = none;     ///< of the heap
  std::uint32_t next_in_block = none;
  lifetime life = lifetime::owned;
  byte_mask kept = 0;  ///< bytes whose old values `kept_memory` has
};

class word_table {
 public:
  word_table() : slots_(first_size) {}

  void begin_run();

  /// The number of the cell for the word at `address`; `added` says whether it is new.
  [[nodiscard]] std::uint32_t find(std::uintptr_t address, bool& added);

  [[nodiscard]] word_cell& operator[](std::uint32_t number) noexcept { return cells_[number]; }

 private:
  struct slot {
    std::uint32_t run = 0;
    std::uint32_t cell = 0;
  };
  static constexpr std::size_t first_size = std::size_t{1} << 12U;

  [[nodiscard]] std::size_t start(std::uintptr_t address) const noexcept {
    return static_cast<std::size_t>((address / word_bytes * 0x9e37'79b9'7f4a'7c15U) >> 32U) &
           (slots_.size() - 1);
  }
  void grow();

  std::vector<slot> slots_;
  std::vector<word_cell> cells_;
  std::uint32_t run_ = 1;
};

}  // namespace interlock::checker::instrumented
