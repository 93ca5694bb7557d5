// SPDX-License-Identifier: MIT
/// @file
/// `hazard_pointer_domain`: where hazard pointers come from and retired objects wait. Nearly
/// everyone uses the default domain, through `hazard_pointer.hpp`; a domain of one's own (an
/// extension to the standard's interface) reclaims everything retired to it when it is destroyed,
/// at the price of shared atomics in every operation but protection.
///
/// Memory bound. With T threads and R = `hazard_pointers()` (at most the largest number ever alive
/// at once, plus 16 in the cache of each thread), no matter how long any thread stalls, at most (T
/// + 1) * max(1000, 2 R) retired objects of the default domain wait, plus T * max(1000, 2 R) in
/// threads that are running deleters: each thread keeps fewer than `threshold()` objects, the
/// domain as many of threads that have ended, and a scan leaves at most R. Not counted are what
/// deleters retire, and what destructors of thread-local and static objects retire after the
/// thread's own state is gone; these wait for the next scan by any thread.
///
/// How a scan and a protection meet (Dekker's pattern, with the cheap fence on the hot side):
///
///     reader (try_protect)                 remover (unlink, retire, scan)
///     hazard = p        (announced)        source = q            (any order)
///     light fence       (protected)        heavy fence           (scanning)
///     source == p ?     (validated)        hazard == p ?         (scanned)
///
/// One of them sees the other: either the reader finds that p has left the source, or the scan
/// finds the hazard. [Mic04]
#pragma once

#include <interlock/lockfree/detail/hazard_record.hpp>
#include <interlock/lockfree/detail/hazard_thread.hpp>
#include <interlock/lockfree/detail/retired_list.hpp>
#include <interlock/lockfree/detail/retired_table.hpp>
#include <interlock/memory_order/backend.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace interlock {

template <backend B>
class basic_hazard_pointer;
template <class T, class D, backend B>
class basic_hazard_pointer_obj_base;

template <backend B = std_backend>
class [[gnu::visibility("default")]] basic_hazard_pointer_domain {
 public:
  basic_hazard_pointer_domain() noexcept = default;
  basic_hazard_pointer_domain(const basic_hazard_pointer_domain&) = delete;
  basic_hazard_pointer_domain& operator=(const basic_hazard_pointer_domain&) = delete;

  /// Reclaims everything that was retired to it. Requires: its hazard pointers have been destroyed,
  /// and no other thread uses it. (The default domain is never destroyed.)
  ~basic_hazard_pointer_domain() {
    clean_up();
    INTERLOCK_ASSERT(B, shared_.size() == 0,
                     "~hazard_pointer_domain: its hazard pointers have been destroyed");
  }

  /// Reclaims every unprotected object that this thread, or a thread that has ended, has retired;
  /// in a domain of one's own, that any thread has retired. Then the same for the objects that
  /// their deleters have retired, and so on. Does nothing when called by a deleter that this domain
  /// is running.
  void clean_up() noexcept { reclaim(detail::hazard_thread<B>::current(), 0); }

  /// How many hazard pointers this domain has ever made. They are reused, and freed with the
  /// domain.
  [[nodiscard]] std::size_t hazard_pointers() const noexcept { return records_.size(); }

  /// A list of this many retired objects is scanned: so many that at least half of them can be
  /// reclaimed, which makes the cost of a scan constant per object. Under a checking backend every
  /// retire scans.
  [[nodiscard]] std::size_t threshold() const noexcept {
    return B::checked ? 1 : std::max(smallest_scan, 2 * hazard_pointers());
  }

 private:
  friend class basic_hazard_pointer<B>;
  template <class T, class D, backend>
  friend class basic_hazard_pointer_obj_base;
  friend class detail::hazard_thread<B>;
  using thread_state = detail::hazard_thread<B>;
  using record = detail::hazard_record<B>;

  static constexpr std::size_t smallest_scan = 1000;

  [[nodiscard]] bool is_default() const noexcept {
    return this == &B::template global<basic_hazard_pointer_domain>();
  }

  /// The thread's state where the domain keeps some there: in the default domain, until the end of
  /// the thread.
  [[nodiscard]] thread_state* local() const noexcept {
    return is_default() ? thread_state::current() : nullptr;
  }

