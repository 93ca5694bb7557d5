// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the unnamed namespace, where those tests live, `registry` then means the one below: each family
/// of variants once, with a flaw that is chosen when the program starts.
#pragma once

#include "../../../registry/semaphores.hpp"
#include "broken/semaphores.hpp"
#include "support/rows.hpp"  // whose `registry` is still the one above

namespace interlock {
namespace {
namespace registry {

using namespace interlock::registry;
using semaphores = broken::semaphore_families;

}  // namespace registry
}  // namespace
}  // namespace interlock
