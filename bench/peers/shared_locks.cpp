// SPDX-License-Identifier: MIT
/// @file
/// Locks with shared access of the standard library and of POSIX.
#include "src/shared_lock_scenarios.hpp"

#include <pthread.h>
#include <shared_mutex>

namespace interlock::bench {
namespace {

struct std_shared_mutex {
  static constexpr std::string_view name = "std::shared_mutex";
  static constexpr std::string_view family = "parking";
  using type = std::shared_mutex;
};

struct std_shared_timed_mutex {
  static constexpr std::string_view name = "std::shared_timed_mutex";
  static constexpr std::string_view family = "parking";
  using type = std::shared_timed_mutex;
};

/// The default prefers readers; this one lets a waiting writer go first.
struct pthread_rwlock {
  static constexpr std::string_view name = "pthread_rwlock_t (prefers writers)";
  static constexpr std::string_view family = "parking";
  class type {
   public:
    void lock() noexcept { pthread_rwlock_wrlock(&lock_); }
    void unlock() noexcept { pthread_rwlock_unlock(&lock_); }
    void lock_shared() noexcept { pthread_rwlock_rdlock(&lock_); }
    void unlock_shared() noexcept { pthread_rwlock_unlock(&lock_); }

   private:
    pthread_rwlock_t lock_ = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
  };
};

const contribution standard{"the standard library", [](catalog& all) {
                              add_shared_lock<std_shared_mutex>(all);
                              add_shared_lock<std_shared_timed_mutex>(all);
                            }};

const contribution posix{"POSIX threads",
                         [](catalog& all) { add_shared_lock<pthread_rwlock>(all); }};

}  // namespace
}  // namespace interlock::bench
