// SPDX-License-Identifier: MIT
/// @file
/// `checker_backend`: the machine of the model checker. Algorithms run natively; every atomic
/// operation, every access to `plain` and `slot`, every allocation goes through the checker.
#pragma once

#include <interlock/checker/runtime.hpp>
#include <interlock/checker/source_location.hpp>
#include <interlock/memory_order/backend.hpp>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

namespace interlock::checker {

using here = source_location;

/// A memory order, and where it was named: for functions whose last parameter is a pack.
struct placed_order {
  // NOLINTNEXTLINE(google-explicit-constructor): made from an order at the call.
  placed_order(std::memory_order named, here place = here::current())
      : order{named}, where{place} {}
  std::memory_order order;
  here where;
};

template <class T>
[[nodiscard]] word to_word(const T& value) noexcept {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(word));
  word result = 0;
  std::memcpy(&result, std::addressof(value), sizeof(T));
  return result;
}

template <class T>
[[nodiscard]] T from_word(word value) noexcept {
  std::array<std::byte, sizeof(T)> bytes;
  std::memcpy(bytes.data(), &value, sizeof(T));
  return std::bit_cast<T>(bytes);
}

/// An atomic object under the checker, with the operations of `std::atomic<T>`.
template <class T>
class checked_atomic {
 public:
  checked_atomic(here where = here::current()) : checked_atomic{T{}, where} {}
  checked_atomic(T initial, here where = here::current())
      : location_{runtime::new_location(to_word(initial))} {
    runtime::born(shadow_, location_, this, where);
  }
  checked_atomic(const checked_atomic&) = delete;
  checked_atomic& operator=(const checked_atomic&) = delete;
  ~checked_atomic() { runtime::died(shadow_, here{}); }

  [[nodiscard]] T load(std::memory_order order, here where = here::current()) const {
    return from_word<T>(perform(read(order, where)).value);
  }
  void store(T value, std::memory_order order, here where = here::current()) {
    operation op = start(event_kind::write, order, where);
    op.operand = to_word(value);
    (void)perform(op);
  }
  T exchange(T value, std::memory_order order, here where = here::current()) {
    return modify(modification::exchange, to_word(value), order, where);
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order success,
                               std::memory_order failure, here where = here::current()) {
    return compare_exchange(expected, desired, success, failure, false, where);
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order order,
                               here where = here::current()) {
    return compare_exchange_strong(expected, desired, order, failure_order(order), where);
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order success,
                             std::memory_order failure, here where = here::current()) {
    return compare_exchange(expected, desired, success, failure, true, where);
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order order,
                             here where = here::current()) {
    return compare_exchange(expected, desired, order, failure_order(order), true, where);
  }
  T fetch_add(T value, std::memory_order order,
              here where = here::current()) requires std::integral<T> {
    return modify(modification::add, to_word(value), order, where);
  }
  T fetch_sub(T value, std::memory_order order,
              here where = here::current()) requires std::integral<T> {
    return modify(modification::add, to_word(static_cast<T>(T{0} - value)), order, where);
  }
  T fetch_and(T value, std::memory_order order,
              here where = here::current()) requires std::integral<T> {
    return modify(modification::bit_and, to_word(value), order, where);
  }
  T fetch_or(T value, std::memory_order order,
             here where = here::current()) requires std::integral<T> {
    return modify(modification::bit_or, to_word(value), order, where);
  }
  T fetch_xor(T value, std::memory_order order,
              here where = here::current()) requires std::integral<T> {
    return modify(modification::bit_xor, to_word(value), order, where);
  }

  template <class Predicate>
  T await(std::memory_order order, Predicate ready, here where) const {
    operation op = read(order, where);
    const auto holds = [&ready](word value) {
      return static_cast<bool>(std::as_const(ready)(from_word<T>(value)));
    };
    op.ready = condition{holds};
    return from_word<T>(perform(op).value);
  }

  /// A compare-exchange that waits until it succeeds, as one event: for a client that takes a lock
  /// without being about locks.
  void await_compare_exchange(T expected, T desired, std::memory_order order,
                              here where = here::current()) {
    operation op = read(order, where);
    op.modify = modification::compare_exchange;
    op.failure = failure_order(order);
    op.operand = to_word(desired);
    op.expected = to_word(expected);
    const auto holds = [expected](word value) { return from_word<T>(value) == expected; };
    op.ready = condition{holds};
    (void)perform(op);
  }

  [[nodiscard]] wait_result wait(std::uint32_t expected, const deadline& when, here where) const {
    operation op = read(std::memory_order::relaxed, where);
    op.wait = true;
    op.timed = !when.is_never();
    op.expected = expected;
    const auto holds = [expected](word value) {
      return static_cast<std::uint32_t>(value) != expected;
    };
    op.ready = condition{holds};
    return perform(op).timed_out ? wait_result::timed_out : wait_result::recheck;
  }

