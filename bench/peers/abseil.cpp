// SPDX-License-Identifier: MIT
/// @file
/// Abseil.
#include "src/condition_variable_scenarios.hpp"
#include "src/event_count_scenarios.hpp"
#include "src/gate_scenarios.hpp"
#include "src/lock_scenarios.hpp"
#include "src/meeting_scenarios.hpp"
#include "src/once_scenarios.hpp"
#include "src/shared_lock_scenarios.hpp"

#include <absl/base/call_once.h>
#include <absl/synchronization/barrier.h>
#include <absl/synchronization/blocking_counter.h>
#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>

namespace interlock::bench {
namespace {

struct absl_mutex {
  static constexpr std::string_view name = "absl::Mutex";
  static constexpr std::string_view family = "parking";
  class type {
   public:
    void lock() { mutex_.Lock(); }
    void unlock() { mutex_.Unlock(); }
    void lock_shared() { mutex_.ReaderLock(); }
    void unlock_shared() { mutex_.ReaderUnlock(); }

   private:
    absl::Mutex mutex_;
  };
};

struct absl_condition_variable {
  static constexpr std::string_view name = "absl::CondVar";
  static constexpr std::string_view family = "condition variable";
  class type {
   public:
    void lock() { mutex_.Lock(); }
    void unlock() { mutex_.Unlock(); }
    void wait() { condition_.Wait(&mutex_); }
    void notify_one() { condition_.Signal(); }
    void notify_all() { condition_.SignalAll(); }

   private:
    absl::Mutex mutex_;
    absl::CondVar condition_;
  };
};

struct absl_notification {
  static constexpr std::string_view name = "absl::Notification";
  static constexpr std::string_view family = "event";
  class type {
   public:
    void open() { notification_.Notify(); }
    void wait() const { notification_.WaitForNotification(); }

   private:
    absl::Notification notification_;
  };
};

struct absl_blocking_counter {
  static constexpr std::string_view name = "absl::BlockingCounter";
  static constexpr std::string_view family = "latch";
  class type {
   public:
    void open() { counter_.DecrementCount(); }
    void wait() { counter_.Wait(); }

   private:
    absl::BlockingCounter counter_{1};
  };
};

struct absl_barrier {
  static constexpr std::string_view name = "absl::Barrier";
  static constexpr std::string_view family = "latch";
  static constexpr bool once = true;
  class type {
   public:
    explicit type(int threads) : barrier_{threads} {}
    void meet() { (void)barrier_.Block(); }

   private:
    absl::Barrier barrier_;
  };
};

struct absl_once {
  static constexpr std::string_view name = "absl::call_once";
  static constexpr std::string_view family = "once";
  class type {
   public:
    void call(void (*function)()) { absl::call_once(flag_, function); }

   private:
    absl::once_flag flag_;
  };
};

struct absl_await {
  static constexpr std::string_view name = "absl::Mutex::Await";
  static constexpr std::string_view family = "event count";
  class type {
   public:
    template <class Function>
    void change(Function function) {
      mutex_.Lock();
      function();
      mutex_.Unlock();
    }
    template <class Condition>
    void wait(Condition condition) {
      mutex_.LockWhen(absl::Condition{&condition});
      mutex_.Unlock();
    }

   private:
    absl::Mutex mutex_;
  };
};

const contribution abseil{"Abseil", [](catalog& all) {
                            add_lock<absl_mutex>(all);
                            add_shared_lock<absl_mutex>(all);
                            add_condition_variable<absl_condition_variable>(all);
                            add_gate<absl_notification>(all);
                            add_gate<absl_blocking_counter>(all);
                            add_meeting<absl_barrier>(all);
                            add_once<absl_once>(all);
                            add_event_count<absl_await>(all);
                          }};

}  // namespace
}  // namespace interlock::bench
