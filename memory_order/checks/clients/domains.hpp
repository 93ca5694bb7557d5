// SPDX-License-Identifier: MIT
/// @file
/// Clients of the reclaimers whose users may make domains of their own.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/order.hpp>

#include "check.hpp"
#include "retirable.hpp"

#include <array>

namespace interlock::checks {

/// Two threads retire to one domain: each reclaims what it finds there, also what the other one has
/// retired.
template <backend B, class Row>
requires(Row::contract.domains) struct shared_domain {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    auto* const mine = new retirable<B, Row>{index};
    mine->end = &end[index];
    Row::template retire<B>(mine, domain);
    const ends<B>& other = end[1 - index];
    reachable<B>("a thread reclaims what the other one has retired",
                 other.count == 1 && other.by == B::thread_id());
  }
  void after() {
    check<B>(end[0].count == 1 && end[1].count == 1, "what was retired is reclaimed once");
  }

  typename Row::template domain<B> domain;
  std::array<ends<B>, threads> end{};
};

/// A reader and a writer. What the reader has protected too long is reclaimed with the domain.
template <backend B, class Row>
requires(Row::contract.domains) struct read_in_domain {
  static constexpr unsigned threads = 2;
  using object = retirable<B, Row>;

  void thread(unsigned index) {
    if (index == 0) {
      typename Row::template guard<B> guard{domain};
      (void)guard.protect(current)->number.read();
    } else {
      // release: publishes the new object; acquire: the old one's contents, for its destructor.
      object* const old = current.exchange(new object{1}, order::acq_rel);
      old->end = &end;
      Row::template retire<B>(old, domain);
    }
  }
  void after() {
    reachable<B>("the object is reclaimed at once", end.count == 1);
    reachable<B>("the object is reclaimed with the domain", end.count == 0);
    // relaxed: alone again.
    delete current.load(order::relaxed);
  }

  typename Row::template domain<B> domain;
  typename B::template atomic<object*> current{new object{0}};
  ends<B> end;
};

/// Two readers. What one guard leaves in the domain when it ends, the next one uses again.
template <backend B, class Row>
requires(Row::contract.domains) struct guards_in_turn {
  static constexpr unsigned threads = 2;
  using object = retirable<B, Row>;

  void thread(unsigned) {
    typename Row::template guard<B> guard{domain};
    check<B>(guard.protect(current) != nullptr, "protect returns what is there");
  }
  void after() {
    // relaxed: alone again.
    delete current.load(order::relaxed);
  }

  typename Row::template domain<B> domain;
  typename B::template atomic<object*> current{new object{0}};
};

}  // namespace interlock::checks
