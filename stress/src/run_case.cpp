// SPDX-License-Identifier: MIT
/// @file
/// Conducts the rounds of one case and judges the outcome.
#include <interlock/stress/migrator.hpp>
#include <interlock/stress/run_case.hpp>

#include "sanitizer.hpp"
#include "session.hpp"

#include <algorithm>
#include <exception>
#include <numeric>
#include <optional>

namespace interlock::stress {
namespace {

using std::chrono::milliseconds;
using clock = std::chrono::steady_clock;

constexpr milliseconds poll_period{2};
constexpr milliseconds progress_period{100};

// Short rounds come to rest often, which is when a lost wakeup shows; long ones build up
// contention.
milliseconds round_length(random& draw) { return milliseconds{draw.between(1, 40)}; }

result skipped(unsigned count, std::string reason) {
  result r;
  r.outcome = status::skipped;
  r.reason = std::move(reason);
  r.thread_count = count;
  return r;
}

std::string threads_wanted(const test_case& what) {
  const std::string least = std::to_string(what.min_threads);
  if (what.max_threads == 0) return "at least " + least;
  if (what.max_threads == what.min_threads) return "exactly " + least;
  return least + " to " + std::to_string(what.max_threads);
}

bool allows(const test_case& what, unsigned count) {
  return count >= what.min_threads && (what.max_threads == 0 || count <= what.max_threads);
}

class conductor {
 public:
  conductor(const test_case& what, const options& how, const plan& placed)
      : how_{how},
        draw_{how.seed},
        session_{session::start(what, placed, how.on.source)},
        begin_{clock::now()} {
    if (!placed.roaming.empty() && how.on.source == machine_source::this_system) {
      migrator_.emplace(session_->thread_ids(), placed.roaming, draw_.next());
    }
  }

  /// False when a thread hung; it and its peers are then left behind.
  bool play_rounds() {
    const auto end = begin_ + how_.duration;
    do {
      const auto length = std::min<clock::duration>(round_length(draw_), end - clock::now());
      session_->begin_round(draw_.next());
      ++rounds_;
      if (!conduct(clock::now() + length)) return false;
    } while (clock::now() < end && !session_->result().violated());
    return true;
  }

  void finish(result& r, bool ended) {
    r.moves = migrator_ ? migrator_->moves() : 0;
    migrator_.reset();  // before the threads end: a thread id may be reused
    r.rounds = rounds_;
    r.elapsed = elapsed();
    r.threads = session_->thread_results();
    if (ended) {
      session_->join();
      r.seen = session_->seen();
    } else {
      hang_ = session_->describe_hang(how_.watchdog);
      session_->abandon();
      r.threads_left_behind = true;
    }
    judge_verdict(r, ended);
  }

 private:
  bool conduct(clock::time_point round_ends) {
    for (;;) {
      const bool over = session_->round_over(poll_period);
      const bool silent = session_->look(how_.watchdog);
      if (over) return true;
      if (silent) return false;
      if (clock::now() >= round_ends) session_->end_round();
      report_progress();
    }
  }

  void judge_verdict(result& r, bool ended) const {
    if (session_->result().violated()) {
      r.outcome = status::failed;
      r.reason = session_->result().what();
    } else if (!ended) {
      r.outcome = status::hang;
      r.reason = hang_;
    } else {
      r.outcome = status::passed;
    }
  }

  void report_progress() {
    const auto now = clock::now();
    if (!how_.on_progress || now - last_progress_ < progress_period) return;
    last_progress_ = now;
    how_.on_progress({elapsed(), session_->operations()});
  }

  [[nodiscard]] milliseconds elapsed() const {
    return std::chrono::duration_cast<milliseconds>(clock::now() - begin_);
  }

  const options& how_;
  random draw_;
  const std::shared_ptr<session> session_;
  const clock::time_point begin_;
  std::optional<migrator> migrator_;
  clock::time_point last_progress_ = begin_;
  std::uint64_t rounds_ = 0;
  std::string hang_;
};

// A case that passed may still have proved nothing.
std::string missing(const test_case& what, const options& how, const result& r) {
  for (std::size_t i = 0; i < r.threads.size(); ++i) {
    if (r.threads[i].bound.outcome == binding_outcome::refused) {
      return "thread " + std::to_string(i) +
             " is not where the placement wants it: " + r.threads[i].bound.reason;
    }
  }
  if (how.where == placement::migrating && how.on.source == machine_source::this_system &&
      r.moves == 0) {
    return "no thread could be moved";
  }
  for (const auto& event : what.must_observe) {
    const auto found = r.seen.find(event);
    if (found == r.seen.end() || found->second == 0) {
      return "never observed: " + event + " (a longer --duration may help)";
    }
  }
  return r.operations() == 0 ? "no operation was completed" : "";
}

}  // namespace

std::uint64_t result::operations() const noexcept {
  return std::accumulate(
      threads.begin(), threads.end(), std::uint64_t{0},
      [](std::uint64_t sum, const thread_result& one) { return sum + one.operations; });
}

std::chrono::nanoseconds result::max_gap() const noexcept {
  std::chrono::nanoseconds longest{0};
  for (const auto& one : threads) longest = std::max(longest, one.max_gap);
  return longest;
}

milliseconds default_watchdog() {
  constexpr milliseconds native{5000};
  return built_with() == sanitizer::none ? native : native * 10;
}

unsigned thread_count(const test_case& what, const options& how) {
  if (how.threads != 0) return how.threads;
  const unsigned natural = std::max(natural_thread_count(how.on, how.where), what.min_threads);
  return what.max_threads == 0 ? natural : std::min(natural, what.max_threads);
}

namespace {

result run_planned(const test_case& what, const options& how, const plan& placed) {
  result r;
  const auto reports_before = sanitizer_reports();
  conductor rounds{what, how, placed};
  const bool ended = rounds.play_rounds();
  rounds.finish(r, ended);
  if (r.outcome != status::failed && sanitizer_reports() != reports_before) {
    const std::string then = r.outcome == status::hang ? "; then " + r.reason : "";
    r.outcome = status::failed;
    r.reason = "ThreadSanitizer reported a defect, see above" + then;
  }
  if (r.outcome == status::passed && memory_leaked()) {
    r.outcome = status::failed;
    r.reason = "LeakSanitizer reported a leak, see above";
  }
  if (r.outcome == status::passed) {
    r.reason = missing(what, how, r);
    if (!r.reason.empty()) r.outcome = status::inconclusive;
  }
  return r;
}

}  // namespace

result run_case(const test_case& what, const options& how) {
  const unsigned count = thread_count(what, how);
  if (!allows(what, count)) {
    return skipped(count, "the case needs " + threads_wanted(what) + " threads, " +
                              std::to_string(count) + " were asked for");
  }
  const auto planned = make_plan(how.on, how.where, count, how.seed);
  if (const auto* no = std::get_if<unavailable>(&planned)) return skipped(count, no->reason);

  result r;
  try {
    r = run_planned(what, how, std::get<plan>(planned));
  } catch (const std::exception& thrown) {
    r.reason = std::string{"the harness failed: "} + thrown.what();
  }
  r.thread_count = count;
  return r;
}

std::string_view to_string(status outcome) {
  switch (outcome) {
    case status::passed:
      return "passed";
    case status::failed:
      return "failed";
    case status::hang:
      return "hang";
    case status::inconclusive:
      return "inconclusive";
    case status::skipped:
      return "skipped";
    case status::error:
      return "error";
  }
  return "?";
}

}  // namespace interlock::stress
