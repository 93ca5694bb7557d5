// SPDX-License-Identifier: MIT
/// @file
/// `stoppable_token`: what a wait needs of a token with which others may stop it:
/// `std::stop_token`, or a token that names its own type of callbacks, as those of C++26 do.
#pragma once

#include <concepts>
#include <stop_token>
#include <type_traits>

namespace interlock::detail {

template <class Token, class Function>
struct stop_callback_of {
  using type = typename Token::template callback_type<Function>;
};
template <class Function>
struct stop_callback_of<std::stop_token, Function> {
  using type = std::stop_callback<Function>;
};

/// While it lives, a request to stop calls the function; made after the request, it does so itself.
/// Its destructor waits for a call that runs in another thread.
template <class Token, class Function>
using stop_callback_for = typename stop_callback_of<Token, Function>::type;

// clang-format off
template <class Token>
concept stoppable_token = std::copyable<Token> && requires(const Token& token) {
  { token.stop_requested() } noexcept -> std::same_as<bool>;
  typename stop_callback_for<Token, void (*)() noexcept>;
};
// clang-format on

/// Of a wait that nobody stops.
struct never_stops {
  template <class Function>
  struct callback_type {
    constexpr callback_type(never_stops, const Function&) noexcept {}
  };
  [[nodiscard]] static constexpr bool stop_requested() noexcept { return false; }
};
static_assert(stoppable_token<never_stops>);
static_assert(stoppable_token<std::stop_token>);

}  // namespace interlock::detail
