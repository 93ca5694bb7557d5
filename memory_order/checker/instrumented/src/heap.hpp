// SPDX-License-Identifier: MIT
/// @file
/// `heap`: the blocks that the client allocates in a run. There is space between them, so an access
/// that misses its block is noticed. Memory is used again only if the options ask for it.
#pragma once

#include <interlock/checker/operation.hpp>

#include "arena.hpp"
#include "call_paths.hpp"
#include "view.hpp"
#include "word_table.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace interlock::checker::instrumented {

/// An allocation or a deallocation.
struct heap_moment {
  int thread = -1;
  int date = 0;  ///< as those of accesses
  path_id path = 0;

  /// Whether it happens before what follows `now` in `by`.
  [[nodiscard]] bool is_known(int by, const view& now) const noexcept {
    return thread == by || now.count(thread) > date;
  }
};

/// One use of some memory, until it is freed.
struct heap_block {
  std::uintptr_t start = 0;
  std::size_t bytes = 0;
  std::size_t alignment = 0;
  int region = 0;  ///< of the arena, by thread
  heap_moment allocated;
  bool freed = false;
  heap_moment released;
  std::uint32_t cells = none;  ///< the first of the words in it that were touched
  std::uint32_t next = none;   ///< the next use

  [[nodiscard]] bool contains(std::uintptr_t address, std::size_t count) const noexcept {
    return start <= address && address + count <= start + bytes;
  }
};

class heap {
 public:
  void begin_run() noexcept;

  /// The number of a new block, or `none` if there is no memory left.
  [[nodiscard]] std::uint32_t allocate(arena& memory, std::size_t bytes, std::size_t alignment,
                                       const heap_moment& when);

  /// Freed blocks that `by` may use again: see reusable.hpp.
  [[nodiscard]] std::vector<std::uint32_t> reusable(std::size_t bytes, std::size_t alignment,
                                                    int by, const view& now,
                                                    std::size_t most) const;
  /// The number of a block that uses the memory of `which` again, or `none` if another one does.
  [[nodiscard]] std::uint32_t reuse(std::uint32_t which, const heap_moment& when);

  /// The number of the block that `address`, in the arena's region of `thread`, is in or close to:
  /// of the uses of that memory, the last.
  [[nodiscard]] std::uint32_t around(int thread, std::uintptr_t address) const noexcept;

  [[nodiscard]] heap_block& operator[](std::uint32_t number) noexcept { return blocks_[number]; }
  [[nodiscard]] const heap_block& operator[](std::uint32_t number) const noexcept {
    return blocks_[number];
  }
  [[nodiscard]] std::vector<heap_block>& blocks() noexcept { return blocks_; }

 private:
  static constexpr std::size_t gap = 16;

  /// Of a region, by ascending address.
  using index = std::vector<std::uint32_t>;
  /// The first block that starts after `address`.
  [[nodiscard]] index::const_iterator after(const index& region,
                                            std::uintptr_t address) const noexcept;

  std::vector<heap_block> blocks_;
  std::array<index, max_threads> regions_;
};

}  // namespace interlock::checker::instrumented
