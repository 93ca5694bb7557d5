// SPDX-License-Identifier: MIT
/// @file
/// `notebook`: what an execution graph does not know of an execution. A failed execution is run a
/// second time to take these notes, so that they cost nothing until then.
#pragma once

#include <interlock/checker/execution.hpp>
#include <interlock/checker/operation.hpp>
#include <interlock/checker/shadow.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace interlock::checker {

class notebook {
 public:
  struct object {
    shared_object::sort what = shared_object::sort::plain;
    int thread = 0;  ///< that made it
    int number = 0;  ///< among those of its sort that this thread made
    bool global = false;
    location_id location;              ///< of an atomic object
    const void* address = nullptr;     ///< of an atomic object or a block, where it starts
    const shadow* accesses = nullptr;  ///< of an atomic or plain object
    std::size_t bytes = 0;             ///< of a block
    std::string name;                  ///< empty if the client gave it none
    source_place made;
  };

  /// What a thread did before its event number `date`.
  struct access {
    step_kind kind = step_kind::read;
    int thread = 0;
    int date = 0;
    std::size_t object = 0;
    source_place where;
  };

  /// Who does it, and when; see `access`.
  struct author {
    int thread = 0;
    int date = 0;
  };

  void made_atomic(author by, const shadow& of, location_id location, const void* address,
                   bool global, source_place where);
  void made_plain(author by, const shadow& of, bool global, source_place where);
  void accessed(author by, const shadow& to, step_kind how, source_place where);
  void allocated(author by, const void* block, std::size_t bytes, source_place where);
  void freed(author by, const void* block, source_place where);
  void named(const shadow& which, std::string_view name);

  [[nodiscard]] const std::vector<object>& objects() const noexcept { return objects_; }
  [[nodiscard]] const std::vector<access>& accesses() const noexcept { return accesses_; }

  /// The youngest object with this shadow, or this block.
  [[nodiscard]] std::optional<std::size_t> find(const shadow* which) const;
  [[nodiscard]] std::optional<std::size_t> find_block(const void* start) const;

 private:
  object& make(author by, step_kind how, shared_object::sort what, source_place where);

  std::vector<object> objects_;
  std::vector<access> accesses_;
  std::map<const shadow*, std::size_t> by_shadow_;
  std::map<const void*, std::size_t> by_block_;
  std::map<std::pair<int, shared_object::sort>, int> made_;
};

}  // namespace interlock::checker
