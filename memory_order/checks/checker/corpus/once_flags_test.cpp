// SPDX-License-Identifier: MIT
/// @file
/// Wrong flags for `call_once` under the model checker.
#include "broken/once_flags.hpp"

#include "clients/once_flags.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenOnceFlags, EveryDefectIsFound) {
  expect_every_defect_to_be_found<once_flag_clients, broken::broken_once_flags>();
}

TEST(BrokenOnceFlags, TheRightTwinsPass) {
  expect_every_twin_to_pass<once_flag_clients, broken::once_flag_twins>();
}

}  // namespace
}  // namespace interlock::checks
