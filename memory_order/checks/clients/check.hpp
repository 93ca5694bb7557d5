// SPDX-License-Identifier: MIT
/// @file
/// What all clients share. A client is a struct over a backend that exercises one property of one
/// row:
///
///     template <backend B, class Row>
///     struct client {
///       static constexpr unsigned threads = 2;
///       void before();                 // may be missing
///       void warm_up(unsigned index);  // may be missing
///       void thread(unsigned index);
///       void after();                  // may be missing
///     };
///
/// It is made anew for each execution and knows nothing of the checker that runs it. `warm_up` is
/// for rows that keep something in each thread: a checker may let the threads warm up one after the
/// other before they run, and end one after the other afterwards, so that what is explored is
/// `thread`.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace interlock::checks {

/// Fails the execution, naming `property`, unless `condition` holds.
template <backend B>
void check(bool condition, const char* property, const char* file = __builtin_FILE(),
           int line = __builtin_LINE()) {
  if (!condition) B::fail(property, file, line);
}

/// Whether the checker sees all executions, as Relacy does not.
template <backend B>
inline constexpr bool sees_all_executions = requires {
  B::reachable("", true);
};

/// Declares that some execution gets here with `condition`: a client of which none does shows
/// nothing. A checker that does not see all executions takes no notice.
template <backend B>
void reachable([[maybe_unused]] const char* name, [[maybe_unused]] bool condition) {
  if constexpr (sees_all_executions<B>) B::reachable(name, condition);
}

/// A client with too many executions for a quick look at all of them.
template <class Client>
struct large : Client {
  static constexpr bool is_large = true;
};

/// A time limit. A checker that has no clock lets it pass whenever it likes.
inline std::chrono::steady_clock::time_point soon() {
  return std::chrono::steady_clock::time_point{} + std::chrono::seconds{1};
}

/// The sole owner of a `T` in the backend's memory: what is lost leaks, what comes twice is
/// released twice.
template <backend B, class T>
class owned {
 public:
  template <class... Args>
  [[nodiscard]] static owned make(Args&&... args) {
    return owned{create<B, T>(std::forward<Args>(args)...)};
  }
  /// Takes over what `create<B, T>` made.
  explicit owned(T* object) noexcept : object_{object} {}
  owned(owned&& other) noexcept : object_{std::exchange(other.object_, nullptr)} {}
  owned& operator=(owned&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~owned() {
    if (object_ != nullptr) destroy<B>(object_);
  }

  [[nodiscard]] explicit operator bool() const noexcept { return object_ != nullptr; }
  [[nodiscard]] T& operator*() const noexcept { return *object_; }
  [[nodiscard]] T* operator->() const noexcept { return object_; }

 private:
  T* object_;
};

}  // namespace interlock::checks
