// SPDX-License-Identifier: MIT
/// @file
/// Scenario: threads contend for locks. Finds two threads inside, updates lost between critical
/// sections (missing order), waiters never woken, timeouts that come too early, locks left held.
#pragma once

#include <interlock/stress/test_case.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <vector>

namespace interlock::stress {
namespace detail {

/// What a lock protects: plain words on different cache lines, which are equal whenever nobody is
/// inside. Plain on purpose: an atomic checker would supply the order that the lock owes. Volatile,
/// so that the compiler performs every access.
class protected_words {
 public:
  /// Passes through the critical section once. Requires: the lock is held.
  void pass(worker& self) {
    occupied_.store(true, std::memory_order_relaxed);
    const std::uint64_t before = first_;
    if (second_ != before || third_ != before) {
      self.violation("the protected words differ on entry: " + to_text());
    }
    owner_ = self.index();
    first_ = before + 1;
    self.perturb();
    second_ = before + 1;
    if (self.draw().one_in(2000)) nap(std::chrono::microseconds{self.draw().between(50, 500)});
    third_ = before + 1;
    if (owner_ != self.index() || first_ != before + 1) {
      self.violation("two threads are inside: thread " + std::to_string(self.index()) +
                     " met thread " + std::to_string(owner_) + ", words " + to_text());
    }
    occupied_.store(false, std::memory_order_relaxed);
  }

  /// Whether somebody seems to be inside. A hint, of no use as synchronization.
  [[nodiscard]] bool occupied() const noexcept { return occupied_.load(std::memory_order_relaxed); }

  /// The passes that have left their mark.
  [[nodiscard]] std::uint64_t passes() const noexcept { return first_; }

 private:
  [[nodiscard]] std::string to_text() const {
    return std::to_string(first_) + '/' + std::to_string(second_) + '/' + std::to_string(third_);
  }

  alignas(64) volatile std::uint64_t first_ = 0;
  alignas(64) volatile std::uint64_t second_ = 0;
  volatile unsigned owner_ = 0;
  alignas(64) volatile std::uint64_t third_ = 0;
  alignas(64) std::atomic<bool> occupied_{false};
};

template <class Lock>
class mutual_exclusion_scenario {
 public:
  explicit mutual_exclusion_scenario(round_setup setup) : tallies_(setup.threads) {}

  role role_of(unsigned) {
    return {"locker", [this](worker& self) { run(self); }};
  }

  void finish(round_end& end) {
    tally sum;
    for (const tally& one : tallies_) {
      sum.contended += one.contended;
      sum.timeouts += one.timeouts;
      for (std::size_t i = 0; i < places_.size(); ++i) sum.passes[i] += one.passes[i];
    }
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i].words.passes() != sum.passes[i]) {
        end.violation("lock " + std::to_string(i) + " was held " + std::to_string(sum.passes[i]) +
                      " times, its data was updated " + std::to_string(places_[i].words.passes()) +
                      " times");
      }
      if (!free_again(places_[i].lock)) {
        end.violation("lock " + std::to_string(i) + " is still held after all threads released it");
      }
    }
    end.observe("contention", sum.contended);
    end.observe("timeouts", sum.timeouts);
  }

  static constexpr bool has_try = requires(Lock & lock) { lock.try_lock(); };
  static constexpr bool has_timeouts = requires(Lock & lock, std::chrono::microseconds some) {
    lock.try_lock_for(some);
  };

 private:
  struct place {
    Lock lock{};
    protected_words words;
  };
  struct alignas(128) tally {
    std::array<std::uint64_t, 3> passes{};
    std::uint64_t contended = 0;
    std::uint64_t timeouts = 0;
  };

  void run(worker& self) {
    tally& mine = tallies_[self.index()];
    while (self.running()) {
      if (self.draw().one_in(8)) {
        nested(self, mine);
      } else if (acquire(self, places_[0], mine)) {
        pass(self, 0, mine);
        release(self, places_[0]);
      }
      self.perturb();
    }
  }

  // Two locks at a time, always in the same order, released in either order: queue locks must not
  // confuse their nodes.
  void nested(worker& self, tally& mine) {
    const std::size_t outer = self.draw().below(2);
    const std::size_t inner = outer + 1;
    lock(self, places_[outer], mine);
    pass(self, outer, mine);
    lock(self, places_[inner], mine);
    pass(self, inner, mine);
    const bool inner_first = self.draw().one_in(2);
    release(self, places_[inner_first ? inner : outer]);
    release(self, places_[inner_first ? outer : inner]);
  }

  void pass(worker& self, std::size_t which, tally& mine) {
    places_[which].words.pass(self);
    ++mine.passes[which];
    self.done();
  }

  void lock(worker& self, place& where, tally& mine) {
    if (where.words.occupied()) ++mine.contended;
    self.at("lock");
    where.lock.lock();
  }

  void release(worker& self, place& where) {
    self.at("unlock");
    where.lock.unlock();
  }

  bool acquire(worker& self, place& where, tally& mine) {
    const std::uint32_t way = self.draw().below(8);
    if constexpr (has_try) {
      if (way == 0) {
        self.at("try_lock");
        return where.lock.try_lock();
      }
    }
    if constexpr (has_timeouts) {
      if (way <= 2) return try_for(self, where, mine);
    }
    lock(self, where, mine);
    return true;
  }

  bool try_for(worker& self, place& where, tally& mine) {
    using clock = std::chrono::steady_clock;
    if (self.draw().one_in(16)) {
      self.at("try_lock_for a hundred years");
      const bool held = where.lock.try_lock_for(std::chrono::hours{24 * 365 * 100});
      if (!held) self.violation("try_lock_for gave up after far less than a hundred years");
      return held;
    }
    const std::chrono::microseconds patience{self.draw().below(60)};
    self.at("try_lock_for");
    const auto begin = clock::now();
    if (where.lock.try_lock_for(patience)) return true;
    if (clock::now() - begin < patience) self.violation("try_lock_for gave up before its time");
    ++mine.timeouts;
    return false;
  }

  // A try may fail spuriously, but not for ever.
  static bool free_again(Lock& lock) {
    if constexpr (has_try) {
      for (int attempt = 0; attempt < 1000; ++attempt) {
        if (lock.try_lock()) {
          lock.unlock();
          return true;
        }
      }
      return false;
    }
    return true;
  }

  std::array<place, 3> places_{};
  std::vector<tally> tallies_;
};

}  // namespace detail

/// Threads lock, try to lock and try with a timeout (as far as `Lock` offers it), alone and nested.
/// `Lock` is default-constructible, with `lock()` and `unlock()`.
template <class Lock>
test_case mutual_exclusion(std::string row) {
  using scenario = detail::mutual_exclusion_scenario<Lock>;
  test_case result{.row = std::move(row), .scenario = "mutual_exclusion"};
  result.must_observe = {"contention"};
  if constexpr (scenario::has_timeouts) result.must_observe.emplace_back("timeouts");
  result.make = rounds_of<scenario>();
  return result;
}

}  // namespace interlock::stress
