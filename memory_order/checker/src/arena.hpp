// SPDX-License-Identifier: MIT
/// @file
/// `arena`: the memory of executions. Each thread allocates from its own region, in order, so that
/// the same past gives the same addresses; nothing is reused within an execution, and all of it at
/// once between two.
#pragma once

#include <interlock/checker/source_location.hpp>

#include "view.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace interlock::checker {

class arena {
 public:
  struct block {
    std::byte* start = nullptr;
    std::size_t bytes = 0;
    int thread = 0;
    source_location allocated;
    bool freed = false;
    int freed_by = -1;
    source_location freed_where;
  };

  arena();
  arena(const arena&) = delete;
  arena& operator=(const arena&) = delete;
  ~arena();

  void reset() noexcept;

  /// Memory that counts as a leak unless it is freed. Throws `std::bad_alloc` when the thread's
  /// region is full.
  [[nodiscard]] void* allocate(int thread, std::size_t bytes, std::size_t alignment,
                               source_location where);
  /// The block that starts at `memory`, or null.
  [[nodiscard]] block* find(const void* memory) noexcept;
  [[nodiscard]] const std::vector<block>& blocks() const noexcept { return blocks_; }

  /// Memory without a record, for the client's own containers.
  [[nodiscard]] void* allocate_unrecorded(int thread, std::size_t bytes, std::size_t alignment);

 private:
  static constexpr std::size_t region_bytes = std::size_t{64} << 20U;

  std::byte* base_;
  std::size_t used_[max_threads] = {};
  std::vector<block> blocks_;
};

}  // namespace interlock::checker
