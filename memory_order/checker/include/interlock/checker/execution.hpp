// SPDX-License-Identifier: MIT
/// @file
/// `execution`: a failed execution as data, for renderers (render.hpp) and for tools of the user's
/// own.
///
/// The steps are in an order in which each read comes after the write that it reads, and which is
/// an interleaving that explains all values if there is one. Steps are named by their index.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace interlock::checker {

enum class failure : std::uint8_t;

struct source_place {
  std::string file;   ///< empty if unknown; or code, such as `program+0x1234`
  unsigned line = 0;  ///< 0 of code
  unsigned column = 0;

  /// Such as `queue.hpp:57`; empty if unknown.
  [[nodiscard]] std::string text() const;
  friend bool operator==(const source_place&, const source_place&) = default;
};

/// An atomic object, a plain object (`plain`, `slot`), or a block of `allocate`.
struct shared_object {
  enum class sort : std::uint8_t { atomic, plain, block };

  sort what = sort::atomic;
  /// What the client called it, or `#0.1`: the second atomic object that thread 0 made. Plain
  /// objects are p0.1, blocks b0.1.
  std::string name;
  int made_by = -1;  ///< a thread; -1 if unknown, or if it exists from the start
  source_place made;
  std::string initial;        ///< of an atomic object, its first value
  std::vector<int> writes;    ///< of an atomic object, in modification order
  std::uint64_t bytes = 0;    ///< of a block
  std::optional<int> inside;  ///< the block that it is a part of
  std::uint64_t offset = 0;   ///< in that block
  bool appears = false;       ///< in some step
};

enum class step_kind : std::uint8_t {
  start,
  join,
  load,
  store,
  modify,  ///< a read-modify-write, or a compare-exchange that failed
  fence,
  wake,
  choice,
  read,  ///< of a plain object
  write,
  construct,
  destroy,
  allocate,
  free,
  stop  ///< where a thread fails, or what it cannot do
};

[[nodiscard]] const char* name_of(step_kind kind) noexcept;

/// A value, and the step that wrote it; -1: it is the object's first.
struct written_value {
  std::string value;
  int step = -1;
};

struct step {
  step_kind kind = step_kind::stop;
  int thread = 0;
  std::string what;  ///< such as `load acquire`, `wait`, `read`, `start T1`
  int object = -1;   ///< in `execution::objects`
  std::optional<written_value> read;
  std::optional<std::string> expected;  ///< of a compare-exchange that failed
  std::optional<std::string> wrote;
  bool stale = false;  ///< reads an old value: a step before it has written a newer one
  bool guilty = false;
  /// Of a load, what else the memory model allowed it to read here.
  std::vector<written_value> alternatives;
  int other = -1;  ///< of a start and a join: the thread
  source_place where;
};

/// What is before `to` synchronizes with, or could have.
struct step_edge {
  int from = -1;
  int to = -1;
};

/// A write and the read of it that would order two steps, if they synchronized; or, without steps,
/// the remark that there is no such pair.
struct missing_edge {
  step_edge between;
  bool lacks_release = false;
  bool lacks_acquire = false;
  std::string text;
};

struct guilty_step {
  int step = -1;
  std::string text;  ///< such as `thread 1 writes p0.0`
};

struct execution {
  failure kind{};
  std::string message;
  std::string replay;  ///< the token for `options::replay`; empty if it cannot be repeated
  int threads = 0;
  bool interleaving = true;  ///< whether the order of the steps explains every value
  std::vector<shared_object> objects;
  std::vector<step> steps;
  std::vector<step_edge> synchronizations;  ///< from a release operation to an acquire operation
  std::vector<guilty_step> guilty;
  std::vector<missing_edge> missing;
};

}  // namespace interlock::checker
