// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the unnamed namespace, where those tests live, `registry` then means the one below.
#pragma once

#include "../../../registry/shared_locks.hpp"
#include "broken/contract/chosen.hpp"
#include "broken/shared_locks.hpp"

namespace interlock {
namespace {
namespace registry {

using namespace interlock::registry;
using shared_locks = broken::chosen_t<interlock::registry::shared_locks, broken::shared_lock_twins,
                                      broken::broken_shared_locks>;

}  // namespace registry
}  // namespace
}  // namespace interlock
