// SPDX-License-Identifier: MIT
/// @file
/// Starting, watching and ending the threads of a case.
#include "session.hpp"

#include <array>
#include <exception>
#include <sched.h>
#include <string>
#include <unistd.h>

namespace interlock::stress {
namespace {

// A third each of the rounds runs undisturbed, lightly and heavily disturbed: delays uncover some
// defects and hide others.
turbulence turbulence_of(std::uint64_t seed) {
  constexpr std::array levels{turbulence::none, turbulence::light, turbulence::heavy};
  return levels[seed % levels.size()];
}

std::string seconds(std::chrono::nanoseconds time) {
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(time).count() / 100;
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
}

}  // namespace

std::shared_ptr<session> session::start(const test_case& what, const plan& placed,
                                        machine_source source) {
  const std::shared_ptr<session> started{new session{what}};
  for (const auto& cpus : placed.threads) {
    const auto index = static_cast<unsigned>(started->members_.size());
    started->members_.push_back(std::make_unique<member>(index, started->verdict_));
    started->members_.back()->requested_cpus = cpus;
  }
  try {
    for (auto& each : started->members_) {
      each->thread =
          std::thread{[started, &me = *each, source] { started->thread_main(me, source); }};
    }
  } catch (const std::exception&) {
    started->join();
    throw;
  }
  std::unique_lock lock{started->guard_};
  started->changed_.wait(lock, [&] { return started->finished_ == started->members_.size(); });
  return started;
}

void session::thread_main(member& me, machine_source source) {
  me.id = gettid();
  me.bound = bind_this_thread(me.requested_cpus, source);
  {
    const std::lock_guard lock{guard_};
    ++finished_;
    changed_.notify_all();
  }
  for (std::uint64_t played = 0; await_round(played); ++played) {
    play(me);
    me.busy.store(false, std::memory_order_relaxed);
    bool last = false;
    {
      const std::lock_guard lock{guard_};
      last = ++finished_ == members_.size();
    }
    if (last) finish_round();
  }
}

bool session::await_round(std::uint64_t played) {
  std::unique_lock lock{guard_};
  changed_.wait(lock, [&] { return quit_ || round_ > played; });
  return !quit_;
}

void session::play(member& me) {
  const unsigned index = me.self.index();
  me.self.start_round(stop_, mix(round_seed_, index), turbulence_of(round_seed_));
  // The start gate: all threads enter the round together, not one by one as they wake up.
  const std::uint64_t everybody = round_ * members_.size();
  arrived_.fetch_add(1, std::memory_order_relaxed);
  while (arrived_.load(std::memory_order_relaxed) < everybody) sched_yield();
  try {
    team_.roles[index].body(me.self);
  } catch (const std::exception& thrown) {
    me.self.violation("thread " + std::to_string(index) + " (" + me.role_name +
                      ") threw: " + thrown.what());
  }
}

// Runs in the last thread of the round, whose watchdog so covers the check and the destruction of
// the object under test as well.
void session::finish_round() {
  auto& me = *members_.front();
  me.self.at("final check");
  me.busy.store(true, std::memory_order_relaxed);
  try {
    round_end end{verdict_, seen_};
    team_.finish(end);
    team_ = {};
  } catch (const std::exception& thrown) {
    verdict_.violation(std::string{"the check after a round threw: "} + thrown.what());
  }
  me.busy.store(false, std::memory_order_relaxed);
  const std::lock_guard lock{guard_};
  over_ = true;
  changed_.notify_all();
}

void session::begin_round(std::uint64_t seed) {
  random draw{seed};
  const auto count = static_cast<unsigned>(members_.size());
  team fresh = make_({count, draw});
  const std::lock_guard lock{guard_};
  team_ = std::move(fresh);
  const auto now = watchdog::clock::now();
  for (auto& each : members_) {
    each->role_name = team_.roles[each->self.index()].name;
    each->busy.store(true, std::memory_order_relaxed);
    each->watched.start(each->self.beats(), now);
  }
  stop_.store(false, std::memory_order_relaxed);
  finished_ = 0;
  over_ = false;
  round_seed_ = draw.next();
  ++round_;
  changed_.notify_all();
}

bool session::round_over(std::chrono::milliseconds patience) {
  std::unique_lock lock{guard_};
  return changed_.wait_for(lock, patience, [&] { return over_; });
}

bool session::look(std::chrono::milliseconds limit) {
  bool silent = false;
  const auto now = watchdog::clock::now();
  for (auto& each : members_) {
    if (!each->busy.load(std::memory_order_relaxed)) continue;
    each->watched.look(each->self.beats(), now);
    silent = silent || each->watched.silence() >= limit;
  }
  return silent;
}

std::string session::describe_hang(std::chrono::milliseconds limit) const {
  std::string hung;
  std::string others;
  for (const auto& each : members_) {
    const std::string who =
        "thread " + std::to_string(each->self.index()) + " (" + each->role_name + ")";
    const std::string where = std::string{"'"} + each->self.operation() + "'";
    const bool busy = each->busy.load(std::memory_order_relaxed);
    if (busy && each->watched.silence() >= limit) {
      hung += (hung.empty() ? "" : "; ") + who + " made no step for " +
              seconds(each->watched.silence()) + " since it began " + where;
    } else {
      others += (others.empty() ? " | others: " : "; ") + who + ' ' +
                (busy ? "at " + where : "finished") + " after " +
                std::to_string(each->self.operations()) + " operations";
    }
  }
  return hung + others;
}

void session::join() {
  {
    const std::lock_guard lock{guard_};
    quit_ = true;
    changed_.notify_all();
  }
  for (auto& each : members_) {
    if (each->thread.joinable()) each->thread.join();
  }
}

void session::abandon() {
  {
    const std::lock_guard lock{guard_};
    quit_ = true;  // for those that wake up after all
    changed_.notify_all();
  }
  for (auto& each : members_) each->thread.detach();
}

std::vector<pid_t> session::thread_ids() const {
  std::vector<pid_t> ids;
  for (const auto& each : members_) ids.push_back(each->id);
  return ids;
}

std::vector<thread_result> session::thread_results() const {
  std::vector<thread_result> results;
  for (const auto& each : members_) {
    results.push_back({each->role_name, each->requested_cpus, each->bound, each->self.operations(),
                       each->watched.max_silence()});
  }
  return results;
}

std::uint64_t session::operations() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& each : members_) sum += each->self.operations();
  return sum;
}

}  // namespace interlock::stress
