// SPDX-License-Identifier: MIT
/// @file
/// Perturbation of the schedule, and the verdict.
#include <interlock/stress/worker.hpp>

#include <ctime>
#include <sched.h>

namespace interlock::stress {

void verdict::violation(std::string what) {
  const std::lock_guard lock{guard_};
  if (violated_.load(std::memory_order_relaxed)) return;
  what_ = std::move(what);
  violated_.store(true, std::memory_order_release);
}

std::string verdict::what() const {
  const std::lock_guard lock{guard_};
  return what_;
}

void worker::start_round(const std::atomic<bool>& stop, std::uint64_t seed,
                         turbulence level) noexcept {
  stop_ = &stop;
  draw_ = random{seed};
  turbulence_ = level;
}

// Mostly short spins, which shift the threads against each other by less than a time slice; some
// yields, which exchange them; few sleeps, which take one out for long.
void worker::perturb() noexcept {
  if (turbulence_ == turbulence::none) return;
  if (turbulence_ == turbulence::light && !draw_.one_in(static_cast<std::uint32_t>(turbulence_))) {
    return;
  }
  constexpr std::uint32_t sleeps = 8;
  constexpr std::uint32_t yields = 56;
  constexpr std::uint32_t spins = 336;
  const std::uint32_t lot = draw_.below(1024);
  if (lot < sleeps) {
    nap(std::chrono::microseconds{draw_.between(1, 200)});
  } else if (lot < sleeps + yields) {
    sched_yield();
  } else if (lot < sleeps + yields + spins) {
    spin(draw_.between(1, 300));
  }
}

void spin(unsigned turns) noexcept {
  volatile unsigned turn = 0;
  while (turn < turns) turn = turn + 1;
}

void nap(std::chrono::microseconds duration) noexcept {
  const timespec request{static_cast<std::time_t>(duration.count() / 1'000'000),
                         static_cast<long>(duration.count() % 1'000'000 * 1000)};
  nanosleep(&request, nullptr);
}

}  // namespace interlock::stress
