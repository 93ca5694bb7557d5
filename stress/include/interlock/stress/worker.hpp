// SPDX-License-Identifier: MIT
/// @file
/// What a thread of a scenario holds in its hands: whether to go on, its heartbeat, its random
/// numbers, and the means to perturb the schedule and to report a violation.
#pragma once

#include <interlock/stress/random.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace interlock::stress {

/// The first violation of a case. Reporting one asks every thread to stop.
class verdict {
 public:
  /// Records `what` unless an earlier violation is recorded already.
  void violation(std::string what);

  [[nodiscard]] bool violated() const noexcept { return violated_.load(std::memory_order_acquire); }

  /// The violation, or an empty string.
  [[nodiscard]] std::string what() const;

 private:
  mutable std::mutex guard_;
  std::string what_;
  std::atomic<bool> violated_{false};
};

/// How often `worker::perturb` does something.
enum class turbulence : std::uint32_t { none = 0, light = 16, heavy = 1 };

/// One thread of a running case. The engine reads the heartbeat and the name of the operation; all
/// else belongs to the thread. Nothing here synchronizes the threads of a scenario with each other:
/// the harness must not supply the ordering that the primitive under test fails to supply.
class alignas(128) worker {
 public:
  worker(unsigned index, verdict& result) noexcept : index_{index}, verdict_{result} {}
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  /// The number of this thread, from 0.
  [[nodiscard]] unsigned index() const noexcept { return index_; }

  /// False once the round is over. Latched: it does not become true again within the round.
  [[nodiscard]] bool running() const noexcept {
    return !stop_->load(std::memory_order_relaxed) && !verdict_.violated();
  }

  /// A heartbeat: names the operation that is about to start, for the report of a hang. `operation`
  /// must live for ever (a literal).
  void at(const char* operation) noexcept {
    operation_.store(operation, std::memory_order_relaxed);
    add(beats_, 1);
  }

  /// Counts completed operations.
  void done(std::uint64_t operations = 1) noexcept {
    add(operations_, operations);
    add(beats_, 1);
  }

  /// Perhaps yields, spins or sleeps, as the round's turbulence has it.
  void perturb() noexcept;

  /// Reports that the primitive broke its contract, and ends the run.
  void violation(std::string what) { verdict_.violation(std::move(what)); }

  /// This thread's random numbers.
  [[nodiscard]] random& draw() noexcept { return draw_; }

  /// For the engine: starts a round that ends when `stop` becomes true.
  void start_round(const std::atomic<bool>& stop, std::uint64_t seed, turbulence level) noexcept;

  /// For the engine, from any thread.
  [[nodiscard]] std::uint64_t beats() const noexcept {
    return beats_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t operations() const noexcept {
    return operations_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] const char* operation() const noexcept {
    return operation_.load(std::memory_order_relaxed);
  }

 private:
  // Only this thread writes the counters, so a load and a store are enough.
  static void add(std::atomic<std::uint64_t>& counter, std::uint64_t amount) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }

  std::atomic<std::uint64_t> beats_{0};
  std::atomic<std::uint64_t> operations_{0};
  std::atomic<const char*> operation_{"start"};
  const unsigned index_;
  verdict& verdict_;
  const std::atomic<bool>* stop_ = nullptr;
  random draw_{0};
  turbulence turbulence_ = turbulence::none;
};

/// Busy for about `turns` steps that the compiler cannot remove.
void spin(unsigned turns) noexcept;

/// Sleeps for about `duration`.
void nap(std::chrono::microseconds duration) noexcept;

}  // namespace interlock::stress
