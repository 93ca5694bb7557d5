// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the unnamed namespace, where those tests live, `registry` then means the one below.
#pragma once

#include "../../../registry/semaphores.hpp"
#include "broken/contract/chosen.hpp"
#include "broken/semaphores.hpp"

namespace interlock {
namespace {
namespace registry {

using namespace interlock::registry;
using semaphores = broken::chosen_t<interlock::registry::semaphores, broken::semaphore_twins,
                                    broken::broken_semaphores>;

}  // namespace registry
}  // namespace
}  // namespace interlock
