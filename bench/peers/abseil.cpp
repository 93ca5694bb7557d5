// SPDX-License-Identifier: MIT
/// @file
/// Abseil.
#include "src/condition_variable_scenarios.hpp"
#include "src/lock_scenarios.hpp"
#include "src/shared_lock_scenarios.hpp"

#include <absl/synchronization/mutex.h>

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

   private:
    absl::Mutex mutex_;
    absl::CondVar condition_;
  };
};

const contribution abseil{"Abseil", [](catalog& all) {
                            add_lock<absl_mutex>(all);
                            add_shared_lock<absl_mutex>(all);
                            add_condition_variable<absl_condition_variable>(all);
                          }};

}  // namespace
}  // namespace interlock::bench
