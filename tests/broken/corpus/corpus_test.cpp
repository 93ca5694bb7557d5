// SPDX-License-Identifier: MIT
/// @file
/// The test of the tests: every harness of this build must find, within ten seconds of a processor,
/// each defect of the corpus that is its business, and must be content with the right twins. The
/// model checker and the Relacy suites do the same for themselves.
///
///     broken_corpus [--all] [NAME...]    all: print what harnesses say of variants they need not
///     find
#include "broken/barriers.hpp"
#include "broken/condition_variables.hpp"
#include "broken/corpus/harness.hpp"
#include "broken/event_counts.hpp"
#include "broken/events.hpp"
#include "broken/latches.hpp"
#include "broken/locks.hpp"
#include "broken/once_flags.hpp"
#include "broken/parking_lots.hpp"
#include "broken/queues.hpp"
#include "broken/reclaimers.hpp"
#include "broken/semaphores.hpp"
#include "broken/shared_locks.hpp"
#include "broken/snapshots.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <future>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace interlock::broken {
namespace {

using clock = std::chrono::steady_clock;

template <class List>
void add(std::vector<subject>& subjects, const char* kind, List rows) {
  registry::for_each(rows, [&]<class Row>() {
    subject added{.kind = kind, .name = std::string{Row::name}};
    if constexpr (requires { Row::family; }) {
      added.family = Row::family;
      added.flaw = static_cast<int>(Row::flaw);
    }
    if constexpr (requires { Row::found_by; }) {
      added.defect = Row::defect;
      added.found_by = Row::found_by;
    }
    subjects.push_back(added);
  });
}

std::vector<subject> variants() {
  std::vector<subject> all;
  add(all, "locks", broken_locks{});
  add(all, "shared_locks", broken_shared_locks{});
  add(all, "semaphores", broken_semaphores{});
  add(all, "condition_variables", broken_condition_variables{});
  add(all, "parking_lots", broken_parking_lots{});
  add(all, "queues", broken_queues{});
  add(all, "reclaimers", broken_reclaimers{});
  add(all, "events", broken_events{});
  add(all, "latches", broken_latches{});
  add(all, "barriers", broken_barriers{});
  add(all, "once_flags", broken_once_flags{});
  add(all, "event_counts", broken_event_counts{});
  add(all, "snapshots", broken_snapshots{});
  return all;
}

/// The twins have the variants' frame without the defect: what a harness finds in a variant but not
/// in its twin is the defect.
std::vector<subject> twins() {
  std::vector<subject> all;
  add(all, "locks", lock_twins{});
  add(all, "shared_locks", shared_lock_twins{});
  add(all, "semaphores", semaphore_twins{});
  add(all, "condition_variables", condition_variable_twins{});
  add(all, "parking_lots", parking_lot_twins{});
  add(all, "queues", queue_twins{});
  add(all, "reclaimers", reclaimer_twins{});
  add(all, "events", event_twins{});
  add(all, "latches", latch_twins{});
  add(all, "barriers", barrier_twins{});
  add(all, "once_flags", once_flag_twins{});
  add(all, "event_counts", event_count_twins{});
  add(all, "snapshots", snapshot_twins{});
  return all;
}

class corpus {
 public:
  corpus(std::vector<std::string> names, bool all) : names_{std::move(names)}, all_{all} {}

  /// True if every defect was found, and nothing else. `crowding` times as many are examined
  /// at once as there are processors.
  bool run(const std::vector<harness>& harnesses) {
    const std::vector<task> all = tasks(harnesses);
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
      for (std::size_t i = next.fetch_add(1); i < all.size(); i = next.fetch_add(1)) {
        examine(*all[i].by, all[i].what);
      }
    };
    std::vector<std::future<void>> workers(crowding *
                                           std::max(2U, std::thread::hardware_concurrency()));
    for (auto& worker : workers) worker = std::async(std::launch::async, work);
    for (auto& worker : workers) worker.get();
    std::printf("%d defects found, %d missed; %d right ones passed, %d wrongly accused\n", found_,
                missed_, passed_, accused_);
    return missed_ == 0 && accused_ == 0 && found_ + passed_ != 0;
  }

 private:
  struct task {
    const harness* by;
    subject what;
  };

  [[nodiscard]] std::vector<task> tasks(const std::vector<harness>& harnesses) const {
    std::vector<task> all;
    const auto add = [&](const harness& by, const subject& what) {
      const bool wanted =
          names_.empty() || std::find(names_.begin(), names_.end(), what.name) != names_.end();
      if (wanted) all.push_back({&by, what});
    };
    for (const harness& by : harnesses) {
      for (const subject& what : variants()) {
        if (all_ || what.found_by.*by.must_find) add(by, what);
      }
      for (const subject& what : twins()) add(by, what);
    }
    return all;
  }

  void examine(const harness& by, const subject& what) {
    const bool wrong = what.is_wrong();
    const auto begin = clock::now();
    const auto finding = by.examine(what);
    const std::chrono::duration<double> taken = clock::now() - begin;
    const bool must = what.found_by.*by.must_find;
    const std::lock_guard lock{guard_};
    count(wrong, finding.has_value(), must);
    std::printf("%-8s  %-6s %5.1f s  %-42s %s\n", by.name.c_str(),
                verdict(wrong, finding.has_value(), must), taken.count(), what.name.c_str(),
                what.defect.c_str());
    if (finding) std::printf("                    %.100s\n", finding->c_str());
    std::fflush(stdout);
  }

  void count(bool wrong, bool found, bool must) {
    if (wrong && found) ++found_;
    if (wrong && !found && must) ++missed_;
    if (!wrong) ++(found ? accused_ : passed_);
  }

  static const char* verdict(bool wrong, bool found, bool must) {
    if (!wrong) return found ? "WRONG" : "right";
    return found ? "found" : must ? "MISSED" : "unseen";
  }

  const std::vector<std::string> names_;
  const bool all_;
  std::mutex guard_;
  int found_ = 0;
  int missed_ = 0;
  int passed_ = 0;
  int accused_ = 0;
};

/// The names among the arguments; ends the program if one is unknown.
std::vector<std::string> names_of(const std::vector<std::string_view>& arguments) {
  std::vector<std::string> names;
  std::vector<subject> known = variants();
  for (const subject& each : twins()) known.push_back(each);
  for (const std::string_view argument : arguments) {
    if (argument == "--all") continue;
    const auto is_it = [argument](const subject& each) { return each.name == argument; };
    if (std::none_of(known.begin(), known.end(), is_it)) {
      std::fprintf(stderr, "broken_corpus: expected --all or the name of a variant, got '%.*s'\n",
                   static_cast<int>(argument.size()), argument.data());
      std::exit(2);
    }
    names.emplace_back(argument);
  }
  return names;
}

}  // namespace
}  // namespace interlock::broken

int main(int argc, char** argv) {
  using namespace interlock::broken;
  const std::vector<std::string_view> arguments{argv + 1, argv + argc};
  const bool all = std::find(arguments.begin(), arguments.end(), "--all") != arguments.end();
  try {
    const auto folder = std::filesystem::canonical("/proc/self/exe").parent_path().string();
    return corpus{names_of(arguments), all}.run(harnesses(folder)) ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "broken_corpus: %s\n", error.what());
    return 4;
  }
}
