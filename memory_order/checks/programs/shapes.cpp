// SPDX-License-Identifier: MIT
/// @file
/// Straight-line programs of loads and stores: the shapes that litmus tests are named after, and
/// large ones.
#include "table.hpp"

namespace interlock::programs {
namespace {

struct two_locations {
  B::atomic<int> x{0};
  B::atomic<int> y{0};
};

struct store_buffering : two_locations {
  void thread(int self) {
    B::atomic<int>& mine = self == 0 ? x : y;
    const B::atomic<int>& other = self == 0 ? y : x;
    mine.store(1, order::relaxed);
    (void)other.load(order::relaxed);
  }
};

struct message_passing : two_locations {
  void thread(int self) {
    if (self == 0) {
      x.store(1, order::release);
      y.store(1, order::release);
    } else {
      (void)y.load(order::acquire);
      (void)x.load(order::acquire);
    }
  }
};

struct load_buffering : two_locations {
  void thread(int self) {
    const B::atomic<int>& other = self == 0 ? x : y;
    B::atomic<int>& mine = self == 0 ? y : x;
    (void)other.load(order::relaxed);
    mine.store(1, order::relaxed);
  }
};

/// Independent reads of independent writes.
struct independent_writes : two_locations {
  void thread(int self) {
    B::atomic<int>& first = self % 2 == 0 ? x : y;
    if (self < 2) return first.store(1, order::seq_cst);
    const B::atomic<int>& second = self % 2 == 0 ? y : x;
    (void)first.load(order::acquire);
    (void)second.load(order::seq_cst);
  }
};

struct one_writer {
  B::atomic<int> x{0};

  void thread(int self) {
    if (self == 0) return x.store(42, order::release);
    (void)x.load(order::acquire);
  }
};

/// Two threads write x and y, or z and w, three times each; two read in the order x, y, z, w, x,
/// ...
template <int First, int Second>
struct writers_and_readers {
  B::atomic<int> x{0};
  B::atomic<int> y{0};
  B::atomic<int> z{0};
  B::atomic<int> w{0};

  void thread(int self) {
    switch (self) {
      case 0:
        return read(First);
      case 1:
        return read(Second);
      case 2:
        return write(x, y);
      default:
        return write(z, w);
    }
  }
  void read(int loads) {
    const std::array<const B::atomic<int>*, 4> all{&x, &y, &z, &w};
    for (int i = 0; i < loads; ++i)
      (void)all[static_cast<std::size_t>(i % 4)]->load(order::acquire);
  }
  static void write(B::atomic<int>& a, B::atomic<int>& b) {
    for (int value = 1; value <= 3; ++value) {
      a.store(value, order::release);
      b.store(value, order::release);
    }
  }
};

}  // namespace

std::vector<program> shapes() {
  return {{"genmc/SB", 4, 0, [] { run<store_buffering>(2); }},
          {"genmc/MP", 3, 0, [] { run<message_passing>(2); }},
          {"genmc/LB", 3, 0, [] { run<load_buffering>(2); }},
          {"genmc/IRIW-acq-sc", 16, 0, [] { run<independent_writes>(4); }},
          {"genmc/readers/13", 8192, 0, [] { run<one_writer>(14); }},
          {"genmc/big0", 82472, 0, [] { run<writers_and_readers<7, 3>>(4); }},
          {"genmc/big1", 2950753, 20.9, [] { run<writers_and_readers<8, 6>>(4); }}};
}

}  // namespace interlock::programs
