// SPDX-License-Identifier: MIT
/// @file
/// `hazard_pointer`: safe memory reclamation for lock-free structures, with the interface of
/// C++26's <hazard_pointer>.
///
/// progress: lock-free | garbage: bounded | reader: no RMW, no full fence where the kernel has
/// membarrier | constant-initialised: yes
///
/// A reader protects an object before it uses it; a remover unlinks an object and then retires it
/// instead of deleting it. The object is reclaimed (its deleter runs, in some thread that retires
/// or ends) once no protection that began before the removal is left.
///
///     struct config : interlock::hazard_pointer_obj_base<config> { ... };
///     std::atomic<config*> current;
///
///     auto guard = interlock::make_hazard_pointer();          // reader
///     use(*guard.protect(current));
///
///     current.exchange(fresh)->retire();                      // remover
///
/// Choose it when readers may stall while memory must stay bounded. It protects one object per
/// hazard pointer; epochs or RCU protect everything that a reader can reach, with a cheaper entry
/// and no bound. The bound is stated, and custom domains are found, in hazard_pointer_domain.hpp.
///
/// Beyond the standard's interface: a backend, and domains. Not here: cohorts (P3427).
/// [C++26, saferecl.hp] [Mic04]
#pragma once

#include <interlock/lockfree/detail/hazard_record.hpp>
#include <interlock/lockfree/detail/retired_list.hpp>
#include <interlock/lockfree/hazard_pointer_domain.hpp>
#include <interlock/lockfree/hazard_pointer_obj_base.hpp>
#include <interlock/memory_order/backend.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace interlock {

template <backend B = std_backend>
class basic_hazard_pointer {
 public:
  /// An empty one: it can be assigned to and destroyed.
  basic_hazard_pointer() noexcept = default;

  basic_hazard_pointer(basic_hazard_pointer&& other) noexcept
      : record_{std::exchange(other.record_, nullptr)} {}

  /// Ends the protection that this one held. Assignment to itself does nothing.
  basic_hazard_pointer& operator=(basic_hazard_pointer&& other) noexcept {
    if (this == &other) return *this;
    clear();
    record_ = std::exchange(other.record_, nullptr);
    return *this;
  }

  /// Ends the protection. Any thread may do so, not only the one that made it.
  ~basic_hazard_pointer() { clear(); }

  bool empty() const noexcept { return record_ == nullptr; }

  /// Reads `source` and protects what it points to: from then on it is not reclaimed until the
  /// protection ends. Everything before the store that put the pointer there (with release) is then
  /// visible. Requires: not empty. Progress: lock-free; each retry means that `source` has changed.
  template <class T>
  T* protect(const typename B::template atomic<T*>& source) noexcept {
    // relaxed: a guess, which try_protect validates.
    T* pointer = source.load(order::relaxed);
    while (!try_protect(pointer, source)) {
    }
    return pointer;
  }

  /// Protects `pointer` if `source` still holds it; otherwise protects nothing. Either way
  /// `pointer` becomes the value of `source`. Requires: not empty. Progress: wait-free.
  template <class T>
  [[nodiscard]] bool try_protect(T*& pointer,
                                 const typename B::template atomic<T*>& source) noexcept {
    static_assert(hazard_protectable<T, B>,
                  "T must derive once, publicly, from hazard_pointer_obj_base<T, D>");
    T* const expected = pointer;
    reset_protection(expected);
    // (protected) seq_cst: one of us sees the other: either our next load sees that the object was
    // removed, or the scan that could reclaim it sees our hazard. Pairs with (scanning in
    // hazard_pointer_domain.hpp).
    B::light_fence();
    // (validated) acquire: what the release that published the object covers is visible. Pairs with
    // (swung in queue.hpp), (helped in queue.hpp), (popped in queue.hpp), and their like elsewhere.
    pointer = source.load(order::acquire);
    if (pointer == expected) [[likely]]
      return true;
    reset_protection();
    return false;
  }

