// SPDX-License-Identifier: MIT
/// @file
/// The functions of explore.hpp, and the names of verdicts.
#include <interlock/checker/explore.hpp>

#include "crash.hpp"
#include "machine.hpp"
#include "parallel.hpp"
#include "section.hpp"
#include "trace.hpp"

#include <stdexcept>
#include <string>

namespace interlock::checker {
namespace {

[[nodiscard]] machine& inside(const char* function) {
  if (machine::running() == nullptr) {
    throw std::logic_error{std::string{"interlock::checker::"} + function +
                           "() outside of explore()"};
  }
  return *machine::running();
}

void must_be_outside(const char* function) {
  if (machine::running() == nullptr) return;
  throw std::logic_error{std::string{"interlock::checker::"} + function +
                         "() inside of an execution"};
}

[[nodiscard]] std::string text_of_failed(std::string_view requirement, source_location where) {
  return "requirement failed: " + std::string{requirement} + " at " + text_of(where);
}

/// Searches again from the start whenever the client asks for a new global object.
template <class Search>
auto with_all_globals(Search search) {
  for (;;) {
    try {
      return search();
    } catch (const machine::new_start&) {
    }
  }
}

}  // namespace

const char* name_of(verdict v) noexcept {
  switch (v) {
    case verdict::passed:
      return "passed";
    case verdict::failed:
      return "failed";
    case verdict::incomplete:
      return "incomplete";
    case verdict::vacuous:
      return "vacuous";
  }
  return "?";
}

const char* name_of(failure f) noexcept {
  switch (f) {
    case failure::none:
      return "none";
    case failure::requirement:
      return "requirement";
    case failure::data_race:
      return "data race";
    case failure::deadlock:
      return "deadlock";
    case failure::endless_await:
      return "endless await";
    case failure::lost_wakeup:
      return "lost wakeup";
    case failure::use_after_free:
      return "use after free";
    case failure::out_of_bounds:
      return "out of bounds";
    case failure::double_free:
      return "double free";
    case failure::invalid_free:
      return "invalid free";
    case failure::leak:
      return "leak";
    case failure::uninitialized_read:
      return "uninitialized read";
    case failure::crash:
      return "crash";
    case failure::exception:
      return "exception";
    case failure::not_linearizable:
      return "not linearizable";
    case failure::unbounded_loop:
      return "unbounded loop";
    case failure::nondeterminism:
      return "nondeterminism";
    case failure::too_many_threads:
      return "too many threads";
    case failure::not_modelled:
      return "not modelled";
  }
  return "?";
}

result explore(const options& wanted, const std::function<void()>& body) {
  must_be_outside("explore");
  const crash_guard guard;
  machine search{wanted, body};
  return with_all_globals([&] {
    if (!wanted.replay.empty()) return search.replay(wanted.replay);
    if (wanted.samples != 0) return search.sample();
    if (wanted.jobs > 1) return explore_in_parallel(wanted, search);
    return search.explore();
  });
}

estimation estimate(const options& wanted, const std::function<void()>& body, double seconds) {
  must_be_outside("estimate");
  const crash_guard guard;
  machine search{wanted, body};
  return with_all_globals([&] { return search.estimate(seconds); });
}

void require(bool condition, std::string_view what, source_location where) {
  if (condition) return;
  const section_scope scope{section::engine};
  machine& m = inside("require");
  m.blame({m.current_thread(), m.date(), culprit::time::now, step_kind::stop,
           "requires: " + std::string{what}, place_of(where)});
  m.fail(failure::requirement, text_of_failed(what, where));
}

unsigned choose(unsigned alternatives, source_location where) {
  if (alternatives == 0)
    throw std::invalid_argument{"checker::choose: alternatives must be at least 1"};
  const section_scope scope{section::engine};
  operation op;
  op.kind = event_kind::choice;
  op.operand = alternatives;
  op.where = where;
  return static_cast<unsigned>(inside("choose").perform(op).value);
}

void assume(bool condition) {
  const section_scope scope{section::engine};
  if (!condition) inside("assume").give_up();
}

void reachable(std::string_view name, bool condition) {
  const section_scope scope{section::engine};
  inside("reachable").declare_outcome(name, condition);
}

}  // namespace interlock::checker
