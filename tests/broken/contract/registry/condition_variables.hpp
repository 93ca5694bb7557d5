// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the unnamed namespace, where those tests live, `registry` then means the one below.
#pragma once

#include "../../../registry/condition_variables.hpp"
#include "broken/condition_variables.hpp"
#include "broken/contract/chosen.hpp"

namespace interlock {
namespace {
namespace registry {

using namespace interlock::registry;
using condition_variables =
    broken::chosen_t<interlock::registry::condition_variables, broken::condition_variable_twins,
                     broken::broken_condition_variables>;

}  // namespace registry
}  // namespace
}  // namespace interlock
