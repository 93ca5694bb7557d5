// SPDX-License-Identifier: MIT
/// @file
/// Flags for `call_once` under Relacy.
#include "broken/once_flags.hpp"

#include "clients/once_flags.hpp"
#include "registry/once_flags.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacyOnceFlags, PassEveryClient) {
  expect_every_row_to_pass<once_flag_clients, registry::once_flags>();
}

TEST(RelacyOnceFlags, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<once_flag_clients, broken::once_flag_twins>();
}

TEST(RelacyOnceFlags, EveryDefectIsFound) {
  expect_every_defect_to_be_found<once_flag_clients, broken::broken_once_flags>();
}

}  // namespace
}  // namespace interlock::checks
