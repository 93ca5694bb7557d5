// SPDX-License-Identifier: MIT
/// @file
/// A livelock, and what ends it.
///
/// Two threads need the same two locks. Each takes its own, tries the other's, and if that is taken
/// gives way: it frees its own, waits a little, and begins again. That cannot deadlock. But threads
/// that are in step find each other's lock taken every time; both work, and neither gets anywhere.
///
///     livelock [STEPS]    lets them go so many steps (5000)
///
/// On a machine they are in step by chance, for a while. Here they take turns, a step each, so the
/// outcome is always the same. Waiting longer each time does not help, for both wait longer. What
/// helps is chance, or an order of the locks, with which nobody has to give way.
#include <interlock/memory_order/backoff.hpp>
#include <interlock/sync/semaphore.hpp>
#include <interlock/sync/spinlock.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <thread>

namespace {

using namespace interlock;

/// Two threads that go in step: each waits for the other after every step of its own.
class pair_in_step {
 public:
  explicit pair_in_step(int steps) : left_{2 * steps} { turns_[0].release(); }

  void begin(int who) { turn_of(who).acquire(); }

  /// The end of a step. False when no steps are left.
  [[nodiscard]] bool step(int who) {
    if (left_ == 0) return false;
    --left_;
    if (!gone_) {
      turn_of(1 - who).release();
      turn_of(who).acquire();
    }
    return left_ != 0;
  }

  /// The other thread goes on alone.
  void leave(int who) {
    gone_ = true;
    turn_of(1 - who).release();
  }

  [[nodiscard]] int steps_left() const { return left_ / 2; }

 private:
  // Touched by the thread whose turn it is.
  int left_;
  bool gone_ = false;

  binary_semaphore& turn_of(int who) { return turns_[static_cast<std::size_t>(who)]; }
  std::array<binary_semaphore, 2> turns_{binary_semaphore{0}, binary_semaphore{0}};
};

constexpr int wanted_each = 10;

/// Takes both locks ten times, or as often as the steps allow. Returns how often.
template <class Pace>
int give_way(pair_in_step& both, int who, spinlock& mine, spinlock& other, Pace fresh) {
  int done = 0;
  Pace pace = fresh;
  while (done < wanted_each) {
    if (!mine.try_lock()) {
      if (!both.step(who)) break;
      continue;
    }
    bool in_time = both.step(who);
    if (in_time && other.try_lock()) {
      ++done;
      pace = fresh;
      in_time = both.step(who);
      other.unlock();
      mine.unlock();
    } else {
      in_time = in_time && both.step(who);
      mine.unlock();
      for (std::uint32_t rest = pace().pauses; in_time && rest > 0; --rest) {
        in_time = both.step(who);
      }
    }
    if (!in_time || !both.step(who)) break;
  }
  return done;
}

/// False if the time is up before the lock is free.
[[nodiscard]] bool lock_in_time(pair_in_step& both, int who, spinlock& lock)
    INTERLOCK_TRY_ACQUIRE(true, lock) {
  while (!lock.try_lock()) {
    if (!both.step(who)) return false;
  }
  return true;
}

/// Waits for one lock after the other, in the same order in every thread.
int keep_order(pair_in_step& both, int who, spinlock& first, spinlock& second) {
  int done = 0;
  bool in_time = true;
  while (in_time && done < wanted_each && lock_in_time(both, who, first)) {
    in_time = both.step(who);
    if (in_time && lock_in_time(both, who, second)) {
      ++done;
      in_time = both.step(who);
      second.unlock();
    }
    first.unlock();
    in_time = in_time && both.step(who);
  }
  return done;
}

/// Lets `way(both, who, own lock, other lock)` run in two threads, and prints what they got done.
template <class Way>
void show(const char* name, int steps, Way way) {
  pair_in_step both{steps};
  std::array<spinlock, 2> locks;
  std::array<int, 2> done{};
  const auto run = [&](int who) {
    const auto own = static_cast<std::size_t>(who);
    both.begin(who);
    done[own] = way(both, who, locks[own], locks[1 - own]);
    both.leave(who);
  };
  std::thread other{run, 1};
  run(0);
  other.join();
  const int sum = done[0] + done[1];
  std::printf("%-28s %2d of %2d  %-8s %5d\n", name, sum, 2 * wanted_each, sum == 0 ? "no" : "yes",
              steps - both.steps_left());
}

void show_all(int steps) {
  using namespace backoff;
  const auto with = [](auto pace_of) {
    return [pace_of](pair_in_step& both, int who, spinlock& mine, spinlock& other) {
      return give_way(both, who, mine, other, pace_of(who));
    };
  };
  std::printf("%-28s %8s  %-8s %5s\n", "pace", "done", "progress", "steps");
  show("constant 3", steps, with([](int) { return constant{3}; }));
  show("exponential 1..64", steps, with([](int) { return exponential{1, 64}; }));
  show("exponential 1..64, jittered", steps, with([](int who) {
         return jittered{exponential{1, 64}, static_cast<std::uint64_t>(who)};
       }));
  show("lock order", steps, [](pair_in_step& both, int who, spinlock& mine, spinlock& other) {
    return who == 0 ? keep_order(both, who, mine, other) : keep_order(both, who, other, mine);
  });
}

}  // namespace

int main(int argc, char** argv) {
  int steps = 5000;
  if (argc > 1) {
    const char* const end = argv[1] + std::strlen(argv[1]);
    const auto [rest, error] = std::from_chars(argv[1], end, steps);
    if (argc > 2 || error != std::errc{} || rest != end || steps < 1 || steps > 1'000'000) {
      std::fprintf(stderr, "livelock: STEPS is '%s'; expected a number from 1 to 1000000\n",
                   argv[1]);
      return 2;
    }
  }
  show_all(steps);
}
