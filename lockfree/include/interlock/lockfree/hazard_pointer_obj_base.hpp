// SPDX-License-Identifier: MIT
/// @file
/// `hazard_pointer_obj_base<T, D>`: the base class that makes `T` retirable, with deleter `D`.
/// Costs two pointers and the deleter (nothing if it is an empty class), so that retiring never
/// allocates.
#pragma once

#include <interlock/lockfree/detail/retired_list.hpp>
#include <interlock/lockfree/hazard_pointer_domain.hpp>
#include <interlock/memory_order/backend.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace interlock {
namespace detail {

// Deduction fails if P has several such bases.
template <class T, class D, backend B>
basic_hazard_pointer_obj_base<T, D, B>* hazard_base_of(basic_hazard_pointer_obj_base<T, D, B>*);

template <class Base, class T, class B>
inline constexpr bool is_hazard_base_of = false;
template <class T, class D, backend B>
inline constexpr bool is_hazard_base_of<basic_hazard_pointer_obj_base<T, D, B>*, T, B> = true;

}  // namespace detail

/// `T` has exactly one base class hazard_pointer_obj_base<T, D>, public and not virtual, and none
/// of another type or deleter. (A const `T` counts as well.)
template <class T, class B = std_backend>
concept hazard_protectable = std::is_class_v<T> && requires(std::remove_cv_t<T>* object) {
  detail::hazard_base_of(object);
  requires detail::is_hazard_base_of<decltype(detail::hazard_base_of(object)), std::remove_cv_t<T>,
                                     B>;
  static_cast<std::remove_cv_t<T>*>(detail::hazard_base_of(object));
};

/// `T` may be incomplete here. `D` is a function object, default-constructible and move-assignable,
/// called with a `T*`; it must not throw.
template <class T, class D = std::default_delete<T>, backend B = std_backend>
class basic_hazard_pointer_obj_base : private detail::retired_object<B> {
 public:
  /// Has `deleter` called with this object when no hazard pointer protects it any more: perhaps
  /// now, perhaps later, perhaps by another thread. For any thread X that protected the object,
  /// everything X does before it ends that protection happens before the call. Never allocates.
  /// Requires: readers to come cannot reach the object any more, whatever memory order took it away
  /// from them; it is not retired yet.
  /// Progress: lock-free, but for the deleters that run.
  void retire(D deleter = D(), basic_hazard_pointer_domain<B>& domain =
                                   default_hazard_pointer_domain<B>()) noexcept {
    static_assert(hazard_protectable<T, B>,
                  "T must derive once, publicly, from hazard_pointer_obj_base<T, D>");
    hazard_deleter_ = std::move(deleter);
    this->reclaim_retired.write(&reclaim);
    domain.retire(*this);
  }

 protected:
  basic_hazard_pointer_obj_base() = default;
  basic_hazard_pointer_obj_base(const basic_hazard_pointer_obj_base&) = default;
  // NOLINTBEGIN(performance-noexcept-move-constructor): as noexcept as the deleter.
  basic_hazard_pointer_obj_base(basic_hazard_pointer_obj_base&&) = default;
  basic_hazard_pointer_obj_base& operator=(basic_hazard_pointer_obj_base&&) = default;
  // NOLINTEND(performance-noexcept-move-constructor)
  basic_hazard_pointer_obj_base& operator=(const basic_hazard_pointer_obj_base&) = default;
  ~basic_hazard_pointer_obj_base() = default;

 private:
  friend class basic_hazard_pointer<B>;

  static void reclaim(detail::retired_object<B>* object) noexcept {
    auto* const self = static_cast<basic_hazard_pointer_obj_base*>(object);
    // The deleter leaves the object before it ends the object.
    D deleter{};
    deleter = std::move(self->hazard_deleter_);
    deleter(static_cast<T*>(self));
  }

  [[no_unique_address]] D hazard_deleter_{};
};

template <class T, class D = std::default_delete<T>>
using hazard_pointer_obj_base = basic_hazard_pointer_obj_base<T, D>;

}  // namespace interlock
