// SPDX-License-Identifier: MIT
/// @file
/// A pool of entries with a cache for each thread, and a ring through which full caches feed empty
/// ones.
#include "table.hpp"

namespace interlock::programs {
namespace {

struct entry {
  B::plain<entry*> next{nullptr};
};

/// A ring of lists of entries: places are reserved in turn, and released in turn.
class list_ring {
 public:
  void put(entry* list) {
    std::uint64_t place = 0;
    do {
      place = put_reserved_.load(order::relaxed);
    } while (compare_exchange(put_reserved_, place, place + 1, order::relaxed) != place);
    lists_[place % size].write(list);
    await_equal(put_, place, order::relaxed);
    put_.store(place + 1, order::release);
  }
  /// Null if there is none.
  entry* take() {
    std::uint64_t place = 0;
    do {
      place = taken_reserved_.load(order::relaxed);
      if (place == put_.load(order::acquire)) return nullptr;
    } while (compare_exchange(taken_reserved_, place, place + 1, order::relaxed) != place);
    entry* const list = lists_[place % size].read();
    await_equal(taken_, place, order::relaxed);
    taken_.store(place + 1, order::release);
    return list;
  }

 private:
  static constexpr std::uint64_t size = 4;
  B::atomic<std::uint64_t> put_reserved_{0};
  B::atomic<std::uint64_t> put_{0};
  B::atomic<std::uint64_t> taken_reserved_{0};
  B::atomic<std::uint64_t> taken_{0};
  std::array<B::plain<entry*>, size> lists_;
};

/// One thread's entries: `batch` from the start; with twice as many, half go to the ring.
class cache {
 public:
  cache(list_ring& ring, entry* own) : ring_{ring}, top_{own}, middle_{own} {}

  entry* allocate() {
    if (top_ == nullptr) {
      top_ = ring_.take();
      if (top_ == nullptr) return nullptr;
      count_ = batch;
    }
    entry* const found = top_;
    top_ = found->next.read();
    --count_;
    return found;
  }
  void release(entry* freed) {
    freed->next.write(top_);
    top_ = freed;
    ++count_;
    if (count_ == batch + 1) middle_ = top_;
    if (count_ < 2 * batch) return;
    count_ = batch;
    entry* const surplus = middle_->next.read();
    middle_->next.write(nullptr);
    ring_.put(surplus);
  }

 private:
  static constexpr int batch = 1;
  list_ring& ring_;
  entry* top_;
  entry* middle_;
  int count_ = batch;
};

/// For one producer and one consumer, and for fewer entries than it has places.
class mailbox {
 public:
  void send(entry* sent) {
    const unsigned place = end_.load(order::relaxed);
    (void)first_.load(order::relaxed);
    entries_[place].write(sent);
    end_.store(place + 1, order::release);
  }
  entry* receive() {
    const unsigned place = first_.load(order::relaxed);
    if (place == end_.load(order::acquire)) return nullptr;
    entry* const received = entries_[place].read();
    first_.store(place + 1, order::release);
    return received;
  }

 private:
  B::atomic<unsigned> first_{0};
  B::atomic<unsigned> end_{0};
  std::array<B::plain<entry*>, 5> entries_;
};

/// One thread allocates five times and sends what it gets; the other frees what it receives in five
/// looks.
struct pool_client {
  static constexpr int rounds = 5;
  std::array<entry, 4> entries;
  list_ring ring;
  cache freeing{ring, &entries[0]};
  cache allocating{ring, &entries[2]};
  mailbox sent;

  pool_client() {
    ring.put(&entries[1]);
    ring.put(&entries[3]);
  }
  void thread(int self) {
    for (int i = 0; i < rounds; ++i) {
      if (self == 0) {
        if (entry* const received = sent.receive()) freeing.release(received);
      } else {
        if (entry* const allocated = allocating.allocate()) sent.send(allocated);
      }
    }
  }
};

}  // namespace

std::vector<program> pools() {
  return {{"libvsync/pool 2thread", 16591, 11, [] { run<pool_client>(2); }}};
}

}  // namespace interlock::programs
