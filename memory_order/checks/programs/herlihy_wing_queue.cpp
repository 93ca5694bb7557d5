// SPDX-License-Identifier: MIT
/// @file
/// The queue of Herlihy and Wing [HW90], with acquire and release only.
#include "table.hpp"

namespace interlock::programs {
namespace {

struct herlihy_wing_queue {
  std::array<B::atomic<int>, 4> items;
  B::atomic<int> back{0};

  void enqueue(int item) {
    const int place = back.fetch_add(1, order::acq_rel);
    items[static_cast<std::size_t>(place)].store(item, order::release);
  }
  /// Looks for an item once, from the front; executions in which it finds none are given up.
  void dequeue() {
    const int end = back.load(order::acquire);
    int place = 0;
    do {
      checker::assume(place < end);
    } while (items[static_cast<std::size_t>(place++)].exchange(0, order::acq_rel) == 0);
  }
  void thread(int self) {
    switch (self) {
      case 0:
        enqueue(1);
        return dequeue();
      case 1:
        enqueue(2);
        return enqueue(3);
      case 2:
        dequeue();
        return enqueue(4);
      default:
        dequeue();
        return dequeue();
    }
  }
};

}  // namespace

std::vector<program> herlihy_wing_queues() {
  return {{"genmc/hwqueue-ra", 5483, 1.24, [] { run<herlihy_wing_queue>(4); }}};
}

}  // namespace interlock::programs
