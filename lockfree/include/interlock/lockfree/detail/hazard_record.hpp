// SPDX-License-Identifier: MIT
/// @file
/// The hazard records of a domain: an array that only grows, so that a scan can read all of them at
/// any time, and a lock-free stack of those that no hazard pointer owns.
#pragma once

#include <interlock/lockfree/detail/retired_list.hpp>
#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>

namespace interlock {
// Visible, so that shared objects that hide their symbols have one default domain in common.
template <backend B>
class [[gnu::visibility("default")]] basic_hazard_pointer_domain;

namespace detail {

/// One hazard pointer's announcement, alone on its cache line.
template <backend B>
struct alignas(cache_line) hazard_record {
  hazard_record(basic_hazard_pointer_domain<B>& of, std::uint32_t at) noexcept
      : domain{&of}, position{at} {}

  /// The object that must not be reclaimed, or null. Written by the owner of the hazard pointer
  /// only.
  typename B::template atomic<const retired_object<B>*> hazard{nullptr};
  basic_hazard_pointer_domain<B>* const domain;
  /// Index in the array plus one; 0 means no record.
  const std::uint32_t position;
  /// Position of the next record in a chain: of the free ones, or of a batch that is being made.
  typename B::template atomic<std::uint32_t> next{0};
};

static_assert(sizeof(hazard_record<std_backend>) == cache_line);

template <backend B>
class hazard_record_pool {
  using record = hazard_record<B>;

 public:
  hazard_record_pool() noexcept = default;
  hazard_record_pool(const hazard_record_pool&) = delete;
  hazard_record_pool& operator=(const hazard_record_pool&) = delete;

  ~hazard_record_pool() {
    for (std::size_t k = 0; k < segments; ++k) {
      // relaxed: the pool is quiescent.
      if (record* const segment = segments_[k].load(order::relaxed)) free_segment(segment, k);
    }
  }

  /// A record that no one else owns. Progress: lock-free, but for the allocation of a new segment.
  [[nodiscard]] record& acquire(basic_hazard_pointer_domain<B>& domain) {
    if (record* const unused = pop()) return *unused;
    return grow(domain);
  }

  /// Requires: the record's hazard is null. Progress: lock-free.
  void release(record& unused) noexcept {
    // relaxed: the old top is only linked, never followed.
    std::uint64_t top = free_.load(order::relaxed);
    do {
      // relaxed: published by (freed).
      unused.next.store(position_of(top), order::relaxed);
      // (freed) release: orders our stores to the record before the next owner's.
      // Pairs with (reused).
      // relaxed: as above.
    } while (!free_.compare_exchange_weak(top, with_position(top, unused.position), order::release,
                                          order::relaxed));
  }

  /// Records ever made.
  [[nodiscard]] std::size_t size() const noexcept {
    // relaxed: a statistic; scans count for themselves.
    return count_.load(order::relaxed);
  }

  /// Calls `visit` with each hazard that is set. Requires: a heavy fence came before.
  template <class Visit>
  void for_each_hazard(Visit visit) const {
    // (counted) acquire: the records below the count are constructed. Pairs with (grown).
    const std::size_t count = count_.load(order::acquire);
    for (std::size_t i = 0; i < count; ++i) {
      // (scanned) acquire: a reader that has moved on from our object no longer uses it. Pairs with
      // (announced in hazard_pointer.hpp), (cleared in hazard_pointer.hpp).
      if (const retired_object<B>* const hazard = at(i).hazard.load(order::acquire)) visit(hazard);
    }
  }

  /// The record at a position that is not 0.
  [[nodiscard]] record& at_position(std::uint32_t position) const noexcept {
    return at(position - 1);
  }

 private:
  static constexpr std::size_t first_segment = 8;
  static constexpr std::size_t segments = 21;
  static constexpr std::size_t limit = first_segment * ((std::size_t{1} << segments) - 1);
  static constexpr int position_bits = 24;
  static constexpr std::uint64_t position_mask = (std::uint64_t{1} << position_bits) - 1;
  static_assert(limit <= position_mask);

