// SPDX-License-Identifier: MIT
/// @file
/// nsync.
#include "src/condition_variable_scenarios.hpp"
#include "src/lock_scenarios.hpp"
#include "src/shared_lock_scenarios.hpp"

#include <nsync.h>

namespace interlock::bench {
namespace {

struct nsync_mutex {
  static constexpr std::string_view name = "nsync_mu";
  static constexpr std::string_view family = "parking";
  class type {
   public:
    type() noexcept { nsync::nsync_mu_init(&mutex_); }
    void lock() noexcept { nsync::nsync_mu_lock(&mutex_); }
    void unlock() noexcept { nsync::nsync_mu_unlock(&mutex_); }
    void lock_shared() noexcept { nsync::nsync_mu_rlock(&mutex_); }
    void unlock_shared() noexcept { nsync::nsync_mu_runlock(&mutex_); }

   private:
    nsync::nsync_mu mutex_;
  };
};

struct nsync_condition_variable {
  static constexpr std::string_view name = "nsync_cv";
  static constexpr std::string_view family = "condition variable";
  class type {
   public:
    type() noexcept {
      nsync::nsync_mu_init(&mutex_);
      nsync::nsync_cv_init(&condition_);
    }
    void lock() noexcept { nsync::nsync_mu_lock(&mutex_); }
    void unlock() noexcept { nsync::nsync_mu_unlock(&mutex_); }
    void wait() noexcept { nsync::nsync_cv_wait(&condition_, &mutex_); }
    void notify_one() noexcept { nsync::nsync_cv_signal(&condition_); }

   private:
    nsync::nsync_mu mutex_;
    nsync::nsync_cv condition_;
  };
};

const contribution nsync_library{"nsync", [](catalog& all) {
                                   add_lock<nsync_mutex>(all);
                                   add_shared_lock<nsync_mutex>(all);
                                   add_condition_variable<nsync_condition_variable>(all);
                                 }};

}  // namespace
}  // namespace interlock::bench
