// SPDX-License-Identifier: MIT
/// @file
/// The spinlocks of Concurrency Kit.
#pragma once

#include "peers/concurrency_kit.hpp"

#include <memory>
#include <string_view>

namespace interlock::bench {

struct ck_fas {
  static constexpr std::string_view name = "ck_spinlock_fas";
  static constexpr std::string_view family = "spinning";
  class type {
   public:
    void lock() noexcept { ck_spinlock_fas_lock(&lock_); }
    void unlock() noexcept { ck_spinlock_fas_unlock(&lock_); }

   private:
    ck_spinlock_fas_t lock_ = CK_SPINLOCK_FAS_INITIALIZER;
  };
};

/// With exponential backoff.
struct ck_fas_eb {
  static constexpr std::string_view name = "ck_spinlock_fas (eb)";
  static constexpr std::string_view family = "spinning";
  class type {
   public:
    void lock() noexcept { ck_spinlock_fas_lock_eb(&lock_); }
    void unlock() noexcept { ck_spinlock_fas_unlock(&lock_); }

   private:
    ck_spinlock_fas_t lock_ = CK_SPINLOCK_FAS_INITIALIZER;
  };
};

struct ck_cas {
  static constexpr std::string_view name = "ck_spinlock_cas";
  static constexpr std::string_view family = "spinning";
  class type {
   public:
    void lock() noexcept { ck_spinlock_cas_lock(&lock_); }
    void unlock() noexcept { ck_spinlock_cas_unlock(&lock_); }

   private:
    ck_spinlock_cas_t lock_ = CK_SPINLOCK_CAS_INITIALIZER;
  };
};

struct ck_dec {
  static constexpr std::string_view name = "ck_spinlock_dec";
  static constexpr std::string_view family = "spinning";
  class type {
   public:
    void lock() noexcept { ck_spinlock_dec_lock(&lock_); }
    void unlock() noexcept { ck_spinlock_dec_unlock(&lock_); }

   private:
    ck_spinlock_dec_t lock_ = CK_SPINLOCK_DEC_INITIALIZER;
  };
};

struct ck_ticket {
  static constexpr std::string_view name = "ck_spinlock_ticket";
  static constexpr std::string_view family = "spinning, FIFO";
  class type {
   public:
    void lock() noexcept { ck_spinlock_ticket_lock(&lock_); }
    void unlock() noexcept { ck_spinlock_ticket_unlock(&lock_); }

   private:
    ck_spinlock_ticket_t lock_ = CK_SPINLOCK_TICKET_INITIALIZER;
  };
};

/// With proportional backoff, and the factor that the library measures.
struct ck_ticket_pb {
  static constexpr std::string_view name = "ck_spinlock_ticket (pb)";
  static constexpr std::string_view family = "spinning, FIFO";
  class type {
   public:
    void lock() noexcept { ck_spinlock_ticket_lock_pb(&lock_, 0); }
    void unlock() noexcept { ck_spinlock_ticket_unlock(&lock_); }

   private:
    ck_spinlock_ticket_t lock_ = CK_SPINLOCK_TICKET_INITIALIZER;
  };
};

/// Each thread brings a queue node.
struct ck_mcs {
  static constexpr std::string_view name = "ck_spinlock_mcs";
  static constexpr std::string_view family = "spinning, FIFO";
  class type {
   public:
    void lock() noexcept { ck_spinlock_mcs_lock(&lock_, &node); }
    void unlock() noexcept { ck_spinlock_mcs_unlock(&lock_, &node); }

   private:
    static inline thread_local ck_spinlock_mcs_context_t node{};
    ck_spinlock_mcs_t lock_ = CK_SPINLOCK_MCS_INITIALIZER;
  };
};

/// Each thread brings a queue node and takes another one with it.
struct ck_clh {
  static constexpr std::string_view name = "ck_spinlock_clh";
  static constexpr std::string_view family = "spinning, FIFO";
  class type {
   public:
    type() { ck_spinlock_clh_init(&last_, new ck_spinlock_clh_t); }
    type(const type&) = delete;
    type& operator=(const type&) = delete;
    ~type() { delete last_; }
    void lock() noexcept { ck_spinlock_clh_lock(&last_, node.get()); }
    void unlock() noexcept {
      ck_spinlock_clh_t* mine = node.release();
      ck_spinlock_clh_unlock(&mine);
      node.reset(mine);
    }

   private:
    static inline thread_local auto node = std::make_unique<ck_spinlock_clh_t>();
    ck_spinlock_clh_t* last_ = nullptr;
  };
};

}  // namespace interlock::bench
