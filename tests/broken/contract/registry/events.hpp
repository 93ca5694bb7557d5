// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the namespace of those tests `registry` then means the one below.
#pragma once

#include "../../../registry/events.hpp"
#include "broken/contract/chosen.hpp"
#include "broken/events.hpp"

namespace interlock::support {
namespace {
namespace registry {

using namespace interlock::registry;
using events =
    broken::chosen_t<interlock::registry::events, broken::event_twins, broken::broken_events>;

}  // namespace registry
}  // namespace
}  // namespace interlock::support
