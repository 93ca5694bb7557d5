// SPDX-License-Identifier: MIT
/// @file
/// `history`: the calls that a client's threads make of an object, to be checked against a
/// sequential specification:
///
///     using fifo = linearizability::queue<int>;
///     checker::history<fifo> calls;
///     B::thread producer{[&] {
///       calls.call(fifo::push(1), [&] { return fifo::pushed(queue.try_push(1)); });
///     }};
///     calls.call(fifo::pop(), [&] { return fifo::popped(queue.try_pop()); });
///     producer.join();
///     calls.check();
///
/// A call precedes another one if its return happens before the other is made: there is no other
/// time in the memory model. So a call may miss the effect of one that nothing orders before it.
#pragma once

#include <interlock/checker/runtime.hpp>
#include <interlock/checker/source_location.hpp>
#include <interlock/linearizability/history.hpp>
#include <interlock/linearizability/search.hpp>
#include <interlock/linearizability/text.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>

namespace interlock::checker {

/// To be made before the threads that use it, and to outlive them. Its records are in the
/// execution's memory.
template <linearizability::specification S>
class history {
 public:
  using call_type = typename S::call;
  using answer_type = typename S::answer;

  explicit history(S initial = S{}) : initial_{std::move(initial)} {}
  history(const history&) = delete;
  history& operator=(const history&) = delete;
  ~history() {
    if (!checked_ && !is_empty() && std::uncaught_exceptions() == 0) {
      runtime::fail("a history is checked before it ends", __FILE__, __LINE__);
    }
    for (log& each : logs_) {
      for (entry* next = each.first; next != nullptr;) {
        std::destroy_at(std::exchange(next, next->next));
      }
    }
  }

  /// Notes that the calling thread calls `what`, and what `perform()` answers.
  template <class Perform>
  answer_type call(call_type what, Perform&& perform) {
    entry* const mine = add(std::move(what));
    mine->answer = perform();
    mine->returned = runtime::now().events[runtime::current_index()];
    return *mine->answer;
  }

  /// Fails the execution unless the calls so far are linearizable. All must have returned.
  void check(source_location where = source_location::current()) {
    checked_ = true;
    const auto problem_of = [](const void* self) {
      return static_cast<const history*>(self)->problem_of_calls();
    };
    runtime::require_linearizable(problem_of, this, where);
  }

 private:
  struct entry {
    call_type call;
    std::optional<answer_type> answer{};
    runtime::clock made{};
    int returned = 0;
    entry* next = nullptr;
  };
  struct log {
    entry* first = nullptr;
    entry* last = nullptr;
  };

  entry* add(call_type what) {
    void* const memory = runtime::allocate_unrecorded(sizeof(entry), alignof(entry));
    entry* const added = ::new (memory) entry{std::move(what)};
    added->made = runtime::now();
    log& mine = logs_[runtime::current_index()];
    (mine.last == nullptr ? mine.first : mine.last->next) = added;
    return mine.last = added;
  }

  [[nodiscard]] bool is_empty() const noexcept {
    for (const log& each : logs_) {
      if (each.first != nullptr) return false;
    }
    return true;
  }

  /// How many of the other thread's calls precede what was made at `made`.
  [[nodiscard]] std::size_t known(std::size_t other, const runtime::clock& made) const {
    std::size_t count = 0;
    for (const entry* each = logs_[other].first; each != nullptr; each = each->next) {
      if (!each->answer.has_value() || made.events[other] <= each->returned) break;
      ++count;
    }
    return count;
  }

  [[nodiscard]] linearizability::history<S> calls() const {
    linearizability::history<S> all(logs_.size());
    for (std::size_t thread = 0; thread < logs_.size(); ++thread) {
      for (const entry* each = logs_[thread].first; each != nullptr; each = each->next) {
        auto& made =
            all[thread].emplace_back(linearizability::record<S>{each->call, each->answer, {}});
        for (std::size_t other = 0; other < logs_.size(); ++other) {
          made.known.push_back(other == thread ? 0 : known(other, each->made));
        }
      }
    }
    while (!all.empty() && all.back().empty()) all.pop_back();
    for (auto& of_thread : all) {
      for (auto& each : of_thread) each.known.resize(all.size());
    }
    return all;
  }

  /// Empty: there is none.
  [[nodiscard]] std::string problem_of_calls() const {
    const linearizability::history<S> all = calls();
    const linearizability::explanation found = linearizability::explain(initial_, all);
    if (found.outcome == linearizability::verdict::linearizable) return {};
    const bool undecided = found.outcome == linearizability::verdict::undecided;
    return std::string{undecided ? "too many calls to decide whether some order of them explains "
                                   "the answers:\n"
                                 : "no order of the calls explains the answers:\n"} +
           linearizability::text_of(all) + "  longest order that can be explained:\n" +
           linearizability::text_of(all, found);
  }

  S initial_;
  std::array<log, max_threads> logs_{};
  bool checked_ = false;
};

}  // namespace interlock::checker
