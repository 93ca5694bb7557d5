// SPDX-License-Identifier: MIT
/// @file
/// How to stress primitives of one's own: the example of the README, whole.
#include <interlock/stress/stress.hpp>

#include <atomic>
#include <mutex>
#include <optional>
#include <queue>

namespace {

class my_lock {
 public:
  void lock() noexcept {
    while (flag_.test_and_set(std::memory_order_acquire)) flag_.wait(true);
  }
  bool try_lock() noexcept { return !flag_.test_and_set(std::memory_order_acquire); }
  void unlock() noexcept {
    flag_.clear(std::memory_order_release);
    flag_.notify_one();
  }

 private:
  std::atomic_flag flag_;
};

template <class T>
class my_queue {
 public:
  void push(T value) {
    const std::lock_guard lock{guard_};
    values_.push(std::move(value));
  }
  std::optional<T> try_pop() {
    const std::lock_guard lock{guard_};
    if (values_.empty()) return std::nullopt;
    std::optional<T> oldest{std::move(values_.front())};
    values_.pop();
    return oldest;
  }

 private:
  my_lock guard_;
  std::queue<T> values_;
};

}  // namespace

int main(int argc, char** argv) {
  using namespace interlock::stress;
  const suite cases{
      mutual_exclusion<my_lock>("my_lock"),
      queue_conservation<my_queue<item>>("my_queue"),
  };
  return run_main(cases, argc, argv);
}
