// SPDX-License-Identifier: MIT
/// @file
/// Scenario: threads read and write under a lock with shared access. Finds readers that meet a
/// writer or do not see its work, upgrades that let somebody write in between, waiters never woken,
/// timeouts that come too early, locks left held, and starvation: in each round either the readers
/// or the writers go on until the last of the others has got what it was waiting for.
#pragma once

#include <interlock/stress/test_case.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace interlock::stress {
namespace detail {

/// Plain words on different cache lines that are equal whenever nobody writes. Volatile, so that
/// the compiler performs every access.
class shared_words {
 public:
  /// Requires: exclusive access.
  void write(worker& self) {
    const std::uint64_t before = first_;
    if (second_ != before || third_ != before) self.violation("a writer finds " + to_text());
    first_ = before + 1;
    self.perturb();
    second_ = before + 1;
    if (self.draw().one_in(2000)) nap(std::chrono::microseconds{self.draw().between(50, 500)});
    third_ = before + 1;
    if (first_ != before + 1) self.violation("two writers are inside: " + to_text());
  }

  /// Requires: shared access.
  void read(worker& self) const {
    const std::uint64_t seen = first_;
    self.perturb();
    if (third_ != seen || second_ != seen) self.violation("a reader meets a writer: " + to_text());
  }

  [[nodiscard]] std::uint64_t writes() const noexcept { return first_; }

 private:
  [[nodiscard]] std::string to_text() const {
    return std::to_string(first_) + '/' + std::to_string(second_) + '/' + std::to_string(third_);
  }

  alignas(64) volatile std::uint64_t first_ = 0;
  alignas(64) volatile std::uint64_t second_ = 0;
  alignas(64) volatile std::uint64_t third_ = 0;
};

template <class Lock>
class shared_access_scenario {
 public:
  explicit shared_access_scenario(round_setup setup)
      : writers_{setup.draw.between(1, setup.threads - 1)},
        threads_{setup.threads},
        writers_stay_{setup.draw.one_in(2)},
        leavers_left_{writers_stay_ ? threads_ - writers_ : writers_},
        tallies_(setup.threads) {}

  role role_of(unsigned thread) {
    if (thread < writers_) return {"writer", [this](worker& self) { run<true>(self); }};
    return {"reader", [this](worker& self) { run<false>(self); }};
  }

  void finish(round_end& end) {
    tally sum;
    for (const tally& one : tallies_) {
      sum.writes += one.writes;
      sum.reads += one.reads;
      sum.timeouts += one.timeouts;
    }
    if (words_.writes() != sum.writes) {
      end.violation("the lock was held alone " + std::to_string(sum.writes) +
                    " times, its data was updated " + std::to_string(words_.writes()) + " times");
    }
    if (!free_again()) end.violation("the lock is still held after all threads released it");
    end.observe("reads", sum.reads);
    end.observe("writes", sum.writes);
    end.observe("timeouts", sum.timeouts);
  }

  static constexpr bool has_upgrade = requires(Lock & lock) {
    lock.lock_upgrade();
    lock.unlock_upgrade_and_lock();
  };

  static constexpr bool has_timeouts = requires(Lock & lock, std::chrono::microseconds some) {
    lock.try_lock_for(some);
    lock.try_lock_shared_for(some);
  };

 private:
  struct alignas(128) tally {
    std::uint64_t writes = 0;
    std::uint64_t reads = 0;
    std::uint64_t timeouts = 0;
  };

  template <bool Writes>
  void run(worker& self) {
    tally& mine = tallies_[self.index()];
    const bool stays = Writes == writers_stay_;
    while (stays ? leavers_left_.load(std::memory_order_relaxed) != 0 : self.running()) {
      if (acquire<Writes>(self, mine)) {
        use<Writes>(self, mine);
        self.done();
      }
      self.perturb();
    }
    if (!stays) leavers_left_.fetch_sub(1, std::memory_order_relaxed);
  }

  template <bool Writes>
  void use(worker& self, tally& mine) {
    if constexpr (Writes) {
      words_.write(self);
      ++mine.writes;
      unlock(self);
    } else {
      words_.read(self);
      ++mine.reads;
      self.at("unlock_shared");
      lock_.unlock_shared();
    }
  }

