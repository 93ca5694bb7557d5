// SPDX-License-Identifier: MIT
/// @file
/// Scenario: a semaphore guards a pool of resources. Finds more users than permits, permits lost
/// or made up, waiters never woken, and a release that does not publish the use before it.
#pragma once

#include <interlock/stress/mutual_exclusion.hpp>
#include <interlock/stress/test_case.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <vector>

namespace interlock::stress {
namespace detail {

template <class Semaphore>
class permit_pool_scenario {
 public:
  permit_pool_scenario(round_setup setup, unsigned most_permits)
      : permits_{permits_for(setup, most_permits)},
        semaphore_(static_cast<std::ptrdiff_t>(permits_)),
        resources_(permits_),
        tallies_(setup.threads) {}

  role role_of(unsigned) {
    return {"user", [this](worker& self) { run(self); }};
  }

  void finish(round_end& end) {
    std::uint64_t uses = 0;
    for (const tally& one : tallies_) {
      uses += one.uses;
      end.observe("contention", one.contended);
      end.observe("timeouts", one.timeouts);
    }
    std::uint64_t marks = 0;
    for (const resource& one : resources_) marks += one.words.passes();
    if (marks != uses) {
      end.violation("the resources were used " + std::to_string(uses) + " times, " +
                    std::to_string(marks) + " uses left their mark");
    }
    check_permits(end);
  }

 private:
  struct alignas(128) resource {
    std::atomic<bool> taken{false};
    protected_words words;
  };
  struct alignas(128) tally {
    std::uint64_t uses = 0;
    std::uint64_t contended = 0;
    std::uint64_t timeouts = 0;
  };

  // Fewer permits than threads, so that there is something to wait for.
  static unsigned permits_for(round_setup setup, unsigned most_permits) {
    const unsigned fewer = setup.threads - 1;
    return setup.draw.between(1, most_permits == 0 ? fewer : std::min(fewer, most_permits));
  }

  void run(worker& self) {
    tally& mine = tallies_[self.index()];
    while (self.running()) {
      if (!acquire(self, mine)) continue;
      use(self, mine);
      self.at("release");
      semaphore_.release();
      self.done();
      self.perturb();
    }
  }

  // With a single permit the semaphore is a lock and owes the order of its users. With several,
  // any user may hand a resource to any other: then the resource's own flag carries that order.
  void use(worker& self, tally& mine) {
    if (permits_ == 1) {
      resources_[0].words.pass(self);
    } else {
      if (inside_.fetch_add(1, std::memory_order_relaxed) >= permits_) {
        self.violation("more users inside than the " + std::to_string(permits_) + " permits");
      }
      resource& mine_for_now = take_any();
      mine_for_now.words.pass(self);
      mine_for_now.taken.store(false, std::memory_order_release);
      inside_.fetch_sub(1, std::memory_order_relaxed);
    }
    ++mine.uses;
  }

  // A scan of the flags is not atomic: it may miss the resource that is free, but not for long.
  resource& take_any() {
    for (;;) {
      for (resource& one : resources_) {
        if (!one.taken.exchange(true, std::memory_order_acquire)) return one;
      }
    }
  }

  bool acquire(worker& self, tally& mine) {
    const std::uint32_t way = self.draw().below(8);
    if (way == 0) {
      self.at("try_acquire");
      const bool acquired = semaphore_.try_acquire();
      if (!acquired) ++mine.contended;
      return acquired;
    }
    if constexpr (requires { semaphore_.try_acquire_for(std::chrono::microseconds{}); }) {
      if (way <= 3) return try_for(self, mine);
    }
    self.at("acquire");
    semaphore_.acquire();
    return true;
  }

  bool try_for(worker& self, tally& mine) {
    using clock = std::chrono::steady_clock;
    const std::chrono::microseconds patience{self.draw().below(60)};
    self.at("try_acquire_for");
    const auto begin = clock::now();
    if (semaphore_.try_acquire_for(patience)) return true;
    if (clock::now() - begin < patience) self.violation("try_acquire_for gave up before its time");
    ++mine.timeouts;
    return false;
  }

  void check_permits(round_end& end) {
    unsigned found = 0;
    for (unsigned attempt = 0; attempt < 1000 && found <= permits_; ++attempt) {
      if (semaphore_.try_acquire()) ++found;
    }
    if (found != permits_) {
      end.violation("the semaphore began with " + std::to_string(permits_) + " permits and has " +
                    (found > permits_ ? "more" : std::to_string(found)) + " in the end");
    }
  }

  const unsigned permits_;
  Semaphore semaphore_;
  std::deque<resource> resources_;
  alignas(128) std::atomic<unsigned> inside_{0};
  std::vector<tally> tallies_;
};

}  // namespace detail

/// Threads use resources under at most `most_permits` permits (0: any number), acquiring, trying
/// and trying with a timeout. `Semaphore` is constructed from a count, with `acquire()`,
/// `try_acquire()`, `release()` and perhaps `try_acquire_for(duration)`.
template <class Semaphore>
test_case permit_pool(std::string row, unsigned most_permits = 0) {
  test_case result{.row = std::move(row), .scenario = "permit_pool"};
  result.must_observe = {"contention"};
  if constexpr (requires(Semaphore & s) { s.try_acquire_for(std::chrono::microseconds{}); }) {
    result.must_observe.emplace_back("timeouts");
  }
  result.make = rounds_of<detail::permit_pool_scenario<Semaphore>>(most_permits);
  return result;
}

}  // namespace interlock::stress
