// SPDX-License-Identifier: MIT
/// @file
/// `heap`: the blocks that the client allocates in a run. Nothing is used twice, and there is space
/// between blocks, so an access that misses its block is noticed.
#pragma once

#include <interlock/checker/operation.hpp>

#include "arena.hpp"
#include "call_paths.hpp"
#include "word_table.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace interlock::checker::instrumented {

struct heap_block {
  std::uintptr_t start = 0;
  std::size_t bytes = 0;
  int thread = 0;
  path_id allocated = 0;
  bool freed = false;
  int freed_by = -1;
  int freed_when = 0;  ///< a date, as those of accesses
  path_id freed_where = 0;
  std::uint32_t cells = none;  ///< the first of the words in it that were touched

  [[nodiscard]] bool contains(std::uintptr_t address, std::size_t count) const noexcept {
    return start <= address && address + count <= start + bytes;
  }
};

class heap {
 public:
  void begin_run() noexcept;

  /// The number of a new block, or `none` if there is no memory left.
  [[nodiscard]] std::uint32_t allocate(arena& memory, int thread, std::size_t bytes,
                                       std::size_t alignment, path_id path);

  /// The number of the block that `address`, in the arena's region of `thread`, is in or close to.
  [[nodiscard]] std::uint32_t around(int thread, std::uintptr_t address) const noexcept;

  [[nodiscard]] heap_block& operator[](std::uint32_t number) noexcept { return blocks_[number]; }
  [[nodiscard]] std::vector<heap_block>& blocks() noexcept { return blocks_; }

 private:
  static constexpr std::size_t gap = 16;

  std::vector<heap_block> blocks_;
  std::array<std::vector<std::uint32_t>, max_threads> by_address_;  ///< of each thread
};

}  // namespace interlock::checker::instrumented