  /// Progress: lock-free, but for the allocation of memory for more records than ever before.
  [[nodiscard]] record& acquire() {
    if (thread_state* const mine = local()) {
      if (record* const cached = mine->take()) return *cached;
    }
    return records_.acquire(*this);
  }

  /// Requires: the record's hazard is null. Progress: lock-free; wait-free while the thread's cache
  /// has room.
  void release(record & unused) noexcept {
    thread_state* const mine = local();
    if (mine != nullptr && mine->keep(unused)) return;
    records_.release(unused);
  }

  /// Progress: lock-free, but for the deleters.
  void retire(detail::retired_object<B> & object) noexcept {
    thread_state* const thread = thread_state::current();
    if (thread != nullptr && is_default()) [[likely]] {
      thread->retired.push(object);
      if (!is_due(thread->retired.size())) [[likely]]
        return;
    } else {
      detail::retired_list<B> one;
      one.push(object);
      shared_.push(std::move(one));
      // A thread at its end only hands over: it could not tell that it is reclaiming already.
      if (thread == nullptr || !is_due(shared_.size())) return;
    }
    reclaim(thread, threshold());
  }

  [[nodiscard]] bool is_due(std::size_t waiting) const noexcept {
    return B::checked || (waiting >= smallest_scan && waiting >= threshold());
  }

  /// Takes over what a thread leaves.
  void adopt(thread_state & ended) noexcept {
    while (record* const cached = ended.take()) records_.release(*cached);
    shared_.push(std::move(ended.retired));
    if (is_due(shared_.size())) reclaim(nullptr, threshold());
  }

  /// Scans until fewer than `enough` objects wait, or none of them can be reclaimed.
  [[gnu::noinline]] void reclaim(thread_state * thread, std::size_t enough) noexcept {
    if (thread != nullptr && !thread->begin_reclaim(*this)) return;
    thread_state* const mine = is_default() ? thread : nullptr;
    while (scan(mine) != 0) {
      if ((mine != nullptr ? mine->retired.size() : shared_.size()) < enough) break;
    }
    if (thread != nullptr) thread->end_reclaim();
  }

  /// Reclaims what can be of the objects that `mine` and the domain hold; returns how many.
  std::size_t scan(thread_state * mine) noexcept {
    detail::retired_list<B> taken = shared_.take();
    if (mine != nullptr) taken.splice(std::move(mine->retired));
    if (taken.empty()) return 0;
    detail::retired_list<B> kept;
    detail::retired_list<B> free = split(std::move(taken), kept);
    if (mine != nullptr) {
      mine->retired.splice(std::move(kept));
    } else {
      shared_.push(std::move(kept));
    }
    const std::size_t reclaimed = free.size();
    while (detail::retired_object<B>* const object = free.pop())
      object->reclaim_retired.read()(object);
    return reclaimed;
  }

  /// Moves the protected ones to `kept` and returns the others. Not inlined: its table is off the
  /// stack when deleters run.
  [[nodiscard, gnu::noinline]] detail::retired_list<B> split(
      detail::retired_list<B> taken, detail::retired_list<B> & kept) const noexcept {
    detail::retired_table<B> table{std::move(taken)};
    // (scanning) seq_cst: one of us sees the other, see the file comment. The objects are in our
    // hands and were unlinked before, so a reader that announces one later fails to validate. Pairs
    // with (protected in hazard_pointer.hpp).
    B::heavy_fence();
    records_.for_each_hazard(
        [&](const detail::retired_object<B>* hazard) { table.keep(hazard, kept); });
    return table.rest();
  }

  detail::hazard_record_pool<B> records_;
  // What other threads may take: from threads that have ended and, in a domain of one's own,
  // everything.
  detail::shared_retired_list<B> shared_;
};

using hazard_pointer_domain = basic_hazard_pointer_domain<>;

/// The domain of the standard's interface. Never destroyed, so that destructors of static objects
/// may still retire.
template <backend B = std_backend>
[[nodiscard]] basic_hazard_pointer_domain<B>& default_hazard_pointer_domain() noexcept {
  return B::template global<basic_hazard_pointer_domain<B>>();
}

}  // namespace interlock
