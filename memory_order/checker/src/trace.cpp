// SPDX-License-Identifier: MIT
/// @file
/// See trace.hpp.
#include "trace.hpp"

#include <sstream>

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

[[nodiscard]] const char* describe_choice(const event_label& e) noexcept {
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

source_place place_of(source_location where) {
  if (where.line() == 0) return {};
  return {where.file_name(), where.line(), where.column()};
}

std::string text_of(source_location where) { return place_of(where).text(); }

std::string describe(const event_label& e) {
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
