// SPDX-License-Identifier: MIT
/// @file
/// Readers hand lines to workers through a lock-free queue; a semaphore says how many lines are
/// waiting, so an idle worker sleeps; the totals are guarded by a mutex.
#include "count.hpp"

#include <interlock/lockfree/queue.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/semaphore.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace word_count {
namespace {

[[nodiscard]] bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void count_line(std::string_view line, counts& into) {
  auto at = line.begin();
  while ((at = std::find_if(at, line.end(), is_letter)) != line.end()) {
    const auto end = std::find_if_not(at, line.end(), is_letter);
    std::string word(at, end);
    for (char& c : word) c = static_cast<char>(c | 0x20);
    ++into[std::move(word)];
    at = end;
  }
}

template <class Use>
void for_each_line(const std::filesystem::path& file, Use use) {
  std::ifstream input{file};
  if (!input) throw std::runtime_error{"cannot read '" + file.string() + "'"};
  for (std::string line; std::getline(input, line);) use(std::move(line));
  if (input.bad()) throw std::runtime_error{"cannot read '" + file.string() + "' to its end"};
}

/// What the threads share. A line is pushed before the semaphore announces it; a worker that is let
/// through and finds no line has been told to go home.
class pipeline {
 public:
  explicit pipeline(const files& inputs) : inputs_{inputs} {}

  void read() {
    try {
      for (std::size_t i; (i = next_input_.fetch_add(1)) < inputs_.size();) {
        for_each_line(inputs_[i], [this](std::string line) {
          lines_.push(std::move(line));
          announced_.release();
        });
      }
    } catch (...) {
      const interlock::lock_guard lock{guard_};
      if (!failure_) failure_ = std::current_exception();
    }
  }

  void work() {
    counts mine;
    for (;;) {
      announced_.acquire();
      const std::optional<std::string> line = lines_.try_pop();
      if (!line) break;
      count_line(*line, mine);
    }
    const interlock::lock_guard lock{guard_};
    for (const auto& [word, number] : mine) total_[word] += number;
  }

  /// Requires: every reader is done. Lets each worker through once more, behind all lines.
  void send_home(std::size_t workers) { announced_.release(static_cast<std::ptrdiff_t>(workers)); }

  /// Requires: every thread is done.
  [[nodiscard]] counts result() {
    const interlock::lock_guard lock{guard_};
    if (failure_) std::rethrow_exception(failure_);
    return std::move(total_);
  }

 private:
  const files& inputs_;
  std::atomic<std::size_t> next_input_{0};
  interlock::queue<std::string> lines_;
  interlock::counting_semaphore<> announced_{0};
  interlock::mutex guard_;
  counts total_ INTERLOCK_GUARDED_BY(guard_);
  std::exception_ptr failure_ INTERLOCK_GUARDED_BY(guard_);
};

}  // namespace

files files_of(const std::filesystem::path& directory) {
  files found;
  for (const auto& entry : std::filesystem::directory_iterator{directory}) {
    if (entry.is_regular_file()) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

counts count_alone(const files& inputs) {
  counts total;
  for (const auto& file : inputs) {
    for_each_line(file, [&total](const std::string& line) { count_line(line, total); });
  }
  return total;
}

counts count_together(const files& inputs, std::size_t readers, std::size_t workers) {
  pipeline shared{inputs};
  std::vector<std::thread> reading;
  std::vector<std::thread> working;
  for (std::size_t i = 0; i < workers; ++i) working.emplace_back([&shared] { shared.work(); });
  for (std::size_t i = 0; i < readers; ++i) reading.emplace_back([&shared] { shared.read(); });
  for (std::thread& each : reading) each.join();
  shared.send_home(workers);
  for (std::thread& each : working) each.join();
  return shared.result();
}

}  // namespace word_count
