// SPDX-License-Identifier: MIT
/// @file
/// nsync.
#include "src/condition_variable_scenarios.hpp"
#include "src/event_count_scenarios.hpp"
#include "src/gate_scenarios.hpp"
#include "src/latch_rows.hpp"
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
    void notify_all() noexcept { nsync::nsync_cv_broadcast(&condition_); }

   private:
    nsync::nsync_mu mutex_;
    nsync::nsync_cv condition_;
  };
};

struct nsync_event {
  static constexpr std::string_view name = "nsync_note";
  static constexpr std::string_view family = "event";
  class type {
   public:
    type() noexcept : note_{nsync::nsync_note_new(nullptr, nsync::nsync_time_no_deadline)} {}
    type(const type&) = delete;
    type& operator=(const type&) = delete;
    ~type() { nsync::nsync_note_free(note_); }
    void open() noexcept { nsync::nsync_note_notify(note_); }
    void wait() noexcept { nsync::nsync_note_wait(note_, nsync::nsync_time_no_deadline); }

   private:
    nsync::nsync_note note_;
  };
};

struct nsync_latch {
  static constexpr std::string_view name = "nsync_counter";
  static constexpr std::string_view family = "latch";
  class latch {
   public:
    explicit latch(int count) noexcept
        : counter_{nsync::nsync_counter_new(static_cast<std::uint32_t>(count))} {}
    latch(const latch&) = delete;
    latch& operator=(const latch&) = delete;
    ~latch() { nsync::nsync_counter_free(counter_); }
    void count_down() noexcept { nsync::nsync_counter_add(counter_, -1); }
    void wait() noexcept { nsync::nsync_counter_wait(counter_, nsync::nsync_time_no_deadline); }

   private:
    nsync::nsync_counter counter_;
  };
};

const contribution nsync_library{"nsync", [](catalog& all) {
                                   add_lock<nsync_mutex>(all);
                                   add_shared_lock<nsync_mutex>(all);
                                   add_condition_variable<nsync_condition_variable>(all);
                                   add_gate<nsync_event>(all);
                                   add_latch<nsync_latch>(all);
                                 }};

}  // namespace
}  // namespace interlock::bench
