// SPDX-License-Identifier: MIT
/// @file
/// libcds. Its threads must attach to its memory manager.
#include "src/queue_scenarios.hpp"
#include "src/reclaimer_scenarios.hpp"

#include <atomic>
#include <cds/container/msqueue.h>
#include <cds/container/vyukov_mpmc_cycle_queue.h>
#include <cds/container/weak_ringbuffer.h>
#include <cds/gc/hp.h>
#include <cds/init.h>
#include <memory>

namespace interlock::bench {
namespace {

class library {
 public:
  /// Started when first used, and never ended: threads may use it until the end of the process.
  static void start() {
    static const library* const running = new library;
    (void)running;
  }

 private:
  struct runtime {
    runtime() { cds::Initialize(); }
  };
  runtime runtime_;
  cds::gc::HP hazard_pointers_;
};

/// Attaches the calling thread unless an outer scope has.
class attached {
 public:
  attached() {
    library::start();
    owner_ = !cds::threading::Manager::isThreadAttached();
    if (owner_) cds::threading::Manager::attachThread();
  }
  attached(const attached&) = delete;
  attached& operator=(const attached&) = delete;
  ~attached() {
    if (owner_) cds::threading::Manager::detachThread();
  }

 private:
  bool owner_ = false;
};

template <class Queue>
struct cds_bounded {
  using type = Queue;
  static constexpr bool bounded = true;
  static auto make(std::size_t capacity) { return std::make_unique<type>(capacity); }
  static bool try_push(type& queue, std::uint64_t value) { return queue.push(value); }
  static bool try_pop(type& queue, std::uint64_t& value) { return queue.pop(value); }
};

struct cds_ring : cds_bounded<cds::container::WeakRingBuffer<std::uint64_t>> {
  static constexpr std::string_view name = "cds::WeakRingBuffer";
  static constexpr std::string_view family = "SPSC";
  static constexpr std::size_t producers = 1;
  static constexpr std::size_t consumers = 1;
};

struct cds_vyukov : cds_bounded<cds::container::VyukovMPMCCycleQueue<std::uint64_t>> {
  static constexpr std::string_view name = "cds::VyukovMPMCCycleQueue";
  static constexpr std::string_view family = "MPMC, bounded";
  static constexpr std::size_t producers = any_number;
  static constexpr std::size_t consumers = any_number;
};

struct cds_michael_scott {
  static constexpr std::string_view name = "cds::MSQueue<HP>";
  static constexpr std::string_view family = "MPMC, unbounded";
  static constexpr std::size_t producers = any_number;
  static constexpr std::size_t consumers = any_number;
  static constexpr bool bounded = false;
  using thread_scope = attached;
  using type = cds::container::MSQueue<cds::gc::HP, std::uint64_t>;
  static auto make(std::size_t) { return std::make_unique<type>(); }
  static bool try_push(type& queue, std::uint64_t value) { return queue.push(value); }
  static bool try_pop(type& queue, std::uint64_t& value) { return queue.pop(value); }
};

struct cds_hazard_pointers {
  static constexpr std::string_view name = "cds::gc::HP";
  static constexpr std::string_view family = "bounded garbage";
  using thread_scope = attached;
  struct object {
    std::uint64_t value;
  };

  class cell {
   public:
    explicit cell(std::uint64_t value) : current_{new object{value}} {}
    cell(const cell&) = delete;
    cell& operator=(const cell&) = delete;
    ~cell() { delete current_.load(); }
    void replace(std::uint64_t value) {
      object* const old = current_.exchange(new object{value}, std::memory_order::acq_rel);
      cds::gc::HP::retire<std::default_delete<object>>(old);
    }
    [[nodiscard]] const std::atomic<object*>& source() const noexcept { return current_; }

   private:
    std::atomic<object*> current_;
  };

  class guard {
   public:
    [[nodiscard]] std::uint64_t read(const cell& source) {
      return guard_.protect(source.source())->value;
    }

   private:
    cds::gc::HP::Guard guard_;
  };
};

const contribution libcds{"libcds", [](catalog& all) {
                            add_queue<cds_ring>(all);
                            add_queue<cds_vyukov>(all);
                            add_queue<cds_michael_scott>(all);
                            add_reclaimer<cds_hazard_pointers>(all);
                          }};

}  // namespace
}  // namespace interlock::bench
