// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/reclaimers.hpp. Reading an object that has been reclaimed,
/// reclaiming it before a reader's access happens before that, reclaiming it twice and not at all:
/// all are seen by the backend.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/order.hpp>

#include "check.hpp"

#include <cstddef>

namespace interlock::checks {

/// An object that can be retired.
template <backend B, class Row>
struct retirable : Row::template base<retirable<B, Row>, B> {
  explicit retirable(unsigned number_) : number{number_} {}

  // `delete` by the reclaimer goes through the backend, which sees it.
  static void* operator new(std::size_t bytes) { return B::allocate(bytes, alignof(retirable)); }
  static void operator delete(void* memory, std::size_t bytes) {
    B::deallocate(memory, bytes, alignof(retirable));
  }

  typename B::template plain<unsigned> number;
};

/// `Writers` threads replace and retire the current object, each `Replacements` times; the others
/// read it.
template <backend B, class Row, unsigned Readers, unsigned Writers, unsigned Replacements = 1,
          unsigned Reads = 1>
struct replace_and_read {
  static constexpr unsigned threads = Readers + Writers;
  using object = retirable<B, Row>;

  void thread(unsigned index) {
    if (index < Readers) {
      for (unsigned each = 0; each != Reads; ++each) read();
    } else {
      for (unsigned each = 0; each != Replacements; ++each) replace(each + 1);
    }
  }

  void after() {
    // relaxed: alone again.
    delete current.load(order::relaxed);
    Row::template reclaim<B>();
  }

  void read() {
    typename Row::template guard<B> guard;
    object* const it = guard.protect(current);
    const unsigned first = it->number.read();
    // The writers' turn: what is protected does not change.
    B::yield();
    check<B>(it->number.read() == first, "a protected object stays as it is");
  }

  void replace(unsigned number) {
    // release: publishes the new object; acquire: the old one's contents, for its destructor.
    object* const old = current.exchange(new object{number}, order::acq_rel);
    Row::template retire<B>(old);
  }

  typename B::template atomic<object*> current{new object{0}};
};

/// Retires several objects while another thread protects one of them again and again.
template <backend B, class Row>
struct reads_across_replacements {
  static constexpr unsigned threads = 2;
  using object = retirable<B, Row>;

  void thread(unsigned index) {
    if (index == 0) {
      typename Row::template guard<B> guard;
      unsigned last = 0;
      for (unsigned each = 0; each != 2; ++each) {
        const unsigned now = guard.protect(current)->number.read();
        check<B>(now >= last, "protect never goes back");
        last = now;
      }
    } else {
      for (unsigned each = 1; each != 3; ++each) {
        // release: publishes the new object; acquire: the old one's contents.
        Row::template retire<B>(current.exchange(new object{each}, order::acq_rel));
      }
    }
  }
  void after() {
    // relaxed: alone again.
    delete current.load(order::relaxed);
    Row::template reclaim<B>();
  }

  typename B::template atomic<object*> current{new object{0}};
};

/// Every client of a row, with its name.
struct reclaimer_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<replace_and_read<B, Row, 1, 1>>("one reader, one writer");
    visit.template operator()<replace_and_read<B, Row, 1, 1, 2, 2>>(
        "one reader, one writer, twice");
    visit.template operator()<replace_and_read<B, Row, 2, 1>>("two readers");
    visit.template operator()<replace_and_read<B, Row, 1, 2>>("two writers");
    visit.template operator()<reads_across_replacements<B, Row>>("reads across replacements");
  }
};

}  // namespace interlock::checks
