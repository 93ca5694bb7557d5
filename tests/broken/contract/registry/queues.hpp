// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the unnamed namespace, where those tests live, `registry` then means the one below.
#pragma once

#include "../../../registry/queues.hpp"
#include "broken/contract/chosen.hpp"
#include "broken/queues.hpp"

namespace interlock {
namespace {
namespace registry {

using namespace interlock::registry;
using queues =
    broken::chosen_t<interlock::registry::queues, broken::queue_twins, broken::broken_queues>;

}  // namespace registry
}  // namespace
}  // namespace interlock
