// SPDX-License-Identifier: MIT
/// @file
/// A program over a lock that stops answering, to see how a stress program leaves after a hang.
#include <interlock/stress/stress.hpp>

#include <atomic>
#include <mutex>
#include <unistd.h>

namespace {

class hanging_lock {
 public:
  void lock() {
    if (++calls_ == 100) {
      for (;;) pause();
    }
    guard_.lock();
  }
  void unlock() { guard_.unlock(); }

 private:
  std::mutex guard_;
  std::atomic<int> calls_{0};
};

}  // namespace

int main(int argc, char** argv) {
  using namespace interlock::stress;
  return run_main(
      {mutual_exclusion<hanging_lock>("hanging_lock"), mutual_exclusion<std::mutex>("std_mutex")},
      argc, argv);
}
