// SPDX-License-Identifier: MIT
/// @file
/// Takes the place of the registry's header when the contract tests are compiled for the corpus. In
/// the unnamed namespace, where those tests live, `registry` then means the one below: each family
/// of variants once, with a flaw that is chosen when the program starts.
#pragma once

#include "../../../registry/condition_variables.hpp"
#include "broken/condition_variables.hpp"
#include "support/rows.hpp"  // whose `registry` is still the one above

namespace interlock {
namespace {
namespace registry {

using namespace interlock::registry;
template <class... Families>
type_list<condition_variable_row, Families...> with_a_destroyable_one(type_list<Families...>);
/// The tests of destruction need a row to compile, and no family promises that it may be destroyed.
using condition_variables = decltype(with_a_destroyable_one(broken::condition_variable_families{}));

}  // namespace registry
}  // namespace
}  // namespace interlock
