// SPDX-License-Identifier: MIT
/// @file
/// The queue of Michael and Scott [MS96] over nodes that are named by number, with counts against
/// ABA.
#include "link.hpp"
#include "table.hpp"

namespace interlock::programs {
namespace {

constexpr std::uint32_t unused = 0x666;

/// Node 1 is the first dummy.
struct michael_scott_queue {
  struct node {
    B::plain<std::uint32_t> value;
    B::atomic<link> next{link{}};
  };
  std::array<node, 6> nodes;
  B::atomic<link> head{link{1, 0}};
  B::atomic<link> tail{link{1, 0}};

  michael_scott_queue() {
    for (std::size_t i = 2; i < nodes.size(); ++i) nodes[i].next.store({unused, 0}, order::relaxed);
  }

  void enqueue(std::uint32_t self) {
    nodes[self].value.write(self);
    const link fresh = nodes[self].next.load(order::relaxed);
    nodes[self].next.store({0, fresh.count}, order::relaxed);
    link last{};
    for (;;) {
      last = tail.load(order::acquire);
      B::atomic<link>& end = nodes[last.node].next;
      const link next = end.load(order::acquire);
      if (last != tail.load(order::relaxed)) continue;
      checker::require(next.node != unused, "the last node is in use");
      if (next.node == 0 &&
          compare_exchange(end, next, link{self, next.count + 1}, order::release) == next) {
        break;
      }
      advance_tail(last, end.load(order::acquire).node);
    }
    advance_tail(last, self);
  }
  bool dequeue() {
    for (;;) {
      const link first = head.load(order::acquire);
      const link last = tail.load(order::acquire);
      const link next = nodes[first.node].next.load(order::acquire);
      if (head.load(order::relaxed) != first) end_fruitless_round();
      if (first.node != last.node) {
        (void)nodes[next.node].value.read();
        const link after{next.node, first.count + 1};
        if (compare_exchange(head, first, after, order::release) != first) end_fruitless_round();
        return true;
      }
      if (next.node == 0) return false;
      if (!advance_tail(last, next.node)) end_fruitless_round();
    }
  }

 private:
  bool advance_tail(link from, std::uint32_t to) {
    return compare_exchange(tail, from, link{to, from.count + 1}, order::release) == from;
  }
};

template <int Writers, int Readers>
struct queue_client {
  michael_scott_queue queue;

  void thread(int self) {
    if (self < Writers) return queue.enqueue(static_cast<std::uint32_t>(self + 2));
    (void)queue.dequeue();
  }
};

struct both_ends_client {
  michael_scott_queue queue;

  void thread(int self) {
    queue.enqueue(static_cast<std::uint32_t>(self + 2));
    (void)queue.dequeue();
  }
};

}  // namespace

std::vector<program> michael_scott_queues() {
  return {{"genmc/ms-queue", 50, 0, [] { run<both_ends_client>(2); }},
          {"genmc/ms-queue/2R2W", 634, 0, [] { run<queue_client<2, 2>>(4); }},
          {"genmc/ms-queue/1R3W", 32646, 3.2, [] { run<queue_client<3, 1>>(4); }}};
}

}  // namespace interlock::programs
