// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the unnamed namespace, where those tests live, `registry` then means the one below.
#pragma once

#include "../../../registry/reclaimers.hpp"
#include "broken/contract/chosen.hpp"
#include "broken/reclaimers.hpp"

namespace interlock {
namespace {
namespace registry {

using namespace interlock::registry;
using reclaimers = broken::chosen_t<interlock::registry::reclaimers, broken::reclaimer_twins,
                                    broken::broken_reclaimers>;

}  // namespace registry
}  // namespace
}  // namespace interlock