  /// Protects `pointer` as of now: this holds off a retirement that it happens before, and no
  /// other. Ends the protection before. Requires: not empty. Progress: wait-free.
  template <class T>
  void reset_protection(const T* pointer) noexcept {
    static_assert(hazard_protectable<T, B>,
                  "T must derive once, publicly, from hazard_pointer_obj_base<T, D>");
    INTERLOCK_ASSERT(B, !empty(),
                     "hazard_pointer::reset_protection: the hazard pointer is not empty");
    // (announced) release: a scan that reads this knows that we no longer use what was protected
    // before. Pairs with (scanned in hazard_record.hpp).
    record_->hazard.store(key(pointer), order::release);
  }

  /// Ends the protection. Requires: not empty. Progress: wait-free.
  void reset_protection(std::nullptr_t = nullptr) noexcept {
    INTERLOCK_ASSERT(B, !empty(),
                     "hazard_pointer::reset_protection: the hazard pointer is not empty");
    // (cleared) release: a scan that reads this knows that we no longer use the object. Pairs with
    // (scanned in hazard_record.hpp).
    record_->hazard.store(nullptr, order::release);
  }

  /// Ends no protection: each goes with its hazard pointer.
  void swap(basic_hazard_pointer& other) noexcept { std::swap(record_, other.record_); }

  /// See make_hazard_pointer.
  [[nodiscard]] static basic_hazard_pointer make(basic_hazard_pointer_domain<B>& domain) {
    return basic_hazard_pointer{domain.acquire()};
  }

  /// See make_hazard_pointer_batch.
  static void make_batch(std::span<basic_hazard_pointer> batch,
                         basic_hazard_pointer_domain<B>& domain) {
    std::uint32_t chain = 0;
    try {
      for (const basic_hazard_pointer& pointer : batch) {
        if (!pointer.empty()) continue;
        record& made = domain.acquire();
        // relaxed: we own the record.
        made.next.store(chain, order::relaxed);
        chain = made.position;
      }
    } catch (...) {
      while (chain != 0) domain.release(take(chain, domain));
      throw;
    }
    for (basic_hazard_pointer& pointer : batch) {
      if (pointer.empty()) pointer.record_ = &take(chain, domain);
    }
  }

 private:
  using record = detail::hazard_record<B>;

  explicit basic_hazard_pointer(record& owned) noexcept : record_{&owned} {}

  /// What a hazard holds: the address of the base subobject, which the retired object knows too.
  template <class T, class D>
  static const detail::retired_object<B>* key(
      const basic_hazard_pointer_obj_base<T, D, B>* object) noexcept {
    return object;
  }

  void clear() noexcept {
    if (record_ == nullptr) return;
    reset_protection();
    record_->domain->release(*std::exchange(record_, nullptr));
  }

  static record& take(std::uint32_t& chain, basic_hazard_pointer_domain<B>& domain) noexcept {
    record& first = domain.records_.at_position(chain);
    // relaxed: we own the record.
    chain = first.next.load(order::relaxed);
    return first;
  }

  record* record_ = nullptr;
};

template <backend B>
void swap(basic_hazard_pointer<B>& a, basic_hazard_pointer<B>& b) noexcept {
  a.swap(b);
}

using hazard_pointer = basic_hazard_pointer<>;

/// A hazard pointer that protects nothing yet. Throws std::bad_alloc if there is no memory for more
/// of them than ever before; making and destroying one that the thread has in its cache costs a few
/// nanoseconds.
template <backend B = std_backend>
[[nodiscard]] basic_hazard_pointer<B> make_hazard_pointer(
    basic_hazard_pointer_domain<B>& domain = default_hazard_pointer_domain<B>()) {
  return basic_hazard_pointer<B>::make(domain);
}

/// Makes the empty ones of `batch` non-empty and leaves the others alone. If it throws, nothing has
/// changed.
template <backend B>
void make_hazard_pointer_batch(
    std::span<basic_hazard_pointer<B>> batch,
    basic_hazard_pointer_domain<B>& domain = default_hazard_pointer_domain<B>()) {
  basic_hazard_pointer<B>::make_batch(batch, domain);
}

/// Makes all of `batch` empty.
template <backend B>
void clear_hazard_pointer_batch(std::span<basic_hazard_pointer<B>> batch) noexcept {
  for (basic_hazard_pointer<B>& pointer : batch) pointer = {};
}

static_assert(sizeof(hazard_pointer) == sizeof(void*));
static_assert(sizeof(detail::retired_object<std_backend>) == 2 * sizeof(void*));

}  // namespace interlock
