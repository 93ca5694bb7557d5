// SPDX-License-Identifier: MIT
/// @file
/// Threads that put words into one hash table with open addressing, after the example of dynamic
/// partial-order reduction [FG05].
#include "table.hpp"

namespace interlock::programs {
namespace {

struct hash_table {
  static constexpr int size = 128;
  static constexpr int words = 4;  // of each thread
  std::array<B::atomic<int>, size> slots;

  void thread(int self) {
    for (int i = 1; i <= words; ++i) insert(i * 11 + self);
  }
  void insert(int word) {
    int slot = word * 7 % size;
    while (compare_exchange(slots[static_cast<std::size_t>(slot)], 0, word, order::seq_cst) != 0) {
      slot = (slot + 1) % size;
    }
  }
};

}  // namespace

std::vector<program> indexers() {
  return {{"genmc/indexer/15", 4096, 1.80, [] { run<hash_table>(15); }}};
}

}  // namespace interlock::programs
