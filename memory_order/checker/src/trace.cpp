// SPDX-License-Identifier: MIT
/// @file
#include "trace.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

namespace interlock::checker {
namespace {

[[nodiscard]] const char* name_of(modification modify) noexcept {
  switch (modify) {
    case modification::none:
      return "load";
    case modification::add:
      return "fetch_add";
    case modification::bit_and:
      return "fetch_and";
    case modification::bit_or:
      return "fetch_or";
    case modification::bit_xor:
      return "fetch_xor";
    case modification::exchange:
      return "exchange";
    case modification::compare_exchange:
      return "compare_exchange";
  }
  return "?";
}

[[nodiscard]] std::string text_of(word value) {
  std::ostringstream out;
  const auto high = static_cast<std::uint64_t>(value >> 64U);
  const auto low = static_cast<std::uint64_t>(value);
  const bool address = low > 0xffff'ffffU;
  if (high != 0) out << "0x" << std::hex << high << ':';
  if (address || high != 0) out << "0x" << std::hex;
  out << low;
  return out.str();
}

[[nodiscard]] std::string name_of(location_id where) {
  return "#" + std::to_string(where.thread) + "." + std::to_string(where.number);
}

[[nodiscard]] std::string effect_of(const graph& g, event_id id) {
  const event& e = g.at(id);
  switch (e.kind) {
    case event_kind::write:
      return name_of(e.location) + " = " + text_of(e.value);
    case event_kind::read: {
      std::string text = name_of(e.location) + " was " + text_of(e.value);
      if (e.modifies()) {
        text += ", becomes " + text_of(e.modified_value());
      } else if (e.modify == modification::compare_exchange) {
        text += ", not " + text_of(e.expected);
      }
      if (!e.reads_from.is_initial()) {
        text += " (from thread " + std::to_string(e.reads_from.thread) + ")";
      }
      if (g.place_of(e.reads_from) != g.last_place(e.location) && !e.modifies()) text += " stale";
      return text;
    }
    case event_kind::spawn:
    case event_kind::join:
      return "thread " + std::to_string(e.child);
    case event_kind::choice:
      return text_of(e.value) + " of " + text_of(e.operand);
    case event_kind::notify:
      return name_of(e.location);
    default:
      return {};
  }
}

/// Whether everything that `e` depends on is among the events shown so far.
[[nodiscard]] bool may_follow(const view& shown, const event& e) noexcept {
  for (int t = 0; t < static_cast<int>(max_threads); ++t) {
    if (e.before.count(t) > shown.count(t)) return false;
  }
  return true;
}

[[nodiscard]] const char* describe_choice(const event& e) noexcept {
  switch (e.about) {
    case choice_about::client:
      return "choose";
    case choice_about::sleep:
    case choice_about::timed_sleep:
      if (e.is_spurious()) return "wake up spuriously";
      return e.value == 0 ? "sleep" : "time out";
    case choice_about::weak_failure:
      return e.value == 0 ? "try" : "fail spuriously";
    case choice_about::reuse:
      return e.value == 0 ? "allocate fresh memory" : "allocate freed memory";
  }
  return "?";
}

}  // namespace

const char* name_of(std::memory_order order) noexcept {
  switch (order) {
    case std::memory_order::relaxed:
      return "relaxed";
    case std::memory_order::consume:
    case std::memory_order::acquire:
      return "acquire";
    case std::memory_order::release:
      return "release";
    case std::memory_order::acq_rel:
      return "acq_rel";
    case std::memory_order::seq_cst:
      return "seq_cst";
  }
  return "?";
}

std::string text_of(source_location where) {
  if (where.line() == 0) return {};
  std::string_view file{where.file_name()};
  if (const auto slash = file.find_last_of('/'); slash != std::string_view::npos) {
    file.remove_prefix(slash + 1);
  }
  return std::string{file} + ":" + std::to_string(where.line());
}

std::string describe(const event& e) {
  switch (e.kind) {
    case event_kind::begin:
      return "begin";
    case event_kind::read:
      return (e.blocking ? std::string{e.wait ? "wait" : "await"}
                         : std::string{name_of(e.modify)}) +
             " " + name_of(e.order);
    case event_kind::write:
      return e.modify == modification::none ? std::string{"store "} + name_of(e.order)
                                            : std::string{"(its write)"};
    case event_kind::fence:
      return std::string{e.fence == fence_kind::light   ? "light fence "
                         : e.fence == fence_kind::heavy ? "heavy fence "
                                                        : "fence "} +
             name_of(e.order);
    case event_kind::spawn:
      return "start";
    case event_kind::join:
      return "join";
    case event_kind::end:
      return "end";
    case event_kind::notify:
      return e.wake_everyone ? "wake all" : "wake one";
    case event_kind::choice:
      return describe_choice(e);
  }
  return "?";
}

std::string trace(const graph& g) {
  std::ostringstream out;
  view shown;
  for (bool more = true; more;) {
    more = false;
    for (int t = 0; t < g.thread_count(); ++t) {
      while (shown.count(t) < g.size(t)) {
        const event_id id{static_cast<std::int16_t>(t), static_cast<std::int16_t>(shown.count(t))};
        const event& e = g.at(id);
        if (!may_follow(shown, e)) break;
        shown.add(id);
        more = true;
        const bool write_half = e.is_write() && e.modify != modification::none;
        if (write_half) continue;
        std::string line =
            "  thread " + std::to_string(t) + "  " + describe(e) + "  " + effect_of(g, id);
        line.resize(std::max<std::size_t>(line.size() + 2, 72), ' ');
        line += text_of(e.where);
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
      }
    }
  }
  return out.str();
}

std::string fingerprint(const graph& g) {
  std::ostringstream out;
  for (int t = 0; t < g.thread_count(); ++t) {
    for (const event& e : g.thread(t)) {
      out << static_cast<int>(e.kind) << ',' << e.reads_from.thread << ',' << e.reads_from.index
          << ',' << e.place << ',' << static_cast<std::uint64_t>(e.value) << ';';
    }
    out << '|';
  }
  return out.str();
}

}  // namespace interlock::checker
