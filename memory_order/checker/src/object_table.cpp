// SPDX-License-Identifier: MIT
/// @file
/// See object_table.hpp.
#include "object_table.hpp"

#include "trace.hpp"

#include <sstream>

namespace interlock::checker {
namespace {

[[nodiscard]] std::string default_name(shared_object::sort what, int thread, int number) {
  const std::string numbers = std::to_string(thread) + "." + std::to_string(number);
  switch (what) {
    case shared_object::sort::atomic:
      return "#" + numbers;
    case shared_object::sort::plain:
      return "p" + numbers;
    case shared_object::sort::block:
      break;
  }
  return "b" + numbers;
}

[[nodiscard]] std::uint64_t address_of(const void* object) noexcept {
  return reinterpret_cast<std::uintptr_t>(object);
}

}  // namespace

object_table::object_table(const graph& g, const notebook& notes) : notes_{notes} {
  for (const notebook::object& each : notes.objects()) add(each);
  find_blocks();
  add_unknown(g);
  for (auto& [where, object] : by_location_) {
    const location_id id{static_cast<std::uint16_t>(where >> 16U),
                         static_cast<std::uint16_t>(where & 0xffffU)};
    const auto& readers = g.at(id).readers;
    const auto& writes = g.at(id).writes;
    const std::size_t size = !readers.empty()  ? g.at(readers.front()).size
                             : !writes.empty() ? g.at(writes.front()).size
                                               : sizeof(std::uint64_t);
    objects_[static_cast<std::size_t>(object)].initial = text_of(g.at(id).initial, size);
  }
}

void object_table::add(const notebook::object& noted) {
  if (noted.what == shared_object::sort::atomic) {
    by_location_[key(noted.location)] = static_cast<int>(objects_.size());
  }
  shared_object& made = objects_.emplace_back();
  made.what = noted.what;
  made.name =
      noted.name.empty() ? default_name(noted.what, noted.thread, noted.number) : noted.name;
  made.made_by = noted.global ? -1 : noted.thread;
  made.made = noted.made;
  made.bytes = noted.bytes;
}

/// Which block each object is in: the youngest that encloses it.
void object_table::find_blocks() {
  const auto& noted = notes_.objects();
  for (std::size_t part = 0; part < noted.size(); ++part) {
    if (noted[part].what == shared_object::sort::block) continue;
    const std::uint64_t start = noted[part].address != nullptr ? address_of(noted[part].address)
                                                               : address_of(noted[part].accesses);
    for (std::size_t block = 0; block < part; ++block) {
      if (noted[block].what != shared_object::sort::block) continue;
      const std::uint64_t first = address_of(noted[block].address);
      if (start < first || start >= first + noted[block].bytes) continue;
      objects_[part].inside = static_cast<int>(block);
      objects_[part].offset = start - first;
    }
  }
}

/// Without notes, the graph still knows the atomic objects.
void object_table::add_unknown(const graph& g) {
  for (int t = 0; t < g.thread_count(); ++t) {
    for (const event& e : g.thread(t)) {
      if (!e.is_access() && e.kind != event_kind::notify) continue;
      const int next = static_cast<int>(objects_.size());
      if (!by_location_.try_emplace(key(e.location), next).second) continue;
      shared_object& made = objects_.emplace_back();
      made.name = default_name(shared_object::sort::atomic, e.location.thread, e.location.number);
    }
  }
}

int object_table::find(const shadow* accesses) const {
  const auto found = notes_.find(accesses);
  return found ? static_cast<int>(*found) : -1;
}

int object_table::find_block(const void* start) const {
  const auto found = notes_.find_block(start);
  return found ? static_cast<int>(*found) : -1;
}

std::string object_table::text_of(word value, std::size_t size) const {
  const auto high = static_cast<std::uint64_t>(value >> 64U);
  const std::string low = half_text_of(static_cast<std::uint64_t>(value));
  return size > sizeof(std::uint64_t) || high != 0 ? "{" + low + ", " + half_text_of(high) + "}"
                                                   : low;
}

std::string object_table::half_text_of(std::uint64_t value) const {
  std::ostringstream out;
  if (value <= 0xffff'ffffU) {
    out << value;
    return out.str();
  }
  const auto& noted = notes_.objects();
  for (std::size_t i = noted.size(); i-- > 0;) {
    const std::uint64_t start = address_of(noted[i].address);
    const std::uint64_t end = start + (noted[i].bytes > 1 ? noted[i].bytes : 1);
    if (noted[i].address == nullptr || value < start || value >= end) continue;
    const shared_object& to = objects_[static_cast<std::size_t>(
        objects_[i].inside && objects_[i].offset == 0 ? *objects_[i].inside : static_cast<int>(i))];
    out << '&' << to.name;
    if (value != start) out << '+' << value - start;
    return out.str();
  }
  out << "0x" << std::hex << value;
  return out.str();
}

}  // namespace interlock::checker