  /// Uses the address only: a thread may wake the sleepers of an object that is gone.
  void wake(int count, here where) const {
    operation op = start(event_kind::notify, std::memory_order::relaxed, where);
    op.wake_everyone = count == wake_all;
    op.operand = static_cast<word>(count);
    (void)runtime::perform(op);
  }

  void set_name(std::string_view name) const { runtime::named(shadow_, name); }

 private:
  static constexpr std::memory_order failure_order(std::memory_order order) noexcept {
    if (order == std::memory_order::acq_rel) return std::memory_order::acquire;
    if (order == std::memory_order::release) return std::memory_order::relaxed;
    return order;
  }
  [[nodiscard]] operation start(event_kind kind, std::memory_order order, here where) const {
    operation op;
    op.kind = kind;
    op.order = order;
    op.size = sizeof(T);
    op.location = location_;
    op.where = where;
    return op;
  }
  [[nodiscard]] operation read(std::memory_order order, here where) const {
    return start(event_kind::read, order, where);
  }
  [[nodiscard]] bool compare_exchange(T& expected, T desired, std::memory_order success,
                                      std::memory_order failure, bool weak, here where) {
    operation op = read(success, where);
    op.modify = modification::compare_exchange;
    op.failure = failure;
    op.operand = to_word(desired);
    op.expected = to_word(expected);
    op.weak = weak;
    const outcome got = perform(op);
    if (!got.modified) expected = from_word<T>(got.value);
    return got.modified;
  }
  [[nodiscard]] T modify(modification how, word operand, std::memory_order order, here where) {
    operation op = read(order, where);
    op.modify = how;
    op.operand = operand;
    return from_word<T>(perform(op).value);
  }
  outcome perform(const operation& op) const { return runtime::perform(op, shadow_); }

  location_id location_;
  mutable shadow shadow_;
};

/// Shared data that is not atomic.
template <class T>
class checked_plain {
 public:
  checked_plain() : checked_plain{T{}} {}
  explicit checked_plain(T value, here where = here::current()) : value_{std::move(value)} {
    runtime::born(shadow_, true, where);
  }
  checked_plain(const checked_plain&) = delete;
  checked_plain& operator=(const checked_plain&) = delete;
  ~checked_plain() { runtime::died(shadow_, here{}); }

  [[nodiscard]] const T& read(here where = here::current()) const {
    runtime::read(shadow_, where);
    return value_;
  }
  void write(T value, here where = here::current()) {
    runtime::write(shadow_, where);
    value_ = std::move(value);
  }
  void set_name(std::string_view name) const { runtime::named(shadow_, name); }

 private:
  T value_;
  mutable shadow shadow_;
};

/// Storage for an object that comes and goes.
template <class T>
class checked_slot {
 public:
  checked_slot(here where = here::current()) { runtime::born(shadow_, false, where); }
  checked_slot(const checked_slot&) = delete;
  checked_slot& operator=(const checked_slot&) = delete;
  ~checked_slot() { runtime::died(shadow_, here{}); }

  T& construct(here where = here::current()) {
    runtime::write(shadow_, where);
    return *std::construct_at(std::addressof(value_));
  }
  template <class Arg>
  T& construct(Arg&& arg, here where = here::current()) {
    runtime::write(shadow_, where);
    return *std::construct_at(std::addressof(value_), std::forward<Arg>(arg));
  }
  /// Where it is called is not known, as no parameter can follow the pack.
  template <class First, class Second, class... Args>
  T& construct(First&& first, Second&& second, Args&&... args) {
    runtime::write(shadow_, here{});
    return *std::construct_at(std::addressof(value_), std::forward<First>(first),
                              std::forward<Second>(second), std::forward<Args>(args)...);
  }
  void destroy(here where = here::current()) {
    runtime::write(shadow_, where);
    std::destroy_at(std::addressof(value_));
    shadow_.initialized = false;
  }
  [[nodiscard]] T& exclusive(here where = here::current()) {
    runtime::read(shadow_, where);
    runtime::write(shadow_, where);
    return value_;
  }
  [[nodiscard]] const T& shared(here where = here::current()) const {
    runtime::read(shadow_, where);
    return value_;
  }
  void set_name(std::string_view name) const { runtime::named(shadow_, name); }

 private:
  union {
    T value_;
  };
  mutable shadow shadow_;
};

