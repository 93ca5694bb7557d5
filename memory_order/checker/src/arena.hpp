// SPDX-License-Identifier: MIT
/// @file
/// `arena`: the memory of executions. Each thread allocates from its own region, in order, so that
/// the same past gives the same addresses. Within an execution nothing is used again unless asked
/// for; between two, all of it is.
#pragma once

#include <interlock/checker/source_location.hpp>

#include "view.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace interlock::checker {

class arena {
 public:
  /// An allocation or a deallocation: by whom, when (as in shadow.hpp), and from where.
  struct moment {
    int thread = -1;
    int date = 0;
    source_location where;
    std::uintptr_t code = 0;  ///< the caller of operator new or delete, which knows no place

    /// Whether it happens before what follows `now` in `by`.
    [[nodiscard]] bool is_known(int by, const view& now) const noexcept {
      return thread == by || now.count(thread) > date;
    }
  };

  /// One use of some memory, until it is freed.
  struct block {
    std::byte* start = nullptr;
    std::size_t bytes = 0;
    std::size_t alignment = 0;
    moment allocated;
    bool freed = false;
    moment released;
    std::size_t next = none;  ///< the next use of the same memory
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  arena();
  arena(const arena&) = delete;
  arena& operator=(const arena&) = delete;
  ~arena();

  void reset() noexcept;

  /// Memory that counts as a leak unless it is freed. Throws `std::bad_alloc` when the thread's
  /// region is full.
  [[nodiscard]] void* allocate(std::size_t bytes, std::size_t alignment, const moment& when);

  /// Freed blocks that `by` may use again: see reusable.hpp.
  [[nodiscard]] std::vector<std::size_t> reusable(std::size_t bytes, std::size_t alignment, int by,
                                                  const view& now, std::size_t most) const;
  /// Uses such a block again. Null if it is taken, by a thread of which `by` knows nothing: no
  /// execution has both.
  [[nodiscard]] void* reuse(std::size_t which, const moment& when, const view& now);

  /// The block in use, or freed last, that starts at `memory`; null if there is none.
  [[nodiscard]] block* find(const void* memory) noexcept;
  [[nodiscard]] const std::vector<block>& blocks() const noexcept { return blocks_; }
  [[nodiscard]] bool contains(const void* memory) const noexcept;
  /// The thread whose region `memory` is in, or -1.
  [[nodiscard]] int owner_of(const void* memory) const noexcept {
    return contains(memory) ? static_cast<int>(region_of(memory)) : -1;
  }

  /// The one that the calling thread has made last, if it still exists.
  [[nodiscard]] static arena* latest() noexcept { return latest_; }

  /// Memory without a record, for what lives as long as the execution.
  [[nodiscard]] void* allocate_unrecorded(int thread, std::size_t bytes, std::size_t alignment);

 private:
  static constexpr std::size_t region_bytes = std::size_t{64} << 20U;

  /// The newest use of each block of a region, by ascending address.
  using index_of_region = std::vector<std::pair<const std::byte*, std::size_t>>;
  [[nodiscard]] index_of_region::iterator find_in_index(const void* memory) noexcept;
  [[nodiscard]] std::size_t region_of(const void* memory) const noexcept;

  static inline thread_local constinit arena* latest_ = nullptr;

  std::byte* base_;
  std::array<std::size_t, max_threads> used_{};
  std::array<index_of_region, max_threads> newest_;
  std::vector<block> blocks_;
};

}  // namespace interlock::checker
