// SPDX-License-Identifier: MIT
/// @file
/// The work-stealing deque of Chase and Lev [CL05]: with fences [LPCZ13], and with sequentially
/// consistent accesses.
#include "table.hpp"

namespace interlock::programs {
namespace {

/// The owner pushes five values, pops three and pushes two; one thread steals one.
struct fenced_deque {
  static constexpr std::uint64_t capacity = 10;
  std::array<B::atomic<int>, capacity> items;
  B::atomic<std::uint64_t> top{0};
  B::atomic<std::uint64_t> bottom{0};

  B::atomic<int>& item(std::uint64_t place) { return items[place % capacity]; }

  void push(int value) {
    const std::uint64_t end = bottom.load(order::relaxed);
    if (end - top.load(order::acquire) >= capacity) return;
    item(end).store(value, order::relaxed);
    bottom.store(end + 1, order::release);
  }
  void pop() {
    const std::uint64_t end = bottom.load(order::relaxed);
    bottom.store(end - 1, order::relaxed);
    B::fence(order::seq_cst);
    const std::uint64_t first = top.load(order::relaxed);
    if (first >= end) return bottom.store(end, order::relaxed);
    (void)item(end - 1).load(order::relaxed);
    if (end - first > 1) return;
    (void)compare_exchange(top, first, first + 1, order::acq_rel);
    bottom.store(end, order::relaxed);
  }
  void steal() {
    const std::uint64_t first = top.load(order::relaxed);
    B::fence(order::seq_cst);
    if (first >= bottom.load(order::acquire)) return;
    (void)item(first).load(order::relaxed);
    (void)compare_exchange(top, first, first + 1, order::release);
  }
  void thread(int self) {
    if (self != 0) return steal();
    for (int value = 1; value <= 5; ++value) push(value);
    for (int i = 0; i < 3; ++i) pop();
    for (int value = 6; value <= 7; ++value) push(value);
  }
};

template <std::uint64_t Capacity>
struct seq_cst_deque {
  std::array<B::atomic<int>, Capacity> items;
  B::atomic<std::uint64_t> top{0};
  B::atomic<std::uint64_t> bottom{0};

  B::atomic<int>& item(std::uint64_t place) { return items[place % Capacity]; }

  bool push(int value) {
    const std::uint64_t end = bottom.load(order::relaxed);
    if (end - top.load(order::acquire) >= Capacity) return false;
    item(end).store(value, order::relaxed);
    bottom.store(end + 1, order::release);
    return true;
  }
  void pop() {
    const std::uint64_t end = bottom.load(order::relaxed);
    if (end == 0) return;
    bottom.store(end - 1, order::seq_cst);
    const std::uint64_t first = top.load(order::seq_cst);
    if (first < end) (void)item(end - 1).load(order::relaxed);
    if (first + 1 == end) (void)compare_exchange(top, first, first + 1, order::seq_cst);
    if (first + 1 >= end) bottom.store(end, order::relaxed);
  }
  void steal() {
    const std::uint64_t first = top.load(order::seq_cst);
    if (first >= bottom.load(order::seq_cst)) return;
    (void)item(first).load(order::relaxed);
    (void)compare_exchange(top, first, first + 1, order::seq_cst);
  }
};

/// Two threads steal once, looking at the top before and after; one steals twice.
template <class Owner>
struct thieves {
  seq_cst_deque<Owner::capacity> deque;

  void thread(int self) {
    if (self == 0) return Owner::work(deque);
    if (self % 2 == 0) {
      deque.steal();
      return deque.steal();
    }
    (void)deque.top.load(order::relaxed);
    deque.steal();
    (void)deque.top.load(order::relaxed);
  }
};

struct owner_with_one_place {
  static constexpr std::uint64_t capacity = 1;

  static void work(seq_cst_deque<capacity>& deque) {
    (void)deque.push(1);
    (void)deque.bottom.load(order::relaxed);
    (void)deque.top.load(order::relaxed);
    (void)deque.push(2);
    (void)deque.bottom.load(order::relaxed);
    (void)deque.bottom.load(order::relaxed);
    (void)deque.top.load(order::relaxed);
    deque.pop();
    (void)deque.bottom.load(order::relaxed);
  }
};

struct owner_that_pops_first {
  static constexpr std::uint64_t capacity = 5;

  static void work(seq_cst_deque<capacity>& deque) {
    (void)deque.bottom.load(order::relaxed);
    deque.pop();
    (void)deque.bottom.load(order::relaxed);
    (void)deque.bottom.load(order::relaxed);
    (void)deque.push(1);
    (void)deque.bottom.load(order::relaxed);
    (void)deque.push(2);
    deque.pop();
  }
};

/// Three values are there from the start; two threads steal two each, and the owner pops three
/// between two that it pushes.
struct fight_for_all {
  seq_cst_deque<4> deque;
  int pushed = 0;

  fight_for_all() {
    while (pushed < 3) push();
  }
  void push() {
    if (deque.push(pushed)) ++pushed;
  }
  void thread(int self) {
    if (self < 2) {
      deque.steal();
      return deque.steal();
    }
    push();
    for (int i = 0; i < 3; ++i) deque.pop();
    push();
  }
  void after() {
    for (int i = 0; i < 4; ++i) deque.pop();
  }
};

}  // namespace

std::vector<program> chase_lev_deques() {
  return {
      {"genmc/chase-lev", 65, 0, [] { run<fenced_deque>(2); }},
      {"libvsync/chaselev/basic", 98383, 3.8, [] { run<thieves<owner_with_one_place>>(4); }, 95119},
      {"libvsync/chaselev/basic_variation", 91104, 3.7,
       [] { run<thieves<owner_that_pops_first>>(4); }, 87952},
      {"libvsync/chaselev/mutual_exclusion", 85724, 44, [] { run<fight_for_all>(3); }, 82854}};
}

}  // namespace interlock::programs
