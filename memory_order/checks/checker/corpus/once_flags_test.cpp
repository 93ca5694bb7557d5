// SPDX-License-Identifier: MIT
/// @file
/// Wrong flags for `call_once` under the model checker.
#include "broken/once_flags.hpp"

#include "clients/once_flags.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all =
      clients_of_families<once_flag_clients, broken::once_flag_families>();
  return all;
}

TEST(BrokenOnceFlags, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_once_flags>(families());
}

TEST(BrokenOnceFlags, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::once_flag_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
