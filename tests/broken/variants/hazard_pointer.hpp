// SPDX-License-Identifier: MIT
/// @file
/// A compact hazard-pointer scheme [Mic04] that is right with `hazard_flaw::none` and wrong in one
/// line otherwise. Every retire scans, so that a defect shows at once.
#pragma once

#include <interlock/memory_order/assert.hpp>
#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <array>
#include <cstddef>

namespace interlock::broken {

enum class hazard_flaw {
  none,
  not_validated,
  published_after_validation,
  no_light_fence,
  no_heavy_fence,
  relaxed_scan,
  relaxed_reset,
  scans_before_taking,
  misses_a_record,
  forgets_protected,
};

/// What waits to be reclaimed.
template <backend B>
struct retired_node {
  typename B::template plain<retired_node*> next{nullptr};
  typename B::template plain<void (*)(retired_node*)> reclaim{nullptr};
};

template <hazard_flaw Flaw, backend B>
class hazard_domain {
 public:
  using node = retired_node<B>;

  /// The one domain of the process, or of the execution.
  static hazard_domain& standard() noexcept { return B::template global<hazard_domain>(); }

  struct record {
    typename B::template atomic<node*> hazard{nullptr};
    typename B::template atomic<bool> used{false};
  };

  record& acquire() noexcept {
    for (record& each : records_) {
      if (!each.used.exchange(true, order::acquire)) return each;
    }
    B::fail("hazard_domain: there are enough records", __FILE__, __LINE__);
    return records_.front();
  }

  void release(record& unused) noexcept {
    reset(unused);
    unused.used.store(false, order::release);
  }

  static void reset(record& mine) noexcept {
    // defect: after relaxed_reset a scan may reclaim what our earlier reads have yet to read.
    mine.hazard.store(nullptr,
                      has<Flaw>(hazard_flaw::relaxed_reset) ? order::relaxed : order::release);
  }

  template <class T>
  static T* protect(record& mine, const typename B::template atomic<T*>& source) noexcept {
    T* seen = source.load(order::relaxed);
    for (;;) {
      // defect: published_after_validation validates while a scan cannot see the hazard yet.
      if (!has<Flaw>(hazard_flaw::published_after_validation)) publish(mine, seen);
      // defect: without no_light_fence's fence the load below may come before the store above.
      if (!has<Flaw>(hazard_flaw::no_light_fence)) B::light_fence();
      T* const again = source.load(order::acquire);
      // defect: not_validated uses what may have been retired before the hazard was visible.
      if (again == seen || has<Flaw>(hazard_flaw::not_validated)) break;
      seen = again;
    }
    if (has<Flaw>(hazard_flaw::published_after_validation)) publish(mine, seen);
    return seen;
  }

  void retire(node& object, void (*reclaim)(node*)) noexcept {
    object.reclaim.write(reclaim);
    push(&object);
    scan();
  }

  void scan() noexcept {
    hazards seen{};
    // defect: scans_before_taking takes objects that were removed, and protected, after the scan.
    if (has<Flaw>(hazard_flaw::scans_before_taking)) seen = read_hazards();
    node* taken = retired_.exchange(nullptr, order::acquire);
    if (taken == nullptr) return;
    if (!has<Flaw>(hazard_flaw::scans_before_taking)) seen = read_hazards();
    while (taken != nullptr) {
      node* const object = taken;
      taken = object->next.read();
      if (!contains(seen, object)) {
        object->reclaim.read()(object);
      } else if (!has<Flaw>(hazard_flaw::forgets_protected)) {
        // defect: forgets_protected never reclaims what was in use once.
        push(object);
      }
    }
  }

 private:
  static constexpr std::size_t limit = B::checked ? 6 : 64;
  using hazards = std::array<const node*, limit>;

  static void publish(record& mine, node* object) noexcept {
    mine.hazard.store(object, order::release);
  }

  hazards read_hazards() noexcept {
    hazards seen{};
    // defect: without no_heavy_fence's fence a scan may miss a hazard that was stored long ago.
    if (!has<Flaw>(hazard_flaw::no_heavy_fence)) B::heavy_fence();
    // defect: misses_a_record never looks at the first record.
    for (std::size_t i = has<Flaw>(hazard_flaw::misses_a_record) ? 1 : 0; i < limit; ++i) {
      // defect: relaxed_scan may reclaim what earlier reads of the protector have yet to read.
      seen[i] = records_[i].hazard.load(has<Flaw>(hazard_flaw::relaxed_scan) ? order::relaxed
                                                                             : order::acquire);
    }
    return seen;
  }

  static bool contains(const hazards& seen, const node* object) noexcept {
    for (const node* each : seen) {
      if (each == object) return true;
    }
    return false;
  }

  void push(node* object) noexcept {
    node* head = retired_.load(order::relaxed);
    do {
      object->next.write(head);
    } while (!retired_.compare_exchange_weak(head, object, order::release, order::relaxed));
  }

  std::array<record, limit> records_{};
  typename B::template atomic<node*> retired_{nullptr};
};

/// Protects one object at a time.
template <hazard_flaw Flaw, backend B>
class hazard_guard {
 public:
  hazard_guard() noexcept : record_{domain::standard().acquire()} {}
  hazard_guard(const hazard_guard&) = delete;
  hazard_guard& operator=(const hazard_guard&) = delete;
  ~hazard_guard() { domain::standard().release(record_); }

  template <class T>
  [[nodiscard]] T* protect(const typename B::template atomic<T*>& source) noexcept {
    return domain::protect(record_, source);
  }
  void reset() noexcept { domain::reset(record_); }

 private:
  using domain = hazard_domain<Flaw, B>;
  typename domain::record& record_;
};

}  // namespace interlock::broken
