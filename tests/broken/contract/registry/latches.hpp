// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the namespace of those tests `registry` then means the one below.
#pragma once

#include "../../../registry/latches.hpp"
#include "broken/contract/chosen.hpp"
#include "broken/latches.hpp"

namespace interlock::support {
namespace {
namespace registry {

using namespace interlock::registry;
using latches =
    broken::chosen_t<interlock::registry::latches, broken::latch_twins, broken::broken_latches>;

}  // namespace registry
}  // namespace
}  // namespace interlock::support
