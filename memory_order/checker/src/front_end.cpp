// SPDX-License-Identifier: MIT
/// @file
/// What machines offer to a front end.
#include "front_end.hpp"

#include "machine.hpp"
#include "thread_pointer.hpp"

#include <algorithm>

namespace interlock::checker {

word machine::known_value(location_id where) const noexcept {
  const view known = now();
  for (int place = here().last_place(where); place >= 0; --place) {
    const event_id write = here().write_at(where, place);
    if (known.contains(write)) return here().at(write).value;
  }
  return here().at(where).initial;
}

word machine::performed_value(location_id where) const noexcept {
  for (int place = here().last_place(where); place >= 0; --place) {
    const event_id write = here().write_at(where, place);
    if (write.index < at(write.thread).replayed) return here().at(write).value;
  }
  return here().at(where).initial;
}

void machine::wait_for_news(int first, source_location where) {
  thread& self = at(current_);
  operation pause;
  pause.where = where;
  self.iteration = first;
  self.pending = &pause;
  self.blocked = self.yielded = true;
  pass_control(current_);
  self.iteration = self.replayed;
}

void machine::cut_short() {
  cut_short_ = true;
  give_up();
}

bool machine::is_on_stack(const void* place) const noexcept {
  return std::any_of(threads_.begin(), threads_.begin() + thread_count_,
                     [place](const auto& each) { return each->stack.contains(place); });
}

/// Not inlined: the thread pointer changes around the call, and with it where `running_` is.
[[gnu::noinline]] void machine::set_running(machine* here) noexcept { running_ = here; }

void machine::borrow_thread_pointer(thread& borrower, int number) {
  if (front_end_ == nullptr) return;
  void* const own = thread_pointer();
  void* const borrowed = front_end_->thread_pointer(front_end_state_, number);
  set_thread_pointer(borrowed);
  set_running(this);
  set_thread_pointer(own);
  borrower.stack.use_thread_pointer(borrowed);
}

}  // namespace interlock::checker
