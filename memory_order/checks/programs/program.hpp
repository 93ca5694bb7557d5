// SPDX-License-Identifier: MIT
/// @file
/// `program`: a client whose number of executions is known, and what its state is run by.
///
/// The numbers are those of another checker of the same kind; README.md tells where they come from
/// and what they count.
#pragma once

#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace interlock::programs {

using B = checker::checker_backend;

struct program {
  std::string name;
  std::uint64_t expected;  ///< complete executions, as GenMC 0.11 counts them under RC11
  double genmc_seconds;    ///< its time, where that was more than 1 s; else 0
  void (*body)();
  std::uint64_t cpp20 = 0;  ///< not 0: C++20 forbids some of RC11's executions, and leaves so many

  /// What this checker has to count.
  [[nodiscard]] std::uint64_t due() const noexcept { return cpp20 == 0 ? expected : cpp20; }
};

/// Threads that are started one by one and joined together. Owns no memory: an execution may be
/// given up at any point, without unwinding.
class crew {
 public:
  void start(std::function<void()> body) {
    threads_[static_cast<std::size_t>(size_++)] = B::thread{std::move(body)};
  }
  void join() {
    for (int i = 0; i < size_; ++i) threads_[static_cast<std::size_t>(i)].join();
  }

 private:
  std::array<B::thread, checker::max_threads> threads_;
  int size_ = 0;
};

/// One execution: `threads` threads run `State::thread(index)`, then `State::after()`, if there is
/// one, looks at what has come of it.
template <class State>
void run(int threads) {
  State state;
  crew all;
  for (int i = 0; i < threads; ++i) all.start([&state, i] { state.thread(i); });
  all.join();
  if constexpr (requires { state.after(); }) state.after();
}

/// For loops that GenMC knows to wait: a round that has changed nothing is not followed by another,
/// which would see the same, or what another execution shows it in this round.
inline void end_fruitless_round() { checker::assume(false); }

/// Returns the value before. One that fails has the order of one that succeeds.
template <class T>
T compare_exchange(B::atomic<T>& where, T expected, T desired, std::memory_order how) {
  (void)where.compare_exchange_strong(expected, desired, how);
  return expected;
}

template <class T>
void await_equal(const B::atomic<T>& where, T wanted, std::memory_order how) {
  (void)B::await(where, how, [wanted](T value) { return value == wanted; });
}

template <class T>
T await_other_than(const B::atomic<T>& where, T old, std::memory_order how) {
  return B::await(where, how, [old](T value) { return value != old; });
}

}  // namespace interlock::programs
