// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the namespace of those tests `registry` then means the one below.
#pragma once

#include "../../../registry/once_flags.hpp"
#include "broken/contract/chosen.hpp"
#include "broken/once_flags.hpp"

namespace interlock::support {
namespace {
namespace registry {

using namespace interlock::registry;
using once_flags = broken::chosen_t<interlock::registry::once_flags, broken::once_flag_twins,
                                    broken::broken_once_flags>;

}  // namespace registry
}  // namespace
}  // namespace interlock::support
