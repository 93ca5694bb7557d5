// SPDX-License-Identifier: MIT
/// @file
/// The scheduler of the random search. Relacy's own switches threads at every step with the same
/// probability, so a thread practically never rests while another takes fifty steps, and every old
/// value is read half of the time. Here each execution first draws how often threads switch, old
/// values are read and sleepers wake by themselves, so that long stretches of one thread are as
/// likely as tight interleavings. (The idea is that of probabilistic concurrency testing [BKMN10].)
#pragma once

#include "relacy_library.hpp"

#include <cstdint>
#include <istream>
#include <ostream>

namespace interlock::relacy {

template <rl::thread_id_t Threads>
class random_search
    : public rl::scheduler<random_search<Threads>, rl::scheduler_thread_info, Threads> {
  using base = rl::scheduler<random_search<Threads>, rl::scheduler_thread_info, Threads>;

 public:
  using shared_context_t = typename base::shared_context_t;
  using thread_info_t = typename base::thread_info_t;
  struct task_t {};

  random_search(rl::test_params& parameters, shared_context_t& shared, rl::thread_id_t started)
      : base{parameters, shared, started} {}

  rl::thread_id_t iteration_begin_impl() {
    state_ = this->iter_;
    switch_one_in_ = 1U << draw(7);
    old_value_one_in_ = 2U << (2 * draw(3));
    wakes_one_in_ = 4U << (2 * draw(3));
    return any_running();
  }

  bool iteration_end_impl() { return this->iter_ == this->params_.iteration_count; }

  rl::thread_id_t schedule_impl(rl::unpark_reason& reason, unsigned yields) {
    rl::thread_id_t woken = 0;
    const bool stuck = this->running_threads_count == 0;
    if (wakes_by_itself(this->timed_threads_, this->timed_thread_count_, stuck, woken)) {
      reason = rl::unpark_reason_timeout;
      return woken;
    }
    if (!stuck &&
        wakes_by_itself(this->spurious_threads_, this->spurious_thread_count_, false, woken)) {
      reason = rl::unpark_reason_spurious;
      return woken;
    }
    reason = rl::unpark_reason_normal;
    const bool may_go_on = this->thread_->state_ == rl::thread_state_running && yields == 0;
    if (may_go_on && draw(switch_one_in_) != 0) return this->thread_->index_;
    return any_running();
  }

  unsigned rand_impl(unsigned limit, rl::sched_type what) {
    // Relacy goes back to an older value as long as this is not 0.
    if (what == rl::sched_type_atomic_load) return draw(old_value_one_in_) == 0 ? limit - 1 : 0;
    return draw(limit);
  }

  rl::iteration_t iteration_count_impl() { return this->params_.iteration_count; }
  // The number of an execution, which Relacy keeps, is all there is to it.
  void get_state_impl(std::ostream&) {}
  void set_state_impl(std::istream&) {}
  void on_thread_block(rl::thread_id_t, bool) {}

 private:
  /// SplitMix64 [SLF14], seeded with the number of the execution.
  unsigned draw(unsigned limit) {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return static_cast<unsigned>((mixed ^ (mixed >> 31)) % limit);
  }

  rl::thread_id_t any_running() {
    const auto count = static_cast<unsigned>(this->running_threads_count);
    return this->running_threads[draw(count)];
  }

  bool wakes_by_itself(thread_info_t* const* sleepers, rl::thread_id_t count, bool must,
                       rl::thread_id_t& woken) {
    if (count == 0 || (!must && draw(wakes_one_in_) != 0)) return false;
    woken = sleepers[draw(static_cast<unsigned>(count))]->index_;
    this->unpark_thread(woken);
    return true;
  }

  std::uint64_t state_ = 0;
  unsigned switch_one_in_ = 1;
  unsigned old_value_one_in_ = 2;
  unsigned wakes_one_in_ = 4;
};

}  // namespace interlock::relacy
