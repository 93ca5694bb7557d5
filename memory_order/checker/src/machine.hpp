// SPDX-License-Identifier: MIT
/// @file
/// `machine`: runs the client natively along the explorer's current graph, and extends the graph
/// where it ends.
///
/// Every thread is a fiber that stops before each visible operation. As long as the graph has
/// recorded events, the machine replays them, each after the event it reads from, so that plain
/// memory has the right bytes. Then it picks threads by a rule that depends on the graph alone:
/// stores before loads, which saves revisits, and the lowest thread first.
///
/// Its functions are engine code (section.hpp), also where they run on a client's stack.
#pragma once

#include <interlock/checker/explore.hpp>
#include <interlock/checker/operation.hpp>
#include <interlock/checker/options.hpp>
#include <interlock/checker/result.hpp>
#include <interlock/checker/runtime.hpp>
#include <interlock/checker/source_location.hpp>

#include "arena.hpp"
#include "culprit.hpp"
#include "dice.hpp"
#include "explorer.hpp"
#include "fiber.hpp"
#include "front_end.hpp"
#include "notebook.hpp"
#include "progress.hpp"
#include "schedule.hpp"
#include "script.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace interlock::checker {

class machine {
 public:
  machine(const options& wanted, const std::function<void()>& body);
  machine(const machine&) = delete;
  machine& operator=(const machine&) = delete;
  ~machine();

  /// Thrown by the searches when what the runs have in common changes: the client has asked for a
  /// global object that those so far did not begin with, or a front end has learned something. The
  /// next search knows it.
  struct new_start {};

  [[nodiscard]] result explore();
  [[nodiscard]] result sample();
  [[nodiscard]] estimation estimate(double seconds);
  /// Runs the one execution of a token; throws `std::invalid_argument` if it is malformed or does
  /// not fit.
  [[nodiscard]] result replay(const std::string& token);

  /// Explores until there are at least `parts` parts left, or none, or a failure is found.
  [[nodiscard]] std::vector<explorer::task> begin(std::size_t parts, result& total);
  /// Explores one part. False, and `total` has a failure or is incomplete, if the search is over:
  /// after each run, `is_over` is told how many more executions are complete.
  [[nodiscard]] bool explore_part(const explorer::task& part, result& total,
                                  const std::function<bool(std::uint64_t)>& is_over);
  [[nodiscard]] bool is_over_bound(std::uint64_t complete) const;
  /// The verdict, unless the search was stopped at a bound.
  [[nodiscard]] result& finish(result& total) const;

  /// The machine whose client the calling thread is running, or null.
  [[nodiscard]] static machine* running() noexcept { return running_; }

  // What clients ask for, from within a fiber.
  outcome perform(const operation& wanted) {
    const event* const known = to_replay_ == 0 ? nullptr : recorded(wanted);
    return known == nullptr ? perform_at_length(wanted) : repeat(*known);
  }
  location_id new_location(word initial);
  /// Whether there is such a location. What a front end numbers by its address always is.
  [[nodiscard]] bool knows(location_id id) const noexcept {
    return id.thread == by_address ||
           (id.thread < by_address && id.number < here().location_count(id.thread));
  }
  int start_thread(runtime::thread_body body, source_location where);
  void join_thread(int child, source_location where);
  [[nodiscard]] int current_thread() const noexcept { return current_; }
  [[nodiscard]] view now() const noexcept;
  /// The same, but of the current thread's own events not the last; for comparisons with other
  /// threads.
  [[nodiscard]] const view& past() const noexcept {
    const int done = at(current_).replayed;
    return done == 0 ? nothing_ : here().thread(current_)[index(done - 1)].happens_before;
  }
  [[nodiscard]] int date() const noexcept { return at(current_).replayed; }
  /// Never returns to the frames of its callers: what they own then is lost.
  [[noreturn]] void fail(failure kind, std::string message);
  /// Like `fail`, but returns if the user wants to go on after failures that leave the execution
  /// intact.
  void report(failure kind, std::string message);
  [[noreturn]] void give_up();
  /// Ends the run: no execution is like this.
  [[noreturn]] void abandon();
  /// Fails if the client's thread has hardly any stack left for what the engine does on it.
  void check_stack() {
    if (stack_->left_below(__builtin_frame_address(0)) <= stack_reserve) fail_by_overflow();
  }
  void yield(source_location where);
  [[nodiscard]] bool makes_globals() const noexcept { return making_globals_; }
  void declare_outcome(std::string_view name, bool reached);
  /// Notes who is to blame for the failure that comes next.
  void blame(culprit who) { culprits_.push_back(std::move(who)); }
  /// Null, unless this is the second run of a failed execution.
  [[nodiscard]] notebook* notes() noexcept { return takes_notes_ ? &notes_ : nullptr; }
  [[nodiscard]] arena& memory() noexcept { return memory_; }
  void* allocate(std::size_t bytes, std::size_t alignment, source_location where,
                 std::uintptr_t code);
  void deallocate(void* memory, source_location where, std::uintptr_t code);
  void* per_thread(const void* key, void* (*make)(), void (*end)(void*));
  void* global(const void* key, void* (*make)(), void (*end)(void*));

