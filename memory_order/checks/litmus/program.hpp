// SPDX-License-Identifier: MIT
/// @file
/// A litmus program: a few threads of straight-line operations on a few shared integers.
///
/// It is data, so the same program can be enumerated (oracle.hpp), run on a backend (driver.hpp),
/// generated (generator.hpp), stored (suite.hpp) and printed (`to_text`).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace interlock::litmus {

/// How a location is accessed: `plain` is non-atomic, the others are the memory orders of atomics.
enum class access : std::uint8_t { plain, relaxed, acquire, release, acq_rel, seq_cst };

/// The memory order of an atomic access. Requires: not `plain`.
[[nodiscard]] std::memory_order to_memory_order(access how) noexcept;

enum class kind : std::uint8_t {
  load,
  store,
  fence,
  fetch_add,
  exchange,
  compare_exchange,  ///< the strong one
  await,             ///< loads until `comparison` with `expected` holds for the value
  branch             ///< does `then` if register `target` equals `expected`
};

enum class comparison : std::uint8_t { equal, not_equal };

/// A constant, or the value of a register of the same thread.
struct operand {
  enum class source : std::uint8_t { constant, register_value };
  source from = source::constant;
  int value = 0;  ///< the constant, or the register's index

  bool operator==(const operand&) const = default;
};

/// Which members mean something depends on `what`; the others keep their defaults.
struct operation {
  kind what = kind::load;
  access order = access::relaxed;
  access failure_order = access::relaxed;   ///< compare_exchange
  comparison relation = comparison::equal;  ///< await
  std::size_t location = 0;                 ///< all but fence and branch
  std::size_t target = 0;                   ///< register: the value read; branch: tested
  operand value;                            ///< written, or added
  operand expected;                         ///< compare_exchange, await, branch
  std::vector<operation> then;              ///< branch

  bool operator==(const operation&) const = default;
};

struct thread {
  std::vector<std::string> registers;  ///< names, in order of their first appearance
  std::vector<operation> operations;

  bool operator==(const thread&) const = default;
};

struct location {
  std::string name;
  int initial = 0;

  bool operator==(const location&) const = default;
};

struct program {
  std::string name;
  std::vector<location> locations;
  std::vector<thread> threads;

  bool operator==(const program&) const = default;
};

// Enough for every test that is still readable. An execution has at most max_events events, those
// of the initial values included.
inline constexpr std::size_t max_threads = 6;
inline constexpr std::size_t max_locations = 6;
inline constexpr std::size_t max_registers = 8;
inline constexpr std::size_t max_events = 32;

[[nodiscard]] bool reads(kind what) noexcept;   ///< sets a register from memory
[[nodiscard]] bool writes(kind what) noexcept;  ///< may write memory
[[nodiscard]] bool holds(comparison relation, int value, int expected) noexcept;

/// Operations of a list that can become events: branches do not count, what they contain does.
[[nodiscard]] std::size_t count_operations(const std::vector<operation>& operations) noexcept;

struct access_kinds {
  bool plainly = false;
  bool atomically = false;
};

/// How the program accesses a location.
[[nodiscard]] access_kinds accessed(const program& program, std::size_t location) noexcept;

/// Whether some location is accessed both ways. Such a program cannot be written with the seam.
[[nodiscard]] bool mixes_accesses(const program& program) noexcept;

/// Throws `std::invalid_argument`, naming the place, if a limit or a rule of the language is
/// broken: an index out of range, a load that releases, a plain read-modify-write, ...
void validate(const program& program);

/// One column a thread, under the name and the initial values; ends in a newline.
[[nodiscard]] std::string to_text(const program& program);

/// The columns of a final state: "1:r0" for each register of each thread, then each location.
[[nodiscard]] std::vector<std::string> observed_columns(const program& program);

}  // namespace interlock::litmus
