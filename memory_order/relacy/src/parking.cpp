// SPDX-License-Identifier: MIT
/// @file
/// The futex: sleepers by address, whom a wake, a timeout or nothing at all may return.
#include <interlock/memory_order/relacy/cell.hpp>
#include <interlock/memory_order/relacy/model.hpp>

#include "execution.hpp"

#include <algorithm>

namespace interlock::relacy {
namespace {

using sleeper_list = list<sleeper>;

bool may_wake_spuriously(const rl::context& context, execution& now) {
  if (context.is_random_sched()) return true;
  if (now.spurious_wakeups_left == 0) return false;
  // A systematic search would otherwise follow a sleeper that wakes for no reason for ever.
  --now.spurious_wakeups_left;
  return true;
}

void forget(sleeper_list& sleepers, rl::thread_id_t thread) {
  const auto mine = std::find_if(sleepers.begin(), sleepers.end(),
                                 [thread](const sleeper& each) { return each.thread == thread; });
  sleepers.erase(mine);
}

}  // namespace

wait_result park(const cell& word, std::uint32_t expected, const deadline& when,
                 location where) noexcept {
  rl::context& context = relacy_context();
  execution& now = *execution::current;
  // From this load until the thread sleeps, no other one runs.
  const auto value = static_cast<std::uint32_t>(word.newest(where).low);
  if (value != expected) {
    note(where, "<%p> futex_wait: the value is %u, not %u", word.name(), value, expected);
    return wait_result::recheck;
  }
  if (!now.concurrent) {
    end_execution(rl::test_result_deadlock, "futex_wait would sleep while no thread runs", where);
  }
  note(where, "<%p> futex_wait: sleeps while the value is %u", word.name(), expected);
  const rl::thread_id_t self = context.current_thread();
  now.sleepers.push_back({&word, self});
  const rl::unpark_reason reason = context.park_current_thread(
      !when.is_never(), may_wake_spuriously(context, now), false, place(where));
  if (reason == rl::unpark_reason_normal) return wait_result::recheck;
  forget(now.sleepers, self);
  const bool timed_out = reason == rl::unpark_reason_timeout;
  note(where, "<%p> futex_wait: %s", word.name(),
       timed_out ? "timed out" : "returns for no reason");
  return timed_out ? wait_result::timed_out : wait_result::recheck;
}

void unpark(const cell& word, int count, location where) noexcept {
  rl::context& context = relacy_context();
  sleeper_list& sleepers = execution::current->sleepers;
  context.sched();
  note(where, "<%p> futex_wake(%d)", word.name(), count);
  const auto sleeps_here = [&word](const sleeper& each) { return each.word == &word; };
  auto left = static_cast<int>(std::count_if(sleepers.begin(), sleepers.end(), sleeps_here));
  for (; count > 0 && left > 0; --count, --left) {
    const bool all = count >= left;
    unsigned skip = all ? 0 : context.rand(static_cast<unsigned>(left), rl::sched_type_user);
    auto chosen = std::find_if(sleepers.begin(), sleepers.end(), sleeps_here);
    for (; skip != 0; --skip) chosen = std::find_if(chosen + 1, sleepers.end(), sleeps_here);
    const rl::thread_id_t thread = chosen->thread;
    sleepers.erase(chosen);
    context.unpark_thread(thread, false, place(where));
  }
}

}  // namespace interlock::relacy
