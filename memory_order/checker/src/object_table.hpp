// SPDX-License-Identifier: MIT
/// @file
/// `object_table`: how the objects of a failed execution are called, and values that point to them.
#pragma once

#include <interlock/checker/execution.hpp>

#include "graph.hpp"
#include "notebook.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace interlock::checker {

class object_table {
 public:
  object_table(const graph& g, const notebook& notes);

  /// The objects of the notes, at their places there, then those that only the graph knows.
  [[nodiscard]] std::vector<shared_object>& objects() noexcept { return objects_; }

  [[nodiscard]] int at(location_id where) const { return by_location_.at(key(where)); }
  /// -1 if there is none.
  [[nodiscard]] int find(const shadow* accesses) const;
  [[nodiscard]] int find_block(const void* start) const;

  /// `value`, of `size` bytes: a number, or `&tail`, `&b0.1+8`.
  [[nodiscard]] std::string text_of(word value, std::size_t size) const;

 private:
  [[nodiscard]] static std::uint32_t key(location_id where) noexcept {
    return (std::uint32_t{where.thread} << 16U) | where.number;
  }
  void add(const notebook::object& noted);
  void find_blocks();
  void add_unknown(const graph& g);
  [[nodiscard]] std::string half_text_of(std::uint64_t value) const;

  const notebook& notes_;
  std::vector<shared_object> objects_;
  std::map<std::uint32_t, int> by_location_;
};

}  // namespace interlock::checker
