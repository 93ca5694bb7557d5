// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the namespace of those tests `registry` then means the one below.
#pragma once

#include "../../../registry/once_flags.hpp"
#include "broken/once_flags.hpp"
#include "support/rows.hpp"  // whose `registry` is still the one above

namespace interlock::support {
namespace {
namespace registry {

using namespace interlock::registry;
using once_flags = broken::once_flag_families;

}  // namespace registry
}  // namespace
}  // namespace interlock::support
