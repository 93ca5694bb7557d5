// SPDX-License-Identifier: MIT
/// @file
/// A ring for many producers and consumers: they take places in turn, and release them in turn.
#include "table.hpp"

namespace interlock::programs {
namespace {

struct ring_buffer {
  static constexpr std::uint32_t size = 8;

  struct end {
    B::atomic<std::uint32_t> taken{0};
    B::atomic<std::uint32_t> released{0};

    [[nodiscard]] static std::uint32_t after(std::uint32_t place) { return (place + 1) % size; }

    void take(std::uint32_t place) {
      if (compare_exchange(taken, place, after(place), order::acq_rel) != place) {
        end_fruitless_round();
      }
    }
    void await_turn(std::uint32_t place) { await_equal(released, place, order::relaxed); }
    void release(std::uint32_t place) { released.store(after(place), order::relaxed); }
  };

  std::array<B::atomic<int>, size> items;
  end producers;
  end consumers;

  void enqueue(int item) {
    const std::uint32_t place = producers.taken.load(order::relaxed);
    if (end::after(place) == consumers.released.load(order::relaxed)) return;
    producers.take(place);
    B::fence(order::seq_cst);
    items[place].store(item, order::relaxed);
    producers.await_turn(place);
    producers.release(place);
  }
  void dequeue() {
    const std::uint32_t place = consumers.taken.load(order::relaxed);
    if (place == producers.released.load(order::relaxed)) return;
    consumers.take(place);
    (void)items[place].load(order::relaxed);
    consumers.await_turn(place);
    B::fence(order::seq_cst);
    consumers.release(place);
  }
  void thread(int self) {
    enqueue(self + 1);
    dequeue();
  }
};

}  // namespace

std::vector<program> ring_buffers() {
  return {{"genmc/buf_ring", 1218, 0, [] { run<ring_buffer>(3); }}};
}

}  // namespace interlock::programs
