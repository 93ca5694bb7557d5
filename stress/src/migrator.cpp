// SPDX-License-Identifier: MIT
/// @file
/// The migrator thread.
#include <interlock/stress/migrator.hpp>
#include <interlock/stress/random.hpp>

namespace interlock::stress {

migrator::migrator(std::vector<pid_t> threads, cpu_set roaming, std::uint64_t seed,
                   const bind_operations& operations, std::chrono::milliseconds period)
    : threads_{std::move(threads)},
      roaming_{std::move(roaming)},
      operations_{operations},
      thread_{[this, seed, period] { run(seed, period); }} {}

migrator::~migrator() {
  {
    const std::lock_guard lock{guard_};
    stop_ = true;
  }
  stopped_.notify_one();
  thread_.join();
}

void migrator::run(std::uint64_t seed, std::chrono::milliseconds period) {
  random draw{seed};
  std::unique_lock lock{guard_};
  while (!stop_) {
    for (const pid_t thread : threads_) {
      const unsigned cpu = roaming_[draw.below(static_cast<std::uint32_t>(roaming_.size()))];
      ++(operations_.set_affinity(thread, {cpu}) == 0 ? moves_ : refusals_);
    }
    stopped_.wait_for(lock, period);
  }
}

}  // namespace interlock::stress