class checked_thread {
 public:
  checked_thread() noexcept = default;
  /// `body` lives in the execution's memory until the thread has ended.
  template <std::invocable Body>
  explicit checked_thread(Body body, here where = here::current()) {
    void* const memory = runtime::allocate_unrecorded(sizeof(Body), alignof(Body));
    number_ = runtime::start_thread({&run<Body>, ::new (memory) Body(std::move(body))}, where);
  }
  checked_thread(checked_thread&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  checked_thread& operator=(checked_thread&& other) noexcept {
    number_ = std::exchange(other.number_, -1);
    return *this;
  }
  void join(here where = here::current()) {
    runtime::join_thread(number_, where);
    number_ = -1;
  }
  void detach() noexcept { number_ = -1; }
  [[nodiscard]] bool joinable() const noexcept { return number_ >= 0; }

 private:
  template <class Body>
  static void run(void* object) {
    auto* const body = static_cast<Body*>(object);
    (*body)();
    std::destroy_at(body);
  }

  int number_ = -1;
};

struct checker_backend {
  static constexpr bool checked = true;

  template <class T>
  using atomic = checked_atomic<T>;
  template <class T>
  using plain = checked_plain<T>;
  template <class T>
  using slot = checked_slot<T>;
  using thread = checked_thread;

  template <class... Atomics>
  static void fence(placed_order order, const Atomics&...) {
    fence_of(fence_kind::symmetric, order.order, order.where);
  }
  static void light_fence(here where = here::current()) {
    fence_of(fence_kind::light, std::memory_order::seq_cst, where);
  }
  static void enable_light_fences() noexcept {}
  static void heavy_fence(here where = here::current()) {
    fence_of(fence_kind::heavy, std::memory_order::seq_cst, where);
  }

  template <class T, class Predicate>
  static T await(const atomic<T>& location, std::memory_order order, Predicate ready,
                 here where = here::current()) {
    return location.await(order, ready, where);
  }
  template <class T, class Predicate, class Pace>
  requires backoff::pace_for<std::remove_reference_t<Pace>, T>
  static T await(const atomic<T>& location, std::memory_order order, Predicate ready, Pace&&,
                 here where = here::current()) {
    return location.await(order, ready, where);
  }
  template <class T, class Predicate>
  [[nodiscard]] static T try_await(const atomic<T>& location, std::memory_order order, Predicate,
                                   int, here where = here::current()) {
    return location.load(order, where);
  }
  template <class T>
  [[nodiscard]] static wait_result futex_wait(const atomic<T>& location, std::uint32_t expected,
                                              const deadline& when = deadline::never(),
                                              sharing = sharing::process_private,
                                              here where = here::current()) {
    return location.wait(expected, when, where);
  }
  template <class T>
  static void futex_wake(const atomic<T>& location, int count, sharing = sharing::process_private,
                         here where = here::current()) {
    location.wake(count, where);
  }

  template <class T>
  struct per_thread {
    [[nodiscard]] static T* get() {
      return static_cast<T*>(runtime::per_thread(
          &key, [] { return make<T>(); }, [](void* object) { end<T>(object); }));
    }
    static inline const char key = 0;
  };
  template <class T>
  [[nodiscard]] static T& global() {
    return *static_cast<T*>(runtime::global(
        &global_key<T>, [] { return make<T>(); }, [](void* object) { end<T>(object); }));
  }

  static void yield(here where = here::current()) { runtime::yield(where); }
  [[nodiscard]] static std::uintptr_t thread_id() noexcept {
    return static_cast<std::uintptr_t>(runtime::current_thread()) + 1;
  }
  /// A machine of two nodes, on which the threads run by turns.
  [[nodiscard]] static unsigned numa_node() noexcept {
    return static_cast<unsigned>(runtime::current_thread()) % 2;
  }

  [[nodiscard]] static void* allocate(std::size_t bytes, std::size_t alignment,
                                      here where = here::current()) {
    return runtime::allocate(bytes, alignment, where);
  }
  static void deallocate(void* memory, std::size_t, std::size_t, here where = here::current()) {
    runtime::deallocate(memory, where);
  }
  /// See explore.hpp.
  static void reachable(const char* name, bool condition) { runtime::reachable(name, condition); }
  [[noreturn]] static void fail(const char* rule, const char* file, int line) {
    runtime::fail(rule, file, line);
  }

 private:
  static void fence_of(fence_kind kind, std::memory_order order, here where) {
    operation op;
    op.kind = event_kind::fence;
    op.fence = kind;
    op.order = order;
    op.where = where;
    (void)runtime::perform(op);
  }

  // Not through allocate(): these objects live as long as the thread or the execution, which is no
  // leak.
  template <class T>
  static void* make() {
    return ::new (runtime::allocate_unrecorded(sizeof(T), alignof(T))) T;
  }
  template <class T>
  static void end(void* object) {
    static_cast<T*>(object)->~T();
  }
  template <class T>
  static inline const char global_key = 0;
};

static_assert(backend<checker_backend>);

}  // namespace interlock::checker
