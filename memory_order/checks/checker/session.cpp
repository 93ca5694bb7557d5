// SPDX-License-Identifier: MIT
/// @file
/// See session.hpp.
#include "session.hpp"

#include <interlock/checker/environment.hpp>

namespace interlock::checks {

checker::options options_within(const bounds& bound) {
  checker::options wanted = checker::options_from_environment();
  wanted.max_seconds = bound.seconds;
  if (bound.executions != 0) wanted.max_executions = bound.executions;
  return wanted;
}

checked_client check(const catalog_entry& entry, const checker::options& wanted) {
  return {&entry, checker::explore(wanted, entry.body)};
}

}  // namespace interlock::checks
