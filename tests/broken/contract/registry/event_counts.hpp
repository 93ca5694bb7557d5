// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the namespace of those tests `registry` then means the one below.
#pragma once

#include "../../../registry/event_counts.hpp"
#include "broken/contract/chosen.hpp"
#include "broken/event_counts.hpp"

namespace interlock::support {
namespace {
namespace registry {

using namespace interlock::registry;
using event_counts = broken::chosen_t<interlock::registry::event_counts, broken::event_count_twins,
                                      broken::broken_event_counts>;

}  // namespace registry
}  // namespace
}  // namespace interlock::support
