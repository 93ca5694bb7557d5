// SPDX-License-Identifier: MIT
/// @file
/// One process begins the search, until there are many more parts than processes; then each takes
/// the next part until there are none.
#include "parallel.hpp"

#include "machine.hpp"
#include "result_text.hpp"
#include "worker_process.hpp"

#include <algorithm>
#include <atomic>
#include <new>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <vector>

namespace interlock::checker {
namespace {

constexpr std::size_t parts_per_process = 100;

/// What the processes share.
struct board {
  std::atomic<std::size_t> next_part{0};
  std::atomic<std::uint64_t> complete{0};
  std::atomic<bool> stop{false};
};

class shared_board {
 public:
  shared_board() {
    void* const memory =
        ::mmap(nullptr, sizeof(board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc{};
    board_ = ::new (memory) board;
  }
  shared_board(const shared_board&) = delete;
  shared_board& operator=(const shared_board&) = delete;
  ~shared_board() { ::munmap(board_, sizeof(board)); }

  [[nodiscard]] board* operator->() const noexcept { return board_; }

 private:
  board* board_;
};

void add(result& total, const result& part) {
  if (total.kind == failure::none && part.kind != failure::none) {
    total.kind = part.kind;
    total.message = part.message;
    total.trace = part.trace;
    total.replay = part.replay;
  }
  if (part.outcome == verdict::incomplete) total.outcome = verdict::incomplete;
  total.complete += part.complete;
  total.blocked += part.blocked;
  total.abandoned += part.abandoned;
  total.runs += part.runs;
  total.most_events = std::max(total.most_events, part.most_events);
  total.deepest = std::max(total.deepest, part.deepest);
  total.races = total.races || part.races;
  total.hangs = total.hangs || part.hangs;
  for (const auto& [name, count] : part.outcomes) total.outcomes[name] += count;
  total.sites.insert(total.sites.end(), part.sites.begin(), part.sites.end());
}

void must_suit_several_processes(const options& wanted) {
  if (wanted.detect_duplicates) {
    throw std::invalid_argument{"checker::options: detect_duplicates needs jobs = 1"};
  }
  if (wanted.on_complete) {
    throw std::invalid_argument{
        "checker::options: on_complete needs jobs = 1, as other processes' calls change nothing "
        "here"};
  }
}

}  // namespace

result explore_in_parallel(const options& wanted, machine& search) {
  must_suit_several_processes(wanted);
  result total;
  const std::vector<explorer::task> parts =
      search.begin(std::size_t{wanted.jobs} * parts_per_process, total);
  const shared_board shared;
  shared->complete = total.complete;
  const auto work = [&] {
    result mine;
    const auto is_over = [&](std::uint64_t more) {
      const std::uint64_t complete = shared->complete.fetch_add(more) + more;
      if (search.is_over_bound(complete)) shared->stop = true;
      return shared->stop.load();
    };
    for (std::size_t i = 0; (i = shared->next_part.fetch_add(1)) < parts.size();) {
      if (!search.explore_part(parts[i], mine, is_over)) break;
    }
    if (mine.kind != failure::none) shared->stop = true;
    return to_text(search.finish(mine));
  };
  const auto work_or_nothing = [&] {
    try {
      return work();
    } catch (const machine::new_start&) {
      shared->stop = true;
      return std::string{};
    }
  };
  std::vector<worker_process> workers;
  if (total.kind == failure::none && !parts.empty()) {
    for (unsigned i = 0; i < wanted.jobs; ++i) workers.emplace_back(work_or_nothing);
  }
  for (worker_process& each : workers) {
    const std::string answer = each.answer();
    // The other processes cannot learn of a new global object: this one does it all.
    if (answer.empty()) return search.explore();
    add(total, result_from(answer));
  }
  if (!workers.empty() && !total.replay.empty())
    total.execution = search.replay(total.replay).execution;
  return search.finish(total);
}

}  // namespace interlock::checker
