// SPDX-License-Identifier: MIT
/// @file
/// What the clients of locks with shared access have in common.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"

namespace interlock::checks {

template <class Row, backend B>
using shared_lock_of = typename Row::template type<B>;

/// Two words that are equal whenever nobody writes.
template <backend B>
class twin_words {
 public:
  void write() {
    first_.write(first_.read() + 1);
    second_.write(second_.read() + 1);
  }
  unsigned read() const {
    const unsigned seen = first_.read();
    check<B>(second_.read() == seen, "a reader sees what writers have finished");
    return seen;
  }

 private:
  typename B::template plain<unsigned> first_{0};
  typename B::template plain<unsigned> second_{0};
};

/// A lock, and what it protects.
template <backend B, class Row>
struct shared_lock_client {
  void write() {
    lock.lock();
    words.write();
    lock.unlock();
  }
  unsigned read() {
    lock.lock_shared();
    const unsigned seen = words.read();
    lock.unlock_shared();
    return seen;
  }
  void expect_free() {
    check<B>(lock.try_lock(), "the lock is free at the end");
    lock.unlock();
    check<B>(lock.try_lock_shared(), "the lock can be shared at the end");
    lock.unlock_shared();
  }

  shared_lock_of<Row, B> lock;
  twin_words<B> words;
};

}  // namespace interlock::checks
