// SPDX-License-Identifier: MIT
/// @file
/// Concurrency Kit: spinlocks, the ring for one producer and one consumer, hazard pointers,
/// sequence locks.
#include "peers/concurrency_kit.hpp"

#include "peers/concurrency_kit_locks.hpp"
#include "src/lock_scenarios.hpp"
#include "src/queue_scenarios.hpp"
#include "src/reclaimer_scenarios.hpp"
#include "src/snapshot_scenarios.hpp"

#include <atomic>
#include <memory>
#include <vector>

namespace interlock::bench {
namespace {

struct ck_spsc_ring {
  static constexpr std::string_view name = "ck_ring (spsc)";
  static constexpr std::string_view family = "SPSC";
  static constexpr std::size_t producers = 1;
  static constexpr std::size_t consumers = 1;
  static constexpr bool bounded = true;
  struct type {
    explicit type(std::size_t capacity) : buffer(2 * capacity) {
      ck_ring_init(&ring, static_cast<unsigned>(buffer.size()));
    }
    ck_ring_t ring;
    std::vector<ck_ring_buffer_t> buffer;
  };
  static auto make(std::size_t capacity) { return std::make_unique<type>(capacity); }
  static bool try_push(type& queue, std::uint64_t value) {
    return ck_ring_enqueue_spsc(&queue.ring, queue.buffer.data(), reinterpret_cast<void*>(value));
  }
  static bool try_pop(type& queue, std::uint64_t& value) {
    void* popped = nullptr;
    if (!ck_ring_dequeue_spsc(&queue.ring, queue.buffer.data(), &popped)) return false;
    value = reinterpret_cast<std::uint64_t>(popped);
    return true;
  }
};

struct ck_hazard_pointers {
  static constexpr std::string_view name = "ck_hp";
  static constexpr std::string_view family = "bounded garbage";

  struct object {
    std::uint64_t value;
    ck_hp_hazard_t hazard;
  };

  static ck_hp_t& domain() {
    static ck_hp_t* const all = [] {
      static ck_hp_t made;
      ck_hp_init(&made, 1, 64, [](void* retired) { delete static_cast<object*>(retired); });
      return &made;
    }();
    return *all;
  }

  /// Records are never freed, as the library wants it; a thread that ends leaves its to the next.
  struct record {
    ck_hp_record_t entry;
    void* slots[1] = {nullptr};
  };
  static inline thread_local record* mine = nullptr;

  struct thread_scope {
    thread_scope() : owner_{mine == nullptr} {
      if (!owner_) return;
      if (ck_hp_record_t* const used = ck_hp_recycle(&domain()); used != nullptr) {
        mine = reinterpret_cast<record*>(used);
        return;
      }
      mine = new record;
      ck_hp_register(&domain(), &mine->entry, mine->slots);
    }
    thread_scope(const thread_scope&) = delete;
    thread_scope& operator=(const thread_scope&) = delete;
    ~thread_scope() {
      if (!owner_) return;
      ck_hp_purge(&mine->entry);
      ck_hp_unregister(&mine->entry);
      mine = nullptr;
    }

   private:
    bool owner_;
  };

  class cell {
   public:
    explicit cell(std::uint64_t value) : current_{new object{value, {}}} {}
    cell(const cell&) = delete;
    cell& operator=(const cell&) = delete;
    ~cell() { delete current_.load(); }
    void replace(std::uint64_t value) {
      object* const old = current_.exchange(new object{value, {}}, std::memory_order::acq_rel);
      ck_hp_free(&mine->entry, &old->hazard, old, old);
    }
    [[nodiscard]] object* load() const noexcept {
      return current_.load(std::memory_order::acquire);
    }

   private:
    std::atomic<object*> current_;
  };

  class guard {
   public:
    guard() noexcept = default;
    guard(const guard&) = delete;
    guard& operator=(const guard&) = delete;
    ~guard() { ck_hp_set(&record_->entry, 0, nullptr); }
    [[nodiscard]] std::uint64_t read(const cell& source) noexcept {
      object* seen = source.load();
      for (;;) {
        ck_hp_set_fence(&record_->entry, 0, seen);
        object* const now = source.load();
        if (now == seen) return now->value;
        seen = now;
      }
    }

   private:
    record* record_ = mine;
  };
};

/// The value is copied as ordinary bytes, which is a data race by the rules of the language.
struct ck_sequence_lock {
  static constexpr std::string_view name = "ck_sequence";
  static constexpr std::string_view family = "one writer";
  template <class T>
  class type {
   public:
    explicit type(const T& initial) noexcept : value_{initial} {}
    [[nodiscard]] T load() const noexcept {
      T copy;
      unsigned version = 0;
      do {
        version = ck_sequence_read_begin(&sequence_);
        copy = value_;
      } while (ck_sequence_read_retry(&sequence_, version));
      return copy;
    }
    void store(const T& value) noexcept {
      ck_sequence_write_begin(&sequence_);
      value_ = value;
      ck_sequence_write_end(&sequence_);
    }

   private:
    mutable ck_sequence_t sequence_ = CK_SEQUENCE_INITIALIZER;
    T value_;
  };
};

const contribution concurrency_kit{"Concurrency Kit", [](catalog& all) {
                                     add_lock<ck_fas>(all);
                                     add_lock<ck_fas_eb>(all);
                                     add_lock<ck_cas>(all);
                                     add_lock<ck_dec>(all);
                                     add_lock<ck_ticket>(all);
                                     add_lock<ck_ticket_pb>(all);
                                     add_lock<ck_mcs>(all);
                                     add_lock<ck_clh>(all);
                                     add_queue<ck_spsc_ring>(all);
                                     add_reclaimer<ck_hazard_pointers>(all);
                                     add_snapshot<ck_sequence_lock>(all);
                                   }};

}  // namespace
}  // namespace interlock::bench