  void unlock(worker& self) {
    if constexpr (has_upgrade) {
      if (self.draw().one_in(4)) return weaken(self);
    }
    self.at("unlock");
    lock_.unlock();
  }

  /// From exclusive to shared access, perhaps by way of upgrade access; then out.
  void weaken(worker& self) {
    const std::uint64_t written = words_.writes();
    if (self.draw().one_in(2)) {
      self.at("unlock_and_lock_upgrade");
      lock_.unlock_and_lock_upgrade();
      words_.read(self);
      self.at("unlock_upgrade_and_lock_shared");
      lock_.unlock_upgrade_and_lock_shared();
    } else {
      self.at("unlock_and_lock_shared");
      lock_.unlock_and_lock_shared();
    }
    words_.read(self);
    if (words_.writes() != written) self.violation("somebody wrote while a writer became a reader");
    self.at("unlock_shared");
    lock_.unlock_shared();
  }

  /// Upgrade access first, then exclusive access.
  bool upgrade(worker& self, tally& mine) {
    self.at("lock_upgrade");
    lock_.lock_upgrade();
    words_.read(self);
    const std::uint64_t seen = words_.writes();
    bool upgraded = true;
    if (self.draw().one_in(2)) {
      const std::chrono::microseconds patience{self.draw().below(60)};
      self.at("try_unlock_upgrade_and_lock_for");
      upgraded = lock_.try_unlock_upgrade_and_lock_for(patience);
    } else {
      self.at("unlock_upgrade_and_lock");
      lock_.unlock_upgrade_and_lock();
    }
    if (words_.writes() != seen) self.violation("somebody wrote during an upgrade");
    if (upgraded) return true;
    ++mine.timeouts;
    self.at("unlock_upgrade");
    lock_.unlock_upgrade();
    return false;
  }

  template <bool Writes>
  bool acquire(worker& self, tally& mine) {
    const std::uint32_t way = self.draw().below(8);
    if constexpr (Writes && has_upgrade) {
      if (way >= 5) return upgrade(self, mine);
    }
    if (way == 0) {
      self.at(Writes ? "try_lock" : "try_lock_shared");
      return Writes ? lock_.try_lock() : lock_.try_lock_shared();
    }
    if constexpr (has_timeouts) {
      if (way <= 2) return try_for<Writes>(self, mine);
    }
    self.at(Writes ? "lock" : "lock_shared");
    Writes ? lock_.lock() : lock_.lock_shared();
    return true;
  }

  template <bool Writes>
  bool try_for(worker& self, tally& mine) {
    using clock = std::chrono::steady_clock;
    const std::chrono::microseconds patience{self.draw().below(60)};
    self.at(Writes ? "try_lock_for" : "try_lock_shared_for");
    const auto begin = clock::now();
    if (Writes ? lock_.try_lock_for(patience) : lock_.try_lock_shared_for(patience)) return true;
    if (clock::now() - begin < patience) self.violation("a timed attempt gave up before its time");
    ++mine.timeouts;
    return false;
  }

  bool free_again() {
    for (int attempt = 0; attempt < 1000; ++attempt) {
      if (lock_.try_lock()) {
        lock_.unlock();
        return true;
      }
    }
    return false;
  }

  const unsigned writers_;
  const unsigned threads_;
  const bool writers_stay_;
  Lock lock_{};
  shared_words words_;
  alignas(128) std::atomic<unsigned> leavers_left_;
  std::vector<tally> tallies_;
};

}  // namespace detail

/// Threads lock and share, upgrade, try to, and try with a timeout (as far as `Lock` offers it).
/// `Lock` is default-constructible, with the operations of `std::shared_mutex`, and lets nobody
/// starve.
template <class Lock>
test_case shared_access(std::string row) {
  using scenario = detail::shared_access_scenario<Lock>;
  test_case result{.row = std::move(row), .scenario = "shared_access"};
  result.must_observe = {"reads", "writes"};
  if constexpr (scenario::has_timeouts) result.must_observe.emplace_back("timeouts");
  result.make = rounds_of<scenario>();
  return result;
}

}  // namespace interlock::stress
