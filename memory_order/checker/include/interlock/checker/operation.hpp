// SPDX-License-Identifier: MIT
/// @file
/// What a thread under the checker asks for: one visible operation, with everything needed to
/// compute its effect again without running user code.
#pragma once

#include <interlock/checker/source_location.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

namespace interlock::checker {

/// Threads of one execution, the body's own thread included.
inline constexpr std::size_t max_threads = 16;

/// A value of an atomic object; up to 16 bytes.
__extension__ using word = unsigned __int128;

/// A location: the thread that created the object, and its how-many-th it was. The same in every
/// execution that has the same past.
struct location_id {
  std::uint16_t thread = 0;
  std::uint16_t number = 0;
  friend bool operator==(const location_id&, const location_id&) = default;
};

/// `location_id::thread` of locations that a front end numbers, by where they are in memory.
inline constexpr std::uint16_t by_address = max_threads;

enum class event_kind : std::uint8_t {
  begin,
  read,
  write,
  fence,
  spawn,
  join,
  end,
  notify,
  choice
};

/// What a read-modify-write does to the value it read.
enum class modification : std::uint8_t {
  none,
  add,
  bit_and,
  bit_or,
  bit_xor,
  exchange,
  compare_exchange
};

/// Full fences order everything; of an asymmetric pair, two light halves order nothing between
/// them.
enum class fence_kind : std::uint8_t { symmetric, light, heavy };

/// What a choice is about. 0 is always what the client would expect.
enum class choice_about : std::uint8_t {
  client,        ///< the client's own
  sleep,         ///< sleep, or wake up for no reason
  timed_sleep,   ///< sleep, time out, or wake up for no reason
  weak_failure,  ///< try, or fail for no reason
  reuse          ///< allocate fresh memory, or memory that was freed
};

/// What an await or a wait waits for: refers to a predicate of words, which must outlive it.
class condition {
 public:
  condition() noexcept = default;
  template <class Predicate>
  explicit condition(const Predicate& holds) noexcept
      : predicate_{std::addressof(holds)}, ask_{&ask<Predicate>} {}
  template <class Predicate>
  explicit condition(const Predicate&& temporary) = delete;

  explicit operator bool() const noexcept { return ask_ != nullptr; }
  [[nodiscard]] bool operator()(word value) const { return ask_(predicate_, value); }

 private:
  template <class Predicate>
  [[nodiscard]] static bool ask(const void* predicate, word value) {
    return (*static_cast<const Predicate*>(predicate))(value);
  }

  const void* predicate_ = nullptr;
  bool (*ask_)(const void* predicate, word value) = nullptr;
};

struct operation {
  // Not defaulted: a compiler that clears it all at once takes longer than a client's operation
  // does.
  operation() noexcept {}

  event_kind kind = event_kind::begin;
  modification modify = modification::none;
  fence_kind fence = fence_kind::symmetric;
  choice_about about = choice_about::client;
  std::memory_order order = std::memory_order::relaxed;
  std::memory_order failure = std::memory_order::relaxed;  ///< of a compare-exchange
  std::uint8_t size = 8;
  location_id location;
  word operand = 0;   ///< written, added, ...; of a choice: the number of alternatives
  word expected = 0;  ///< compared with
  int child = -1;     ///< of spawn and join
  bool wait =
      false;  ///< parks: goes on only if the value satisfies `ready`, and depends on a wake-up
  bool timed = false;          ///< a wait that may give up instead
  bool weak = false;           ///< a compare-exchange that may fail for no reason
  bool wake_everyone = false;  ///< of a notify
  condition ready;             ///< of an await or a wait
  source_location where;
};
// It is on the stack of a thread, and never ends if the thread is given up.
static_assert(std::is_trivially_destructible_v<operation>);

/// What the thread gets back.
struct outcome {
  word value = 0;
  bool modified = false;
  bool timed_out = false;
};

}  // namespace interlock::checker
