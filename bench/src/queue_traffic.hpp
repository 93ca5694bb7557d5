// SPDX-License-Identifier: MIT
/// @file
/// Producers and consumers of one queue, and the account that shows that nothing was lost.
#pragma once

#include "src/row.hpp"
#include "src/team.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace interlock::bench {

inline constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();
inline constexpr std::size_t queue_capacity = 1024;
inline constexpr std::uint64_t burst_length = 512;

template <class Row>
struct plain_producer {
  typename Row::type& queue;
  [[nodiscard]] bool try_push(std::uint64_t value) { return Row::try_push(queue, value); }
};

template <class Row>
struct plain_consumer {
  typename Row::type& queue;
  [[nodiscard]] bool try_pop(std::uint64_t& value) { return Row::try_pop(queue, value); }
};

namespace detail {

template <class Row>
struct ends_of {
  using producer = plain_producer<Row>;
  using consumer = plain_consumer<Row>;
};
template <class Row>
requires requires { typename Row::producer; }
struct ends_of<Row> {
  using producer = typename Row::producer;
  using consumer = typename Row::consumer;
};

}  // namespace detail

template <class Row>
using producer_of = typename detail::ends_of<Row>::producer;
template <class Row>
using consumer_of = typename detail::ends_of<Row>::consumer;

template <class Producer>
void push(Producer& in, std::uint64_t value) {
  patience full;
  while (!in.try_push(value)) full.wait();
}

template <class Consumer>
[[nodiscard]] std::uint64_t pop(Consumer& out) {
  patience empty;
  std::uint64_t value = 0;
  while (!out.try_pop(value)) empty.wait();
  return value;
}

template <class Row>
class traffic {
 public:
  traffic(typename Row::type& queue, unsigned producers, unsigned consumers)
      : queue_{queue}, in_(producers), out_(consumers) {}

  /// Pushes distinct values until stopped; returns how many.
  template <class Stop>
  std::uint64_t produce(unsigned index, const Stop& stop) {
    producer_of<Row> in{queue_};
    account mine;
    patience full;
    // Below 2^44, because some rows keep the value in a pointer.
    const std::uint64_t first = std::uint64_t{index} << 40;
    while (!stop.load(std::memory_order::relaxed)) {
      const bool room = Row::bounded || mine.count % stride != 0 || within_limit(index, mine);
      const std::uint64_t value = first + mine.count;
      if (room && in.try_push(value)) {
        mine.add(value);
        full.reset();
      } else {
        full.wait();
      }
    }
    in_[index].value.store(mine);
    return mine.count;
  }

  /// Pops until stopped; returns how many.
  template <class Stop>
  std::uint64_t consume(unsigned index, const Stop& stop) {
    consumer_of<Row> out{queue_};
    account mine;
    patience empty;
    while (!stop.load(std::memory_order::relaxed)) {
      std::uint64_t value = 0;
      if (out.try_pop(value)) {
        mine.add(value);
        empty.reset();
        if (!Row::bounded && mine.count % stride == 0) out_[index].value.store(mine);
      } else {
        empty.wait();
      }
    }
    out_[index].value.store(mine);
    return mine.count;
  }

  /// How many elements the consumers took. Requires: all threads are done, as `conserved()` does.
  [[nodiscard]] std::uint64_t consumed() const noexcept { return sum(out_).count; }

  /// Empties the queue, and tells whether exactly the elements that went in came out.
  [[nodiscard]] bool conserved() {
    account out = sum(out_);
    consumer_of<Row> rest{queue_};
    for (std::uint64_t value = 0; rest.try_pop(value);) out.add(value);
    const account in = sum(in_);
    return in.count == out.count && in.total == out.total && in.mixed == out.mixed;
  }

 private:
  struct account {
    std::uint64_t count = 0;
    std::uint64_t total = 0;
    std::uint64_t mixed = 0;
    void add(std::uint64_t value) noexcept {
      ++count;
      total += value;
      mixed ^= value * 0x9e3779b97f4a7c15U;
    }
  };

  /// An account that its thread publishes and others look at.
  class published {
   public:
    void store(const account& now) noexcept {
      count_.store(now.count, std::memory_order::relaxed);
      total_.store(now.total, std::memory_order::relaxed);
      mixed_.store(now.mixed, std::memory_order::relaxed);
    }
    [[nodiscard]] std::uint64_t count() const noexcept {
      return count_.load(std::memory_order::relaxed);
    }
    [[nodiscard]] account load() const noexcept {
      return {count(), total_.load(std::memory_order::relaxed),
              mixed_.load(std::memory_order::relaxed)};
    }

   private:
    std::atomic<std::uint64_t> count_{0};
    std::atomic<std::uint64_t> total_{0};
    std::atomic<std::uint64_t> mixed_{0};
  };
  using accounts = std::vector<padded<published>>;

  // An unbounded queue would only measure the allocator if producers ran ahead for long: every
  // `stride` elements they look whether more than `most_inside` are under way.
  static constexpr std::uint64_t stride = 256;
  static constexpr std::uint64_t most_inside = 16 * queue_capacity;

  [[nodiscard]] bool within_limit(unsigned index, const account& mine) {
    in_[index].value.store(mine);
    std::uint64_t in = 0;
    std::uint64_t out = 0;
    for (const auto& each : in_) in += each.value.count();
    for (const auto& each : out_) out += each.value.count();
    return in <= out + most_inside;
  }

  [[nodiscard]] static account sum(const accounts& all) noexcept {
    account whole;
    for (const auto& each : all) {
      const account one = each.value.load();
      whole.count += one.count;
      whole.total += one.total;
      whole.mixed ^= one.mixed;
    }
    return whole;
  }

  typename Row::type& queue_;
  accounts in_;
  accounts out_;
};

}  // namespace interlock::bench
