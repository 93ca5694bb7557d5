// SPDX-License-Identifier: MIT
/// @file
/// The axioms.
#include "axioms.hpp"

namespace interlock::litmus {
namespace {

bool acquires(access order) noexcept {
  return order == access::acquire || order == access::acq_rel || order == access::seq_cst;
}

bool releases(access order) noexcept {
  return order == access::release || order == access::acq_rel || order == access::seq_cst;
}

bool precedes_in_program(const event& a, const event& b) noexcept {
  if (b.what == event_kind::initial_write) return false;
  return a.what == event_kind::initial_write || a.thread == b.thread;
}

}  // namespace

bool is_read(const event& e) noexcept {
  return e.what == event_kind::read || e.what == event_kind::update;
}

bool is_write(const event& e) noexcept {
  return e.what == event_kind::initial_write || e.what == event_kind::write ||
         e.what == event_kind::update;
}

event_structure::event_structure(const std::vector<event>& events)
    : events_{events}, po_{events.size()}, rf_{events.size()}, hb_{events.size()} {
  for (std::size_t index = 0; index < events.size(); ++index) {
    const event& e = events[index];
    const bool fence = e.what == event_kind::fence;
    everything_ |= only(index);
    if (e.what == event_kind::update) updates_ |= only(index);
    if (fence) fences_ |= only(index);
    if (!fence && e.order != access::plain) atomics_ |= only(index);
    if ((fence || is_read(e)) && acquires(e.order)) acquires_ |= only(index);
    if ((fence || is_write(e)) && releases(e.order)) releases_ |= only(index);
    if (e.order == access::seq_cst) seq_cst_ |= only(index);
    if (is_read(e)) rf_.add(e.source, index);
    for (std::size_t later = index + 1; later < events.size(); ++later)
      if (precedes_in_program(e, events[later])) po_.add(index, later);
  }
  hb_ = (po_ | synchronizes_with()).closure();
}

// sw = [rel] ; ([F] ; po)? ; rs ; rf ; (po ; [F])? ; [acq],  rs = [W] ; (rf ; [U])*, over atomics:
// a release sequence is its head and the chain of read-modify-writes that reads from it (P0982).
relation event_structure::synchronizes_with() const {
  const relation chain = rf_.between(everything_, updates_).closure().or_identity();
  const relation release_sequence = chain.between(atomics_, everything_);
  const relation observed = rf_.between(everything_, atomics_);
  const relation fence_before = po_.between(fences_, everything_).or_identity();
  const relation fence_after = po_.between(everything_, fences_).or_identity();
  return sequence(fence_before, release_sequence, observed, fence_after)
      .between(releases_, acquires_);
}

bool event_structure::consistent(model under, const relation& mo) const {
  const relation rb = sequence(rf_.inverse(), mo) - relation::identity(events_.size());
  if (under == model::sc) return (po_ | rf_ | mo | rb).acyclic();
  return consistent_cpp20(mo, rb);
}

bool event_structure::consistent_cpp20(const relation& mo, const relation& rb) const {
  if (!(po_ | rf_).acyclic()) return false;
  if (!atomic(mo)) return false;
  const relation eco = (rf_ | mo | rb).closure();
  if (!hb_.irreflexive() || !sequence(hb_, eco).irreflexive()) return false;
  return forced_order_of_seq_cst(eco).acyclic();
}

// An update immediately follows the write that it reads: no write lies between them, and no two
// updates read the same write.
bool event_structure::atomic(const relation& mo) const {
  bool result = true;
  event_set sources = 0;
  for_each(updates_, [&](std::size_t update) {
    const std::size_t source = events_[update].source;
    if (contains(sources, source) || mo.has(update, source)) result = false;
    sources |= only(source);
    for_each(mo.successors(source), [&](std::size_t between) {
      if (mo.has(between, update)) result = false;
    });
  });
  return result;
}

// A total order S of the seq_cst operations exists if and only if these edges, which
// [atomics.order] forces upon it, have no cycle. An atomic A that is coherence-ordered before B has
// A -eco-> B.
relation event_structure::forced_order_of_seq_cst(const relation& eco) const {
  const event_set fences = seq_cst_ & fences_;
  const event_set accesses = seq_cst_ & ~fences_;
  const relation strongly_happens_before = po_ | sequence(po_, hb_, po_);
  return strongly_happens_before.between(seq_cst_, seq_cst_) | eco.between(accesses, accesses) |
         sequence(eco, hb_).between(accesses, fences) |
         sequence(hb_, eco).between(fences, accesses) |
         sequence(hb_, eco, hb_).between(fences, fences);
}

bool event_structure::conflict(std::size_t a, std::size_t b) const {
  const event& first = events_[a];
  const event& second = events_[b];
  if (contains(fences_, a) || contains(fences_, b)) return false;
  const bool both_atomic = contains(atomics_, a) && contains(atomics_, b);
  return first.location == second.location && first.thread != second.thread &&
         (is_write(first) || is_write(second)) && !both_atomic;
}

bool event_structure::race() const {
  for (std::size_t a = 0; a < events_.size(); ++a)
    for (std::size_t b = a + 1; b < events_.size(); ++b)
      if (conflict(a, b) && !hb_.has(a, b) && !hb_.has(b, a)) return true;
  return false;
}

}  // namespace interlock::litmus