  // What front ends ask for.
  static void install(const front_end& added) noexcept { front_end_ = &added; }
  [[nodiscard]] const options& wanted() const noexcept { return wanted_; }
  /// Says what `where`, of group `by_address`, holds before its first write.
  void set_initial(location_id where, word value) { here().at(where).initial = value; }
  /// The newest value of `where` of those that the current thread is bound to know, of those that
  /// this run has come by, and of all.
  [[nodiscard]] word known_value(location_id where) const noexcept;
  [[nodiscard]] word performed_value(location_id where) const noexcept;
  [[nodiscard]] word newest_value(location_id where) const noexcept {
    return here().value_of(where, here().write_at(where, here().last_place(where)));
  }
  /// Blocks the current thread, whose events from `first` on would only repeat themselves, until
  /// they would read something else. An exploration goes on from there in another run.
  void wait_for_news(int first, source_location where);
  /// Begins the search anew, because operations will be treated in another way.
  [[noreturn]] void start_anew() { leave_run(ending::new_start); }
  /// Gives this execution up because it could go on for ever: what is explored is not everything.
  [[noreturn]] void cut_short();
  [[nodiscard]] bool is_on_stack(const void* place) const noexcept;

  // What the handlers of crashes need (crash.hpp).
  /// In a signal handler: `next` is called when it returns, on a stack of its own.
  void divert(void* context, fiber::entry next) noexcept;
  /// To be called first thing in `next`.
  void arrived_after_crash() noexcept { fiber::arrived(spare_); }
  /// `address` is what the code that has crashed wanted to access.
  [[noreturn]] void fail_by_crash(std::string message, const void* address);

 private:
  /// Enough for the engine, for a sanitizer's frames, and for the text of a failure.
  static constexpr std::size_t stack_reserve = std::size_t{32} << 10U;

  struct local {
    const void* key;
    void* object;
    void (*end)(void*);
  };

  /// Made at the start of every run.
  struct global_object {
    const void* key;
    void* (*make)();
    void (*end)(void*);
    void* object;
  };

  struct thread {
    fiber stack;
    runtime::thread_body body;
    operation begin_or_end;
    const operation* pending = nullptr;
    outcome answer;
    event_id spawned_by;
    int replayed = 0;
    std::uint16_t locations = 0;
    bool blocked = false;
    bool yielded = false;  ///< blocked at the end of a round of a loop that has changed nothing
    int iteration = 0;     ///< the first event of that round
    bool gave_up = false;  ///< blocked for ever, without a verdict
    bool resumed = false;  ///< goes on with `answer`, which it was blocked for
    std::uint32_t spurious_wakeups = 0;
    std::uint32_t weak_failures = 0;
    bool finished = false;
    bool started = false;
    bool locals_ended = false;
    std::vector<local> locals;
  };

