// SPDX-License-Identifier: MIT
/// @file
/// The smallest client for each kind of failure that leaves an execution to be repeated.
#pragma once

#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/history.hpp>
#include <interlock/linearizability/counter.hpp>

#include <cstdint>
#include <functional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace interlock::checker {

struct failing_client {
  std::string name;
  failure kind;
  std::function<void()> body;
  options wanted{};

  friend void PrintTo(const failing_client& client, std::ostream* out) { *out << client.name; }
};

/// One thread publishes `data` through `ready`, another reads both.
inline void pass_message(std::memory_order to_store, std::memory_order to_load) {
  using B = checker_backend;
  B::plain<int> data{0};
  B::atomic<int> ready{0};
  name(data, "data");
  name(ready, "ready");
  B::thread writer{[&] {
    data.write(42);
    ready.store(1, to_store);
  }};
  if (ready.load(to_load) == 1) require(data.read() == 42, "the message has arrived");
  writer.join();
}

/// Each of two threads may miss the other's store.
inline void store_buffering() {
  using B = checker_backend;
  B::atomic<int> x{0};
  B::atomic<int> y{0};
  B::plain<int> seen{0};
  name(x, "x");
  name(y, "y");
  B::thread other{[&] {
    x.store(1, order::relaxed);
    seen.write(y.load(order::relaxed));
  }};
  y.store(1, order::relaxed);
  const int mine = x.load(order::relaxed);
  other.join();
  require(mine == 1 || seen.read() == 1, "somebody sees the other's store");
}

inline void sleep_until_set(checker_backend::atomic<std::uint32_t>& state) {
  while (state.load(order::acquire) == 0) (void)checker_backend::futex_wait(state, 0);
}

inline void wake_one_of_two() {
  using B = checker_backend;
  B::atomic<std::uint32_t> state{0};
  name(state, "state");
  B::thread first{[&] { sleep_until_set(state); }};
  B::thread second{[&] { sleep_until_set(state); }};
  state.store(1, order::release);
  B::futex_wake(state, 1);
  first.join();
  second.join();
}

inline void await_the_impossible() {
  using B = checker_backend;
  B::atomic<int> x{0};
  B::thread other{[&] { x.store(2, order::relaxed); }};
  (void)B::await(x, order::relaxed, [](int value) { return value == 1; });
  other.join();
}

inline void yield_for_the_impossible() {
  using B = checker_backend;
  B::atomic<int> x{0};
  B::thread other{[&] { x.store(2, order::relaxed); }};
  while (x.load(order::relaxed) != 1) B::yield();
  other.join();
}

inline void take_a_timeout_for_a_wakeup() {
  using B = checker_backend;
  B::atomic<std::uint32_t> state{0};
  const auto limit = deadline::after(std::chrono::seconds{1});
  B::thread other{[&] { state.store(1, order::release); }};
  require(B::futex_wait(state, 0, limit) != wait_result::timed_out, "no wait times out");
  other.join();
}

inline void take_a_wakeup_for_a_change() {
  using B = checker_backend;
  B::atomic<std::uint32_t> state{0};
  B::thread other{[&] {
    state.store(1, order::release);
    B::futex_wake(state, 1);
  }};
  (void)B::futex_wait(state, 0);
  require(state.load(order::acquire) == 1, "who is woken sees why");
  other.join();
}

inline void rely_on_a_weak_compare_exchange() {
  using B = checker_backend;
  B::atomic<int> x{0};
  int expected = 0;
  require(x.compare_exchange_weak(expected, 1, order::relaxed, order::relaxed), "it is alone");
}

inline void choose_badly() {
  require(choose(3) + choose(3) != 3, "no two choices sum up to three");
}

inline void store_for_ever() {
  checker_backend::atomic<int> x{0};
  for (;;) x.store(1, order::relaxed);
}

inline void use_what_is_freed() {
  using B = checker_backend;
  auto* const object = create<B, B::atomic<int>>(1);
  destroy<B>(object);
  (void)object->load(order::relaxed);
}

inline void free_twice() {
  void* const memory = checker_backend::allocate(8, 8);
  checker_backend::deallocate(memory, 8, 8);
  checker_backend::deallocate(memory, 8, 8);
}

inline void start_too_many() {
  for (int i = 0; i < 20; ++i) {
    checker_backend::thread each{[] {}};
    each.join();
  }
}

inline void count_in_two_steps() {
  using B = checker_backend;
  using linearizability::counter;
  B::atomic<int> value{0};
  history<counter> calls;
  const auto add = [&] {
    calls.call(counter::add(1), [&] {
      const int seen = value.load(order::relaxed);
      value.store(seen + 1, order::relaxed);
      return seen;
    });
  };
  B::thread other{add};
  add();
  other.join();
  calls.check();
}

inline void trust_an_address() {
  using B = checker_backend;
  void* const first = B::allocate(8, 8);
  B::deallocate(first, 8, 8);
  void* const second = B::allocate(8, 8);
  require(first != second, "no address comes back");
  B::deallocate(second, 8, 8);
}

inline std::vector<failing_client> failing_clients() {
  using B = checker_backend;
  std::vector<failing_client> all{
      {"DataRace", failure::data_race, [] { pass_message(order::relaxed, order::acquire); }},
      {"Requirement", failure::requirement, store_buffering},
      {"Deadlock", failure::deadlock,
       [] {
         B::atomic<std::uint32_t> state{0};
         (void)B::futex_wait(state, 0);
       }},
      {"EndlessAwait", failure::endless_await, await_the_impossible},
      {"EndlessYield", failure::endless_await, yield_for_the_impossible},
      {"LostWakeup", failure::lost_wakeup, wake_one_of_two},
      {"Timeout", failure::requirement, take_a_timeout_for_a_wakeup},
      {"UseAfterFree", failure::use_after_free, use_what_is_freed},
      {"DoubleFree", failure::double_free, free_twice},
      {"InvalidFree", failure::invalid_free,
       [] {
         int local = 0;
         B::deallocate(&local, sizeof(local), alignof(int));
       }},
      {"Leak", failure::leak, [] { (void)B::allocate(8, 8); }},
      {"UninitializedRead", failure::uninitialized_read,
       [] {
         B::slot<int> place;
         (void)place.shared();
       }},
      {"Exception", failure::exception,
       [] {
         B::thread other{[] { throw std::runtime_error{"boom"}; }};
         other.join();
       }},
      {"UnboundedLoop", failure::unbounded_loop, store_for_ever},
      {"TooManyThreads", failure::too_many_threads, start_too_many},
      {"BrokenRule", failure::requirement, [] { B::fail("a rule", "file.hpp", 7); }},
      {"Choice", failure::requirement, choose_badly},
      {"NotLinearizable", failure::not_linearizable, count_in_two_steps},
      {"Reuse", failure::requirement, trust_an_address},
      {"SpuriousWakeup", failure::requirement, take_a_wakeup_for_a_change},
      {"WeakFailure", failure::requirement, rely_on_a_weak_compare_exchange}};
  all[all.size() - 3].wanted.reuse = 1;
  all[all.size() - 2].wanted.spurious_wakeups = 1;
  all[all.size() - 1].wanted.weak_failures = 1;
  return all;
}

}  // namespace interlock::checker
