// SPDX-License-Identifier: MIT
/// @file
/// What the checker offers to the code that runs under it: the functions behind `checker_backend`.
/// All are called from within an execution.
#pragma once

#include <interlock/checker/operation.hpp>
#include <interlock/checker/shadow.hpp>
#include <interlock/checker/source_location.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace interlock::checker::runtime {

/// Performs a visible operation; returns when the checker lets the calling thread go on.
outcome perform(const operation& wanted);
/// The same on an atomic object, which needs to be alive.
outcome perform(const operation& wanted, shadow& object);

/// A new atomic object's location.
[[nodiscard]] location_id new_location(word initial);

/// Accesses to data that `object` stands for: reports races, uninitialised reads and uses of dead
/// objects.
void read(shadow& object, source_location where);
void write(shadow& object, source_location where);
/// `object` is as it was constructed.
void born(shadow& object, bool initialized, source_location where);
/// The same for an atomic object, which is at `address`.
void born(shadow& object, location_id location, const void* address, source_location where);
void died(shadow& object, source_location where);

/// Calls it `name` where a failed execution is described.
void named(const shadow& object, std::string_view name);

/// What a thread runs: `run(object)`, which ends the object.
struct thread_body {
  void (*run)(void* object) = nullptr;
  void* object = nullptr;
};
[[nodiscard]] int start_thread(thread_body body, source_location where);
void join_thread(int thread, source_location where);
[[nodiscard]] int current_thread() noexcept;
[[nodiscard]] inline std::size_t current_index() noexcept {
  return static_cast<std::size_t>(current_thread());
}

/// How many events of each thread happen before what the calling thread does next; of its own, all.
struct clock {
  std::array<std::int16_t, max_threads> events{};
};
[[nodiscard]] clock now();

/// Fails with what `problem_of(history)` says, unless it says nothing. That is part of the check,
/// not of the client: it has no part in the execution, and its memory is not the execution's. It
/// may crash all the same.
void require_linearizable(std::string (*problem_of)(const void* history), const void* history,
                          source_location where);

[[nodiscard]] void* allocate(std::size_t bytes, std::size_t alignment, source_location where);
/// For objects that live as long as the execution.
[[nodiscard]] void* allocate_unrecorded(std::size_t bytes, std::size_t alignment);
void deallocate(void* memory, source_location where);

/// For a replacement of the global operator new: memory of the execution, or null if it is not the
/// client that asks. `code` is the caller.
[[nodiscard]] void* allocate_for_new(std::size_t bytes, std::size_t alignment, const void* code);
/// For operator delete: whether `memory` is the execution's. Then it is free now.
[[nodiscard]] bool deallocate_for_delete(void* memory, const void* code) noexcept;

/// The calling thread's object for `key`, made by `make` on first use and ended by `end` when the
/// thread ends; null after that.
[[nodiscard]] void* per_thread(const void* key, void* (*make)(), void (*end)(void*));
/// The execution's object for `key`, which exists from the start and ends after the body.
[[nodiscard]] void* global(const void* key, void* (*make)(), void (*end)(void*));

/// The end of a round of a loop. A round that has changed nothing is not repeated: the thread waits
/// until something that the round has read is changed.
void yield(source_location where);

/// Declares an outcome: see explore.hpp.
void reachable(const char* name, bool condition);

[[noreturn]] void fail(const char* rule, const char* file, int line);

}  // namespace interlock::checker::runtime
