// SPDX-License-Identifier: MIT
/// @file
/// See notebook.hpp.
#include "notebook.hpp"

namespace interlock::checker {

notebook::object& notebook::make(author by, step_kind how, shared_object::sort what,
                                 source_place where) {
  accesses_.push_back({how, by.thread, by.date, objects_.size(), where});
  object& made = objects_.emplace_back();
  made.what = what;
  made.thread = by.thread;
  made.made = where;
  return made;
}

void notebook::made_atomic(author by, const shadow& of, location_id location, const void* address,
                           bool global, source_place where) {
  by_shadow_[&of] = objects_.size();
  object& made = make(by, step_kind::construct, shared_object::sort::atomic, where);
  made.thread = location.thread;
  made.number = location.number;
  made.location = location;
  made.accesses = &of;
  made.address = address;
  made.global = global;
}

void notebook::made_plain(author by, const shadow& of, bool global, source_place where) {
  by_shadow_[&of] = objects_.size();
  object& made = make(by, step_kind::construct, shared_object::sort::plain, where);
  made.number = made_[{by.thread, shared_object::sort::plain}]++;
  made.accesses = &of;
  made.global = global;
}

void notebook::allocated(author by, const void* block, std::size_t bytes, source_place where) {
  by_block_[block] = objects_.size();
  object& made = make(by, step_kind::allocate, shared_object::sort::block, where);
  made.number = made_[{by.thread, shared_object::sort::block}]++;
  made.address = block;
  made.bytes = bytes;
}

void notebook::accessed(author by, const shadow& to, step_kind how, source_place where) {
  if (const auto found = find(&to)) {
    accesses_.push_back({how, by.thread, by.date, *found, where});
  }
}

void notebook::freed(author by, const void* block, source_place where) {
  if (const auto found = find_block(block)) {
    accesses_.push_back({step_kind::free, by.thread, by.date, *found, where});
  }
}

void notebook::named(const shadow& which, std::string_view name) {
  if (const auto found = find(&which)) objects_[*found].name = name;
}

std::optional<std::size_t> notebook::find(const shadow* which) const {
  const auto found = by_shadow_.find(which);
  return found == by_shadow_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<std::size_t> notebook::find_block(const void* start) const {
  const auto found = by_block_.find(start);
  return found == by_block_.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace interlock::checker
