// SPDX-License-Identifier: MIT
/// @file
/// `run<Client>(search)`: executes a client under Relacy again and again and says what was found.
///
/// A client is an ordinary struct, written over any backend and made anew for each execution:
///
///     struct client {
///       static constexpr unsigned threads = 2;   // at most 4
///       void before();                           // before the threads
///       void thread(unsigned index);             // what each of them does
///       void after();                            // after them all
///     };
///
/// `before` and `after` may be missing. With `static constexpr unsigned started_threads = n` (and
/// one thread) it may start up to n threads (at most 2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>

namespace interlock::relacy {

/// How executions are chosen.
struct search {
  enum class strategy : std::uint8_t {
    random,   ///< `executions` of them at random; reproducible
    bounded,  ///< all with at most `switches` preemptions
    full      ///< all; for a few threads of a few steps
  };
  strategy by = strategy::random;
  /// The number of random executions, or where a systematic search gives up.
  std::uint64_t executions = 10000;
  unsigned switches = 2;
  /// An execution of more steps counts as a livelock.
  unsigned steps = 3000;
};

enum class verdict : std::uint8_t {
  passed,
  assertion,  ///< a check of the client or a rule of the algorithm
  data_race,  ///< also: destroyed too early with respect to happens-before
  deadlock,
  livelock,
  freed_memory,  ///< an access to an object that has been destroyed
  double_free,
  leak,
  uninitialised,
  other
};

[[nodiscard]] std::string_view name_of(verdict) noexcept;

struct outcome {
  verdict found = verdict::passed;
  std::uint64_t executions = 0;
  bool complete = false;  ///< a systematic search that saw everything within its bounds
  std::string history;    ///< of the failing execution: its cause, then every step
};

/// A client whose type the model does not know.
struct client_type {
  unsigned threads;
  unsigned started_threads;
  std::size_t bytes;
  std::size_t alignment;
  void (*construct)(void*);
  void (*before)(void*);
  void (*thread)(void*, unsigned);
  void (*after)(void*);
  void (*destroy)(void*);
};

/// Not reentrant. Ends the program with a message if the client has more threads than the model
/// supports.
[[nodiscard]] outcome run(const client_type& client, const search& how);

namespace detail {

template <class Client>
constexpr unsigned started_threads_of() {
  if constexpr (requires { Client::started_threads; }) return Client::started_threads;
  return 0;
}

template <class Client>
inline constexpr client_type type_of_client{
    Client::threads,
    started_threads_of<Client>(),
    sizeof(Client),
    alignof(Client),
    [](void* memory) { ::new (memory) Client(); },
    [](void* client) {
      if constexpr (requires(Client & it) { it.before(); }) static_cast<Client*>(client)->before();
    },
    [](void* client, unsigned index) { static_cast<Client*>(client)->thread(index); },
    [](void* client) {
      if constexpr (requires(Client & it) { it.after(); }) static_cast<Client*>(client)->after();
    },
    [](void* client) { static_cast<Client*>(client)->~Client(); }};

}  // namespace detail

template <class Client>
inline constexpr const client_type& type_of = detail::type_of_client<Client>;

template <class Client>
[[nodiscard]] outcome run(const search& how) {
  return run(type_of<Client>, how);
}

}  // namespace interlock::relacy
