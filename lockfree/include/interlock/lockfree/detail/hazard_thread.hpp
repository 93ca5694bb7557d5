// SPDX-License-Identifier: MIT
/// @file
/// What one thread keeps for hazard pointers, so that the common operations touch no shared memory:
/// free records and retired objects of the default domain, and which domains it is reclaiming right
/// now.
#pragma once

#include <interlock/lockfree/detail/hazard_record.hpp>
#include <interlock/lockfree/detail/retired_list.hpp>
#include <interlock/memory_order/backend.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace interlock::detail {

template <backend B>
class hazard_thread {
 public:
  hazard_thread() noexcept = default;
  hazard_thread(const hazard_thread&) = delete;
  hazard_thread& operator=(const hazard_thread&) = delete;

  /// Hands everything over to the default domain.
  ~hazard_thread() { B::template global<basic_hazard_pointer_domain<B>>().adopt(*this); }

  /// The calling thread's state; null once it has been destroyed, at the end of the thread.
  [[nodiscard]] static hazard_thread* current() noexcept {
    return B::template per_thread<hazard_thread>::get();
  }

  /// A free record, or null.
  [[nodiscard]] hazard_record<B>* take() noexcept {
    return cached_ == 0 ? nullptr : cache_[--cached_];
  }

  /// False if the cache is full.
  [[nodiscard]] bool keep(hazard_record<B>& unused) noexcept {
    if (cached_ == cache_.size()) return false;
    cache_[cached_++] = &unused;
    return true;
  }

  /// Retired to the default domain, and not yet reclaimed.
  retired_list<B> retired;

  /// Whether this thread may start to reclaim `domain`. It may not if it does so already: a deleter
  /// that retires leaves the objects to the next round, instead of nesting another one. Deleters of
  /// one domain that retire to another, whose deleters retire to a third, and so on, may nest as
  /// deep as the array.
  [[nodiscard]] bool begin_reclaim(const basic_hazard_pointer_domain<B>& domain) noexcept {
    const auto end = reclaiming_.begin() + depth_;
    if (depth_ == reclaiming_.size() || std::find(reclaiming_.begin(), end, &domain) != end) {
      return false;
    }
    reclaiming_[depth_++] = &domain;
    return true;
  }
  void end_reclaim() noexcept { --depth_; }

 private:
  // Invariant: cache_[0 .. cached_) are records of the default domain that no hazard pointer owns.
  std::size_t cached_ = 0;
  std::array<hazard_record<B>*, B::checked ? 2 : 16> cache_{};
  // Invariant: reclaiming_[0 .. depth_) are the domains that this thread is reclaiming, the
  // outermost first.
  std::size_t depth_ = 0;
  std::array<const basic_hazard_pointer_domain<B>*, 4> reclaiming_{};
};

}  // namespace interlock::detail
