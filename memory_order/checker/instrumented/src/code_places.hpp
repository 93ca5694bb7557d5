// SPDX-License-Identifier: MIT
/// @file
/// `code_places`: from the address of an instruction to the lines of source it comes from, by the
/// debugging information of the program.
#pragma once

#include <cstdint>
#include <elfutils/libdw.h>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

struct Dwfl;

namespace interlock::checker::instrumented {

struct code_place {
  std::string file;
  std::string function;
  unsigned line = 0;
  unsigned column = 0;

  /// Whether it is in the compiler's own headers, which no user wants to be pointed at.
  [[nodiscard]] bool is_in_standard_library() const noexcept;
};

class code_places {
 public:
  code_places();
  code_places(const code_places&) = delete;
  code_places& operator=(const code_places&) = delete;
  ~code_places();

  /// The place of the instruction at `address`, then the one that it was inlined into, and so on.
  /// Empty if there is no debugging information.
  [[nodiscard]] std::vector<code_place> at(std::uintptr_t address);

  /// What is at `address` by the symbol table, such as `queue::push(int)` or `counter+8`.
  [[nodiscard]] std::optional<std::string> symbol_at(std::uintptr_t address) const;

 private:
  class unit_index;

  /// Code that comes from one unit of the program.
  struct unit_range {
    std::uintptr_t low;
    std::uintptr_t high;
    std::uintptr_t bias;  ///< of addresses against those in the debugging information
    Dwarf_Die* unit;
  };
  [[nodiscard]] const unit_range* unit_at(std::uintptr_t address);

  Dwfl* program_;
  std::set<const void*> indexed_;  ///< modules whose ranges are there
  std::vector<unit_range> ranges_;
  std::map<const void*, std::unique_ptr<unit_index>> units_;
};

}  // namespace interlock::checker::instrumented