  static constexpr std::size_t segment_of(std::size_t index) noexcept {
    return static_cast<std::size_t>(std::bit_width(index / first_segment + 1)) - 1;
  }
  static constexpr std::size_t segment_size(std::size_t k) noexcept { return first_segment << k; }
  static constexpr std::size_t segment_start(std::size_t k) noexcept {
    return segment_size(k) - first_segment;
  }
  static constexpr std::uint32_t position_of(std::uint64_t top) noexcept {
    return static_cast<std::uint32_t>(top & position_mask);
  }
  static constexpr std::uint64_t with_position(std::uint64_t top, std::uint32_t position) noexcept {
    return (top & ~position_mask) | position;
  }

  [[nodiscard]] record& at(std::size_t index) const noexcept {
    const std::size_t k = segment_of(index);
    // relaxed: whoever knows an index got it through (counted) or (reused), after the segment was
    // installed.
    return segments_[k].load(order::relaxed)[index - segment_start(k)];
  }

  [[nodiscard]] record* pop() noexcept {
    for (;;) {
      // (reused) acquire: the last owner's stores to the record come before ours. Pairs with
      // (freed).
      std::uint64_t top = free_.load(order::acquire);
      if (position_of(top) == 0) return nullptr;
      record& unused = at(position_of(top) - 1);
      // relaxed: if another thread has popped it meanwhile, this is any value, but then the tag has
      // changed.
      const std::uint32_t next = unused.next.load(order::relaxed);
      const std::uint64_t popped = with_position(top + (std::uint64_t{1} << position_bits), next);
      // relaxed: ordered by (reused), which read this very value; every store to free_ continues a
      // release sequence.
      if (free_.compare_exchange_weak(top, popped, order::relaxed, order::relaxed)) return &unused;
    }
  }

  [[nodiscard, gnu::noinline, gnu::cold]] record& grow(basic_hazard_pointer_domain<B>& domain) {
    B::enable_light_fences();
    for (;;) {
      // relaxed: the segment is read by (installed).
      std::uint32_t index = count_.load(order::relaxed);
      if (index == limit) throw std::bad_alloc{};
      record& fresh = segment(domain, segment_of(index))[index - segment_start(segment_of(index))];
      // (grown) release: publishes the record, and its segment, to scans. Pairs with (counted).
      // relaxed: another thread made this record; look again.
      if (count_.compare_exchange_weak(index, index + 1, order::release, order::relaxed))
        return fresh;
    }
  }

  [[nodiscard]] record* segment(basic_hazard_pointer_domain<B>& domain, std::size_t k) {
    // (installed) acquire: the segment's records are constructed. Pairs with (made).
    if (record* const present = segments_[k].load(order::acquire)) return present;
    const std::size_t bytes = segment_size(k) * sizeof(record);
    auto* const fresh = static_cast<record*>(B::allocate(bytes, alignof(record)));
    for (std::size_t i = 0; i < segment_size(k); ++i) {
      ::new (fresh + i) record(domain, static_cast<std::uint32_t>(segment_start(k) + i + 1));
    }
    record* present = nullptr;
    // (made) release: publishes the records. Pairs with (installed), (lost).
    // (lost) acquire: another thread's segment is used instead of ours. Pairs with (made).
    if (segments_[k].compare_exchange_strong(present, fresh, order::release, order::acquire))
      return fresh;
    free_segment(fresh, k);
    return present;
  }

  static void free_segment(record* segment, std::size_t k) noexcept {
    for (std::size_t i = 0; i < segment_size(k); ++i) segment[i].~record();
    B::deallocate(segment, segment_size(k) * sizeof(record), alignof(record));
  }

  // Invariant: segments_[k] holds the records of indices [segment_start(k), segment_start(k + 1));
  // all below count_ are there, and a record is never freed before the pool.
  std::array<typename B::template atomic<record*>, segments> segments_{};
  typename B::template atomic<std::uint32_t> count_{0};
  // Bits 0..23: position of the top free record (0: none). Bits 24..63: a tag that every pop
  // increments, so that a pop which slept while the top left and came back fails (unless it slept
  // through exactly 2^40 pops).
  typename B::template atomic<std::uint64_t> free_{0};
};

}  // namespace detail
}  // namespace interlock
