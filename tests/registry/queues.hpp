// SPDX-License-Identifier: MIT
/// @file
/// THE list of queues. Whatever its own verbs, a row offers the same two to the harnesses:
/// `try_push(queue, value)`, which leaves `value` alone when it fails, and `try_pop(queue)`, and a
/// queue made by `make(capacity, first_index)`.
#pragma once

#include <interlock/lockfree/queue.hpp>
#include <interlock/lockfree/spsc_queue.hpp>

#include "registry/type_list.hpp"

#include <cstddef>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace interlock::registry {

inline constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

struct queue_contract {
  std::size_t producers = any_number;
  std::size_t consumers = any_number;
  bool bounded = false;    ///< try_push fails when full; otherwise it always succeeds
  bool ranges = false;     ///< `try_push_range` publishes several elements at once
  bool lock_free = false;  ///< a stopped thread never blocks the others
  bool starts_anywhere =
      false;  ///< `make`'s first_index seeds its counters, to test their wrap-around
};

struct spsc_queue_row {
  static constexpr std::string_view name = "spsc_queue";
  static constexpr std::string_view header = "interlock/lockfree/spsc_queue.hpp";
  template <class T, backend B>
  using type = basic_spsc_queue<T, B>;
  static constexpr queue_contract contract{.producers = 1,
                                           .consumers = 1,
                                           .bounded = true,
                                           .ranges = true,
                                           .lock_free = true,
                                           .starts_anywhere = true};

  template <class T, backend B>
  static type<T, B>* make(std::size_t capacity, std::size_t first_index = 0) {
    return create<B, type<T, B>>(capacity, first_index);
  }
  template <class T, backend B>
  static bool try_push(type<T, B>& queue, T&& value) {
    return queue.try_push(std::move(value));
  }
  /// Moves elements from the range; returns the first one that is still there.
  template <class T, backend B>
  static T* try_push_range(type<T, B>& queue, T* first, T* last) {
    return queue.try_push_range(std::make_move_iterator(first), std::make_move_iterator(last))
        .base();
  }
  template <class T, backend B>
  static std::optional<T> try_pop(type<T, B>& queue) {
    return queue.try_pop();
  }
};

struct queue_row {
  static constexpr std::string_view name = "queue";
  static constexpr std::string_view header = "interlock/lockfree/queue.hpp";
  template <class T, backend B>
  using type = basic_queue<T, B>;
  static constexpr queue_contract contract{.lock_free = true};

  template <class T, backend B>
  static type<T, B>* make(std::size_t, std::size_t = 0) {
    return create<B, type<T, B>>();
  }
  template <class T, backend B>
  static bool try_push(type<T, B>& queue, T&& value) {
    queue.push(std::move(value));
    return true;
  }
  template <class T, backend B>
  static std::optional<T> try_pop(type<T, B>& queue) {
    return queue.try_pop();
  }
};

using queues = type_list<spsc_queue_row, queue_row>;

}  // namespace interlock::registry
