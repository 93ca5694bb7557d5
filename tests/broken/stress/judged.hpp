// SPDX-License-Identifier: MIT
/// @file
/// Which wrong rows the stress runner is compiled for: those whose defect it must find in this
/// build, or all of them (INTERLOCK_WHOLE_CORPUS).
#pragma once

#include <interlock/memory_order/detail/tsan.hpp>

#include "registry/type_list.hpp"
#include "support/scale.hpp"

namespace interlock::broken {

template <class Row>
struct is_judged {
  static constexpr bool value =
      INTERLOCK_WHOLE_CORPUS != 0 || (interlock::detail::under_tsan ? Row::found_by.tsan
                                      : support::under_asan         ? Row::found_by.asan
                                                                    : Row::found_by.stress);
};

template <class Rows>
using judged = registry::filter_t<is_judged, Rows>;

}  // namespace interlock::broken
