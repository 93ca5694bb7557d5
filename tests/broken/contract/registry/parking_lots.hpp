// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the unnamed namespace, where those tests live, `registry` then means the one below.
#pragma once

#include "../../../registry/parking_lots.hpp"
#include "broken/contract/chosen.hpp"
#include "broken/parking_lots.hpp"

namespace interlock {
namespace {
namespace registry {

using namespace interlock::registry;
using parking_lots = broken::chosen_t<interlock::registry::parking_lots, broken::parking_lot_twins,
                                      broken::broken_parking_lots>;

}  // namespace registry
}  // namespace
}  // namespace interlock
