// SPDX-License-Identifier: MIT
/// @file
/// What the lock-order checks report, as data and as text for people.
#pragma once

#include <interlock/sync/detail/call_site.hpp>
#include <interlock/sync/detail/call_stack.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

namespace interlock {

/// What happens when a lock is taken in a wrong order.
enum class lock_order_mode {
  off,     ///< nothing is looked at
  report,  ///< the handler is called, and the program goes on
  abort,   ///< the handler is called, and the program ends
};

/// What is wrong.
enum class lock_order_defect {
  cycle,           ///< threads that take these locks in these orders at once may wait forever
  recursion,       ///< a thread asks for what it holds, and the lock does not allow that
  not_held,        ///< a thread frees what it does not hold
  destroyed_held,  ///< a lock is destroyed while a thread holds it
};

/// Where a thread took a lock, or asks for it.
struct lock_acquisition {
  call_site where;
  call_stack stack;  ///< if the lock was first asked for in this order, or by a header of `std`
};

/// A thread, as people tell it from others.
struct lock_order_thread {
  std::uint64_t number = 0;  ///< no other thread's, also of those that have ended; 0: not known
  std::uintptr_t id = 0;     ///< what debuggers show for `pthread_self()`; 0: not known

  friend bool operator==(const lock_order_thread&, const lock_order_thread&) = default;
};

/// A thread held `first` when it asked for `second`.
struct lock_order_step {
  std::string first;
  std::string second;
  lock_acquisition first_taken;
  lock_acquisition second_asked;
  lock_order_thread thread;
};

struct lock_order_report {
  lock_order_defect what = lock_order_defect::cycle;
  /// Each step's `second` is the `first` of the next one, and the last one's of the first. The
  /// first step is what the calling thread is about to do.
  std::vector<lock_order_step> cycle;

  // Of the other defects:
  std::string lock;
  lock_order_thread thread;     ///< the calling one
  lock_acquisition where;       ///< the call that is wrong
  lock_order_thread holder;     ///< who holds the lock, if known
  lock_acquisition held_since;  ///< if it is the calling thread
};

/// Receives reports in the thread that is about to do wrong, before it blocks. Locks that it takes
/// itself are not checked. If it throws, the lock is not taken; it must not for `not_held` and
/// `destroyed_held`.
using lock_order_handler = void (*)(const lock_order_report&);

inline std::ostream& operator<<(std::ostream& out, const call_site& site) {
  if (site.file == nullptr) return out << "an unknown place";
  return out << site.file << ':' << site.line << " (" << site.function << ')';
}

/// The place, and the innermost callers if they are known.
inline std::ostream& operator<<(std::ostream& out, const lock_acquisition& taken) {
  constexpr std::size_t enough = 4;
  out << taken.where << '\n';
  const std::vector<std::string> lines = taken.stack.lines();
  for (std::size_t i = 0; i < std::min(lines.size(), enough); ++i) {
    out << "        from " << lines[i] << '\n';
  }
  return out;
}

namespace detail {

inline std::string thread_name(const lock_order_thread& thread) {
  std::ostringstream name;
  name << "thread ";
  if (thread.number != 0) name << thread.number << " (";
  name << "0x" << std::hex << thread.id;
  if (thread.number != 0) name << ')';
  return name.str();
}

inline void print_cycle(std::ostream& out, const std::vector<lock_order_step>& cycle) {
  out << "potential deadlock: " << (cycle.empty() ? "" : cycle.front().first);
  for (const auto& step : cycle) out << " -> " << step.second;
  out << '\n';
  const char* holds = " holds ";
  const char* asks = "      and asks for ";
  for (const auto& step : cycle) {
    out << "  " << thread_name(step.thread) << holds << step.first << ", taken at\n      "
        << step.first_taken << asks << step.second << " at\n      " << step.second_asked;
    holds = " earlier held ";
    asks = "      and asked for ";
  }
  out << "  If threads do so at the same time, each waits forever for the next one's lock.\n";
}

}  // namespace detail

/// Some lines, the last one with its end.
inline std::ostream& operator<<(std::ostream& out, const lock_order_report& report) {
  out << "interlock: lock order: ";
  const std::string self = detail::thread_name(report.thread);
  switch (report.what) {
    case lock_order_defect::cycle:
      detail::print_cycle(out, report.cycle);
      break;
    case lock_order_defect::recursion:
      out << "certain deadlock: " << self << " asks for " << report.lock << ", which it holds\n"
          << "  asked for at\n      " << report.where << "  taken at\n      " << report.held_since;
      break;
    case lock_order_defect::not_held:
      out << self << " frees " << report.lock << ", which "
          << (report.holder.id == 0 ? "nobody holds"
                                    : detail::thread_name(report.holder) + " holds")
          << "\n  at\n      " << report.where;
      break;
    case lock_order_defect::destroyed_held:
      out << self << " destroys " << report.lock << ", which "
          << (report.holder.id == report.thread.id ? std::string{"it"}
                                                   : detail::thread_name(report.holder))
          << " holds\n";
      if (report.held_since.where.file != nullptr) {
        out << "  taken at\n      " << report.held_since;
      }
      break;
  }
  return out;
}

[[nodiscard]] inline std::string to_string(const lock_order_report& report) {
  std::ostringstream out;
  out << report;
  return out.str();
}

}  // namespace interlock
