// SPDX-License-Identifier: MIT
/// @file
/// `client_memory`: the client's accesses to memory, as they are checked and carried out.
#pragma once

#include "access_history.hpp"
#include "atomic_objects.hpp"
#include "call_paths.hpp"
#include "heap.hpp"
#include "kept_memory.hpp"
#include "machine.hpp"
#include "word_table.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace interlock::checker::instrumented {

class client_memory {
 public:
  client_memory(machine& engine, call_paths& calls) : engine_{engine}, calls_{calls} {}

  void begin_exploration() { objects_.begin_exploration(); }
  void begin_run();
  /// What the client has changed outside of its own memory is as it was.
  void restore() noexcept { kept_.restore(); }

  /// An access that is not atomic and is about to be carried out.
  void access_plainly(std::uintptr_t address, std::size_t bytes, bool writes, path_id path);

  /// The atomic object at `address`, for an operation that comes next.
  [[nodiscard]] location_id atomic_at(std::uintptr_t address, std::uint8_t size, path_id path);
  /// That operation has been performed.
  void accessed_atomically(std::uintptr_t address, std::uint8_t size, bool writes, path_id path);

  /// Null if there is no memory left.
  [[nodiscard]] void* allocate(std::size_t bytes, std::size_t alignment, path_id path);
  void deallocate(std::uintptr_t start, path_id path);
  /// Of a block that `allocate` has returned; none if `start` is something else.
  [[nodiscard]] const heap_block* block_at(std::uintptr_t start) noexcept;

  /// A block that was never freed and that no lasting memory leads to, or null.
  [[nodiscard]] const heap_block* leaked();
  [[nodiscard]] std::string place_of(path_id path) const;

  /// Says who is to blame for the failure that comes next: for what was done with a block, or for
  /// an access.
  void blame(step_kind deed, const heap_moment& when);
  void blame(const access& which);

 private:
  [[nodiscard]] std::uint32_t cell_at(std::uintptr_t word);
  void must_be_alive(const word_cell& cell, std::uintptr_t address, std::size_t bytes,
                     const access& now);
  void check_order(const word_cell& cell, const access& now);
  [[nodiscard]] std::uint32_t allocate_again(std::size_t bytes, std::size_t alignment,
                                             path_id path);
  [[nodiscard]] std::uint32_t number_at(std::uintptr_t start) const noexcept;
  [[noreturn]] void fail_after_free(const heap_block& block, const access& now);
  /// A plain access of the calling thread, to bytes that are still to be said.
  [[nodiscard]] access access_by_me(bool writes, path_id path) const noexcept;
  void end_objects(word_cell& cell, std::uintptr_t address, std::size_t bytes);
  [[nodiscard]] std::string describe(std::uintptr_t address);
  void mark(std::uintptr_t place, std::vector<bool>& reached, std::vector<std::uint32_t>& pending);
  [[nodiscard]] int thread() const noexcept { return engine_.current_thread(); }

  machine& engine_;
  call_paths& calls_;
  word_table cells_;
  access_history history_;
  atomic_objects objects_;
  kept_memory kept_;
  heap heap_;
};

}  // namespace interlock::checker::instrumented
