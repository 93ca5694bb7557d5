// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the namespace of those tests `registry` then means the one below.
#pragma once

#include "../../../registry/snapshots.hpp"
#include "broken/snapshots.hpp"
#include "support/rows.hpp"  // whose `registry` is still the one above

namespace interlock::support {
namespace {
namespace registry {

using namespace interlock::registry;
using snapshots = broken::snapshot_families;

}  // namespace registry
}  // namespace
}  // namespace interlock::support
