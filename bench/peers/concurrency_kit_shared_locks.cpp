// SPDX-License-Identifier: MIT
/// @file
/// Concurrency Kit: locks with shared access.
#include "peers/concurrency_kit.hpp"
#include "src/shared_lock_scenarios.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace interlock::bench {
namespace {

struct ck_writers_first {
  static constexpr std::string_view name = "ck_rwlock";
  static constexpr std::string_view family = "spinning";
  class type {
   public:
    void lock() noexcept { ck_rwlock_write_lock(&lock_); }
    void unlock() noexcept { ck_rwlock_write_unlock(&lock_); }
    void lock_shared() noexcept { ck_rwlock_read_lock(&lock_); }
    void unlock_shared() noexcept { ck_rwlock_read_unlock(&lock_); }

   private:
    ck_rwlock_t lock_ = CK_RWLOCK_INITIALIZER;
  };
};

struct ck_phase_fair {
  static constexpr std::string_view name = "ck_pflock";
  static constexpr std::string_view family = "spinning";
  class type {
   public:
    void lock() noexcept { ck_pflock_write_lock(&lock_); }
    void unlock() noexcept { ck_pflock_write_unlock(&lock_); }
    void lock_shared() noexcept { ck_pflock_read_lock(&lock_); }
    void unlock_shared() noexcept { ck_pflock_read_unlock(&lock_); }

   private:
    ck_pflock_t lock_ = CK_PFLOCK_INITIALIZER;
  };
};

/// Each reader registers a record, which lives as long as the lock.
struct ck_big_reader {
  static constexpr std::string_view name = "ck_brlock";
  static constexpr std::string_view family = "spinning";
  class type {
   public:
    type() { ck_brlock_init(&lock_); }
    void lock() noexcept { ck_brlock_write_lock(&lock_); }
    void unlock() noexcept { ck_brlock_write_unlock(&lock_); }
    void lock_shared() noexcept { ck_brlock_read_lock(&lock_, &own_record()); }
    void unlock_shared() noexcept { ck_brlock_read_unlock(&own_record()); }

   private:
    struct alignas(128) record {
      ck_brlock_reader_t reader;
    };
    struct membership {
      std::uint64_t lock = 0;
      ck_brlock_reader_t* reader = nullptr;
    };

    ck_brlock_reader_t& own_record() noexcept {
      static thread_local membership mine;
      if (mine.lock != number_) {
        const std::size_t index = used_.fetch_add(1);
        if (index >= records_.size()) std::abort();
        mine = {number_, &records_[index].reader};
        ck_brlock_read_register(&lock_, mine.reader);
      }
      return *mine.reader;
    }

    static inline std::atomic<std::uint64_t> locks{0};
    const std::uint64_t number_ = locks.fetch_add(1) + 1;
    ck_brlock_t lock_;
    std::array<record, 256> records_;
    std::atomic<std::size_t> used_{0};
  };
};

const contribution concurrency_kit{"Concurrency Kit, shared", [](catalog& all) {
                                     add_shared_lock<ck_writers_first>(all);
                                     add_shared_lock<ck_phase_fair>(all);
                                     add_shared_lock<ck_big_reader>(all);
                                   }};

}  // namespace
}  // namespace interlock::bench