  enum class ending : std::uint8_t { none, stuck, failed, abandoned, new_start, replayed };

  static std::size_t index(int thread) noexcept { return static_cast<std::size_t>(thread); }
  [[nodiscard]] thread& at(int t) noexcept { return *threads_[index(t)]; }
  [[nodiscard]] const thread& at(int t) const noexcept { return *threads_[index(t)]; }
  [[nodiscard]] graph& here() noexcept { return explorer_.current(); }
  [[nodiscard]] const graph& here() const noexcept { return explorer_.current(); }

  using clock = std::chrono::steady_clock;

  void start();
  void run_once();
  /// Runs the current graph; false if that is the last thing to do.
  [[nodiscard]] bool run_and_judge(result& total);
  [[nodiscard]] double seconds_since_start() const;
  [[nodiscard]] double probe(result& total);
  void new_thread(runtime::thread_body body, event_id spawned_by);
  static void set_running(machine* here) noexcept;
  void borrow_thread_pointer(thread& borrower, int number);
  static void thread_entry();
  void run_thread_body();
  static void end_all(std::vector<local>& objects);
  void make_globals();
  void end_globals();

  /// Lets threads perform operations until it is `self`'s turn to go on; self is -1 for the caller
  /// of run_once.
  void pass_control(int self);
  [[nodiscard]] int next_thread(int preferred);
  [[nodiscard]] int next_sampled_thread();
  [[nodiscard]] bool could_resume(int t) const;
  [[nodiscard]] bool is_timed_sleeper(int t) const;
  [[nodiscard]] std::vector<blocked_read> blocked_reads() const;
  [[nodiscard]] event_id blocked_at(int t) const;
  void resume(int t);
  void time_out(int t);
  void forget_turn(int t);
  void delay_turn(int t);
  outcome perform_at_length(const operation& wanted);
  outcome perform_weakened(const operation& wanted);
  outcome perform_in_turn(const operation& wanted);
  [[nodiscard]] const event* recorded(const operation& wanted) const noexcept;
  outcome repeat(const event& known);
  [[nodiscard]] bool is_performed(event_id source) const noexcept {
    return source.is_initial() || source.index < at(source.thread).replayed;
  }
  [[nodiscard]] bool can_replay(int t) const noexcept;
  [[nodiscard]] int next_to_replay(int preferred) const noexcept;
  [[nodiscard]] int waits_for(int t) const noexcept;
  [[nodiscard]] bool is_enabled(int t) const noexcept;
  void execute(int t);
  void extend(int t, const operation& op);
  void finish_operation(int t, const operation& op);
  void finish_read(int t, const operation& op);
  /// Whether the wait of thread `t`, which would sleep, returns instead.
  [[nodiscard]] bool returns_unwoken(int t, const operation& op);
  [[nodiscard]] bool may_wake_spuriously(int t) const noexcept;
  /// Whether the weak compare-exchange that the current thread asks for fails for no reason now.
  [[nodiscard]] bool fails_spuriously(const operation& op);
  outcome perform_as_failure(const operation& op);
  void note_site(const operation& op);
  [[nodiscard]] bool is_weakened(const operation& op) const;
  [[nodiscard]] static bool is_as_recorded(const event& e, const operation& wanted) noexcept;
  void stop_as_nondeterministic(int t, const event& recorded, const operation& op);
  /// Notes the turns of the operations that the current thread has repeated since it was last
  /// noted.
  void note_repeats() {
    for (; repeats_ != 0; --repeats_) turns_.push_back(static_cast<std::uint8_t>(current_));
  }
  void stop(ending how);
  [[nodiscard]] void* allocate_again(std::size_t bytes, std::size_t alignment,
                                     const arena::moment& from);
  /// Leaves the current stack for `to`; returns when something goes back.
  void change_to(fiber& to) noexcept;
  [[nodiscard]] std::string last_place_of(int t) const;
  [[noreturn]] void fail_by_overflow();
  [[nodiscard]] std::string overflow() const;
  [[noreturn]] void leave_run(ending how);

