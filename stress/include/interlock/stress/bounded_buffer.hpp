// SPDX-License-Identifier: MIT
/// @file
/// Scenario: the textbook bounded buffer over a mutex and two condition variables, with timeouts
/// that race the wakeups. Finds lost and stolen wakeups, timeouts that come too early, and values
/// lost because a wait returned without the mutex.
#pragma once

#include <interlock/stress/queue_conservation.hpp>
#include <interlock/stress/test_case.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

namespace interlock::stress {
namespace detail {

template <class ConditionVariable, class Mutex>
class bounded_buffer_scenario {
 public:
  explicit bounded_buffer_scenario(round_setup setup)
      : producers_{setup.draw.between(1, setup.threads - 1)},
        consumers_{setup.threads - producers_},
        capacity_{setup.draw.between(1, 4)},
        timed_{!setup.draw.one_in(3)},
        producers_left_{producers_},
        pushed_(producers_),
        popped_(consumers_, consumption{producers_}) {}

  role role_of(unsigned thread) {
    if (thread < producers_) return {"producer", [this](worker& self) { produce(self); }};
    return {"consumer",
            [this, which = thread - producers_](worker& self) { consume(self, popped_[which]); }};
  }

  void finish(round_end& end) {
    for (std::size_t producer = 0; producer < producers_; ++producer) {
      sequence_sum taken;
      for (const auto& one : popped_) taken.add(one.of(producer));
      if (taken == pushed_[producer]) continue;
      end.violation("producer " + std::to_string(producer) + " put " +
                    std::to_string(pushed_[producer].count) + " values into the buffer, " +
                    std::to_string(taken.count) + " came out");
    }
    end.observe("wakeups", wakeups_);
    end.observe("timeouts", timeouts_);
  }

 private:
  void produce(worker& self) {
    sequence_sum sent;
    while (self.running()) {
      put(self, item{self.index(), sent.count, mix(self.index(), sent.count)});
      sent.add(sent.count);
      self.done();
      self.perturb();
    }
    pushed_[self.index()] = sent;
    self.at("lock to leave");
    std::unique_lock<Mutex> lock{mutex_};
    const bool last = --producers_left_ == 0;
    lock.unlock();
    // The consumers are told to leave through the buffer: a wakeup lost before is not made good.
    for (unsigned i = 0; last && i < consumers_; ++i) put(self, std::nullopt);
  }

  void put(worker& self, std::optional<item> value) {
    self.at("lock to put");
    std::unique_lock<Mutex> lock{mutex_};
    while (buffer_.size() >= capacity_) wait(self, not_full_, lock, "wait until not full");
    buffer_.push_back(value);
    notify_after(self, not_empty_, lock);
  }

  void consume(worker& self, consumption& mine) {
    for (;;) {
      self.at("lock to take");
      std::unique_lock<Mutex> lock{mutex_};
      while (buffer_.empty()) wait(self, not_empty_, lock, "wait until not empty");
      const std::optional<item> taken = buffer_.front();
      buffer_.pop_front();
      notify_after(self, not_full_, lock);
      if (!taken) return;
      mine.take(self, *taken, true);
      self.done();
      self.perturb();
    }
  }

  void wait(worker& self, ConditionVariable& condition, std::unique_lock<Mutex>& lock,
            const char* name) {
    self.at(name);
    if (!timed_ || self.draw().one_in(2)) {
      condition.wait(lock);
      ++wakeups_;
      return;
    }
    using clock = std::chrono::steady_clock;
    const std::chrono::microseconds patience{self.draw().below(100)};
    const auto begin = clock::now();
    if (condition.wait_for(lock, patience) == std::cv_status::no_timeout) {
      ++wakeups_;
      return;
    }
    ++timeouts_;
    if (clock::now() - begin < patience) self.violation("wait_for timed out before its time");
  }

  void notify_after(worker& self, ConditionVariable& condition, std::unique_lock<Mutex>& lock) {
    const bool under_lock = self.draw().one_in(2);
    if (!under_lock) lock.unlock();
    self.perturb();
    condition.notify_one();
  }

  const unsigned producers_;
  const unsigned consumers_;
  const std::size_t capacity_;
  const bool timed_;

  Mutex mutex_{};
  ConditionVariable not_full_{};
  ConditionVariable not_empty_{};
  // Guarded by mutex_.
  std::deque<std::optional<item>> buffer_;
  unsigned producers_left_;
  std::uint64_t wakeups_ = 0;
  std::uint64_t timeouts_ = 0;

  std::vector<sequence_sum> pushed_;
  std::vector<consumption> popped_;
};

}  // namespace detail

/// Producers and consumers over a buffer of one to four values. Types as in
/// `condition_variable_ring`.
template <class ConditionVariable, class Mutex>
test_case bounded_buffer(std::string row) {
  test_case result{.row = std::move(row), .scenario = "bounded_buffer"};
  result.must_observe = {"wakeups", "timeouts"};
  result.make = rounds_of<detail::bounded_buffer_scenario<ConditionVariable, Mutex>>();
  return result;
}

}  // namespace interlock::stress
