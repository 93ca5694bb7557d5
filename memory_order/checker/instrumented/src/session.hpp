// SPDX-License-Identifier: MIT
/// @file
/// `session`: everything that this library knows during an exploration. The functions that
/// instrumented code calls find it through their thread.
#pragma once

#include "call_paths.hpp"
#include "carriers.hpp"
#include "client_memory.hpp"
#include "client_threads.hpp"
#include "machine.hpp"
#include "modules.hpp"
#include "repetition.hpp"
#include "section.hpp"
#include "virtual_clock.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace interlock::checker::instrumented {

/// Whether the calling thread runs code of the client: what the engine itself calls is left alone.
[[nodiscard]] inline bool runs_client_code() noexcept { return current_section == section::client; }

/// The way from the client's code into the engine and back.
struct checker_code : section_scope {
  checker_code() noexcept : section_scope{section::on_behalf} {}
};

/// What the engine calls of the client's code.
struct client_code : section_scope {
  client_code() noexcept : section_scope{section::client} {}
};

/// The instruction that the function which calls this returns to.
[[nodiscard, gnu::always_inline]] inline std::uintptr_t caller() noexcept {
  return reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
}

/// Memory of the system that the client has to do with in a run.
struct system_memory {
  std::set<const void*> made;      ///< in this run, by functions of the C library
  std::set<const void*> released;  ///< was there before, and is freed as far as this run goes
};

class session {
 public:
  session(machine& engine, call_paths& calls, carriers& threads)
      : engine_{engine},
        calls_{calls},
        threads_{threads},
        memory_{engine, calls},
        loops_{engine, calls} {}

  /// Of the calling thread, which runs code of the client.
  [[nodiscard]] static session& here() noexcept { return *here_; }

  [[nodiscard]] machine& engine() noexcept { return engine_; }
  [[nodiscard]] call_paths& calls() noexcept { return calls_; }
  [[nodiscard]] carriers& threads() noexcept { return threads_; }
  [[nodiscard]] client_memory& memory() noexcept { return memory_; }
  [[nodiscard]] repetition& loops() noexcept { return loops_; }
  [[nodiscard]] client_threads& client() noexcept { return client_; }
  [[nodiscard]] system_memory& system() noexcept { return system_; }
  [[nodiscard]] virtual_clock& clock() noexcept { return clock_; }
  [[nodiscard]] int thread() const noexcept { return engine_.current_thread(); }

  [[nodiscard]] path_id path(std::uintptr_t caller) {
    return calls_.at(thread(), in_program(caller));
  }
  [[nodiscard]] source_location where(std::uintptr_t caller) { return calls_.where(path(caller)); }

  /// Performs `wanted`, an operation on the atomic object of `size` bytes at `address`.
  outcome perform(operation wanted, const volatile void* address, std::uint8_t size,
                  std::uintptr_t caller);
  /// Performs what has to do with no memory.
  outcome perform(const operation& wanted);
  void fence(std::memory_order order, std::uintptr_t caller);
  void access(const volatile void* address, std::size_t bytes, bool writes, std::uintptr_t caller) {
    memory_.access_plainly(reinterpret_cast<std::uintptr_t>(address), bytes, writes, path(caller));
  }

  /// Ends the exploration because the client needs what the checker has no model of.
  [[noreturn]] void fail_not_modelled(const std::string& what, std::uintptr_t caller);
  /// Ends it because the client breaks a rule of the function that it calls.
  [[noreturn]] void fail_misuse(const std::string& what, std::uintptr_t caller);

  void begin_run();
  /// First thing in each thread of the client.
  void begin_thread();

 private:
  /// Says what the calling thread is to blame for in the failure that comes next.
  void blame(std::string deed, std::uintptr_t caller);

  static inline thread_local session* here_ = nullptr;

  machine& engine_;
  call_paths& calls_;
  carriers& threads_;
  client_memory memory_;
  repetition loops_;
  client_threads client_;
  virtual_clock clock_;
  system_memory system_;
};

}  // namespace interlock::checker::instrumented
