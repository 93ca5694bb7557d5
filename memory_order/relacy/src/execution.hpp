// SPDX-License-Identifier: MIT
/// @file
/// The state of the execution that is running: what Relacy does not keep itself. Made anew for each
/// execution, abandoned (not destroyed) when one fails.
#pragma once

#include <interlock/memory_order/relacy/location.hpp>
#include <interlock/memory_order/relacy/objects.hpp>

#include "relacy_library.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace interlock::relacy {

/// Containers that Relacy's count of the client's memory does not see.
template <class T>
using list = typename rl::vector<T>::type;

inline rl::debug_info place(const location& where) {
  const char* const slash = std::strrchr(where.file, '/');
  return {"", slash == nullptr ? where.file : slash + 1, static_cast<unsigned>(where.line)};
}

/// Relacy's part of the running execution. Ends the program if there is none.
rl::context& relacy_context();

rl::memory_order relacy_order(std::memory_order order);

/// A line of the history; costs nothing in executions that keep none.
[[gnu::format(printf, 2, 3)]] void note(const location& where, const char* format, ...);

/// Ends the running execution.
[[noreturn]] void end_execution(rl::test_result_e why, const char* text, const location& where);

struct sleeper {
  const void* word;
  rl::thread_id_t thread;
};

struct memory_block {
  enum class state : std::uint8_t { live, reusable, retired };
  void* memory;
  std::size_t bytes;
  std::size_t alignment;
  state now;
  location where;
};

struct kept_object {
  const kind* what;
  unsigned thread;  ///< as current_thread() counts
  void* object;
  bool ended;
};

/// What the asymmetric fences have made known so far: for each thread, how much of it.
struct fence_clocks {
  list<rl::timestamp_t> light;
  list<rl::timestamp_t> heavy;
};

struct execution {
  execution(const list<const kind*>& globals_known, list<const kind*>& globals_missing);
  execution(const execution&) = delete;
  execution& operator=(const execution&) = delete;
  ~execution();

  /// Ends the objects of the calling thread, youngest first.
  void end_thread();
  /// Ends what is left when the client is gone, and fails the execution if it has leaked memory.
  void finish();

  bool concurrent = false;  ///< between `before` and `after`
  unsigned started_threads = 0;
  list<sleeper> sleepers;
  list<memory_block> blocks;
  list<kept_object> locals;
  list<kept_object> globals;
  fence_clocks fences;
  list<const kind*>& globals_missing;
  std::size_t arena_used = 0;
  unsigned spurious_wakeups_left;

  static execution* current;
};

/// Memory until the end of the execution; ends the program when there is no more.
void* keep_storage(execution& now, std::size_t bytes, std::size_t alignment);

}  // namespace interlock::relacy
