// SPDX-License-Identifier: MIT
/// @file
/// What a user can ask of the checker.
#pragma once

#include <interlock/checker/site.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace interlock::checker {

/// `cpp20`: the memory model of C++20, without out-of-thin-air values. `sc`: sequential
/// consistency, to tell a mistake in an algorithm from one in its memory orders.
enum class model : std::uint8_t { cpp20, sc };

struct options {
  model memory = model::cpp20;

  /// Bounds; 0 is none. A bound that is hit makes the verdict `incomplete`: it is never a proof.
  std::uint64_t max_executions = 0;
  double max_seconds = 0;

  /// Instead of exploring, run this many random executions: random priorities that change
  /// `priority_changes` times [BKMN10], and random old values. For clients that are too large to
  /// explore: finds failures, proves nothing. 0: explore.
  std::uint64_t samples = 0;
  std::uint64_t seed = 1;
  unsigned priority_changes = 2;

  /// Explore in this many processes at once. Which failure is found first, if there are several,
  /// then depends on their speed.
  unsigned jobs = 1;

  /// A thread with more visible operations than this has an unbounded loop: an error.
  std::uint32_t max_operations = 4096;

  /// Explore timed waits that time out.
  bool timeouts = true;

  /// How many waits of each thread may return although nobody has woken it (a signal, or nothing at
  /// all).
  std::uint32_t spurious_wakeups = 0;

  /// How many weak compare-exchanges of each thread may fail although the value is the expected
  /// one.
  std::uint32_t weak_failures = 0;

  /// A wake-up of several threads need only reach one: to see what depends on the number. (One that
  /// reaches more threads than it should is a spurious wake-up of the others.)
  bool short_wakes = false;

  /// An allocation may also return one of so many blocks of its size whose deallocation happens
  /// before it: those that its thread has freed last, then those of other threads. 0: memory is not
  /// used again, so no address comes back (the ABA problem stays hidden).
  std::uint32_t reuse = 0;

  /// Whether blocks of `allocate` that are alive at the end are errors.
  bool leaks = true;

  /// Explore everything even after data races and hangs, and only note that there were some.
  bool keep_going = false;

  /// Compare every complete execution with all before: a test of the checker itself, and of the
  /// client's determinism.
  bool detect_duplicates = false;

  /// Run only the execution of this token, which an earlier `result::replay` gave, with the same
  /// body and options. `explore()` throws `std::invalid_argument` if it is malformed or does not
  /// fit.
  std::string replay{};

  /// Note every place that names a memory order in `result::sites`.
  bool collect_sites = false;

  /// Run as if the source were weaker in this one place.
  std::optional<weakening> weaken{};

  /// Called after each complete execution, outside of it.
  std::function<void()> on_complete{};
};

}  // namespace interlock::checker
