// SPDX-License-Identifier: MIT
/// @file
/// A list of rows, and a walk over it.
#pragma once

#include <type_traits>

namespace interlock::registry {

template <class... Rows>
struct type_list {};

/// Calls `visit.template operator()<Row>()` for each row, in order.
template <class... Rows, class Visitor>
constexpr void for_each(type_list<Rows...>, Visitor&& visit) {
  (visit.template operator()<Rows>(), ...);
}

/// The rows for which `Keep<Row>::value` holds: the ones whose contract promises a property.
template <template <class> class Keep, class List>
struct filter;

template <template <class> class Keep>
struct filter<Keep, type_list<>> {
  using type = type_list<>;
};

template <template <class> class Keep, class First, class... Rest>
struct filter<Keep, type_list<First, Rest...>> {
 private:
  template <class... Kept>
  static auto prepend(type_list<Kept...>)
      -> std::conditional_t<Keep<First>::value, type_list<First, Kept...>, type_list<Kept...>>;

 public:
  using type = decltype(prepend(typename filter<Keep, type_list<Rest...>>::type{}));
};

template <template <class> class Keep, class List>
using filter_t = typename filter<Keep, List>::type;

/// The rows of both lists.
template <class First, class Second>
struct joined;

template <class... First, class... Second>
struct joined<type_list<First...>, type_list<Second...>> {
  using type = type_list<First..., Second...>;
};

template <class First, class Second>
using joined_t = typename joined<First, Second>::type;

}  // namespace interlock::registry