  void conclude(result& total);
  void judge_blocked(result& total);
  [[nodiscard]] bool sees_news(int t) const;
  void note_complete(result& total);

  // Running one execution again; see guide.cpp.
  void run_guided(const script& steps);
  [[nodiscard]] int guided_thread();
  void follow(int t, const event_label& e);
  void decide_wait(int t);
  [[nodiscard]] std::string guided_read(event_id r);
  [[nodiscard]] std::string guided_write(event_id w);
  void does_not_fit(int t, const std::string& why);

  void explain(result& total);
  void blame_sleepers();

  options wanted_;
  const std::function<void()>& body_;
  explorer explorer_;
  arena memory_;
  fiber home_;
  dice random_;
  schedule schedule_;
  clock::time_point start_ = clock::now();
  fiber spare_;            ///< for what is left to do after a crash
  fiber* stack_ = &home_;  ///< the one in use
  fiber* crashed_ = nullptr;
  std::array<std::unique_ptr<thread>, max_threads> threads_;
  int thread_count_ = 0;
  int current_ = -1;
  std::size_t to_replay_ = 0;
  ending ending_ = ending::none;
  failure failure_ = failure::none;
  std::string message_;
  bool raced_ = false;
  bool making_globals_ = false;
  bool cut_short_ = false;
  std::vector<global_object> globals_;
  std::vector<std::pair<std::string, bool>> outcomes_;
  std::set<std::string> seen_;
  std::vector<site> sites_;
  std::vector<std::uint8_t> turns_;  ///< the thread of each operation of this run
  std::size_t repeats_ = 0;  ///< the last operations of the current thread, not yet in turns_
  std::vector<culprit> culprits_;
  notebook notes_;
  bool takes_notes_ = false;
  bool has_notes_ = false;         ///< on the last run
  const script* guide_ = nullptr;  ///< what this run must do; null if it explores
  std::size_t guided_ = 0;         ///< the steps of it that have been taken
  std::string misfit_;

  void* front_end_state_ = nullptr;

  static inline const view nothing_;
  static inline thread_local machine* running_ = nullptr;
  static inline const front_end* front_end_ = nullptr;
};

/// What the record has for `wanted`, if the current thread goes on with it at once: if that waits
/// neither for another thread nor for a value.
inline const event* machine::recorded(const operation& wanted) const noexcept {
  const std::vector<event>& record = here().thread(current_);
  const auto next = record.begin() + at(current_).replayed;
  if (next >= record.end() || wanted.ready) return nullptr;
  const event& e = *next;
  if (!is_as_recorded(e, wanted)) return nullptr;
  switch (e.kind) {
    case event_kind::read:
      return is_performed(e.reads_from) ? &e : nullptr;
    case event_kind::join:
      return e.child < thread_count_ && at(e.child).finished ? &e : nullptr;
    case event_kind::write:
    case event_kind::fence:
    case event_kind::spawn:
    case event_kind::notify:
      return &e;
    case event_kind::begin:
    case event_kind::end:
    case event_kind::choice:
      break;
  }
  return nullptr;
}

inline outcome machine::repeat(const event& known) {
  outcome answer;
  answer.modified = known.modifies();
  if (known.is_read()) answer.value = known.value;
  if (known.kind == event_kind::spawn) answer.value = static_cast<word>(thread_count_);
  const int events = answer.modified ? 2 : 1;
  at(current_).replayed += events;
  to_replay_ -= index(events);
  ++repeats_;
  return answer;
}

/// What an operation is on record as does not depend on its order, which may be weakened.
inline bool machine::is_as_recorded(const event& e, const operation& wanted) noexcept {
  if (e.kind != wanted.kind || e.modify != wanted.modify) return false;
  if (!e.is_access()) return true;
  return e.location == wanted.location && (e.is_read() || e.value == wanted.operand);
}

}  // namespace interlock::checker
