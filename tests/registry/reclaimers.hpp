// SPDX-License-Identifier: MIT
/// @file
/// THE list of safe memory reclamation schemes. A row names the scheme's three parts for the
/// harnesses: what a protected object derives from, the guard that protects one, and how one is
/// retired.
#pragma once

#include <interlock/lockfree/hazard_pointer.hpp>

#include "registry/type_list.hpp"

#include <memory>
#include <string_view>

namespace interlock::registry {

struct reclaimer_contract {
  bool bounded_garbage =
      false;  ///< a stalled reader keeps only a bounded number of objects from being reclaimed
  bool domains = false;  ///< users may make domains of their own
};

struct hazard_pointer_row {
  static constexpr std::string_view name = "hazard_pointer";
  static constexpr std::string_view header = "interlock/lockfree/hazard_pointer.hpp";
  static constexpr reclaimer_contract contract{.bounded_garbage = true, .domains = true};

  /// What an object derives from so that it can be retired: `struct node : Row::base<node, B>`.
  template <class T, backend B>
  using base = basic_hazard_pointer_obj_base<T, std::default_delete<T>, B>;

  template <backend B>
  using domain = basic_hazard_pointer_domain<B>;

  /// Protects one object at a time: `guard.protect(source)` returns a pointer that stays valid
  /// until the next protect or the guard's end.
  template <backend B>
  class guard {
   public:
    guard() = default;
    explicit guard(domain<B>& of) : hazard_{make_hazard_pointer(of)} {}

    template <class T>
    [[nodiscard]] T* protect(const typename B::template atomic<T*>& source) {
      return hazard_.protect(source);
    }

   private:
    basic_hazard_pointer<B> hazard_ = make_hazard_pointer<B>();
  };

  template <backend B, class T>
  static void retire(T* object) noexcept {
    object->retire();
  }
  template <backend B, class T>
  static void retire(T* object, domain<B>& to) noexcept {
    object->retire({}, to);
  }

  /// Reclaims whatever nobody protects any more.
  template <backend B>
  static void reclaim() {
    default_hazard_pointer_domain<B>().clean_up();
  }
};

using reclaimers = type_list<hazard_pointer_row>;

}  // namespace interlock::registry
