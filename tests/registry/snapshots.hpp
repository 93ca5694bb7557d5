// SPDX-License-Identifier: MIT
/// @file
/// THE list of snapshots: values that many read and few replace.
#pragma once

#include <interlock/sync/left_right.hpp>
#include <interlock/sync/seqlock.hpp>

#include "registry/type_list.hpp"

#include <string_view>

namespace interlock::registry {

/// All have `load()`, `store(value)` and `update(function)`.
struct snapshot_contract {
  bool many_writers = true;
  bool optimistic = false;   ///< try_load(), load_versioned(), version(), first change; bytes only
  bool in_place = false;     ///< read(), read(function), any type
  bool destroyable = false;  ///< by a reader that has loaded the last value
};

struct seqlock_row {
  static constexpr std::string_view name = "seqlock";
  static constexpr std::string_view header = "interlock/sync/seqlock.hpp";
  template <class T, backend B>
  using type = basic_seqlock<T, seqlock_writers::many, B>;
  static constexpr snapshot_contract contract{.optimistic = true, .destroyable = true};
};

struct single_writer_seqlock_row {
  static constexpr std::string_view name = "single_writer_seqlock";
  static constexpr std::string_view header = "interlock/sync/seqlock.hpp";
  template <class T, backend B>
  using type = basic_seqlock<T, seqlock_writers::one, B>;
  static constexpr snapshot_contract contract{
      .many_writers = false, .optimistic = true, .destroyable = true};
};

struct left_right_row {
  static constexpr std::string_view name = "left_right";
  static constexpr std::string_view header = "interlock/sync/left_right.hpp";
  template <class T, backend B>
  using type = basic_left_right<T, left_right_options{.places = B::checked ? 1U : 8U}, B>;
  template <class T, backend B>
  using spread = basic_left_right<T, left_right_options{.places = 2}, B>;
  static constexpr snapshot_contract contract{.in_place = true};
};

using snapshots = type_list<seqlock_row, single_writer_seqlock_row, left_right_row>;

}  // namespace interlock::registry
