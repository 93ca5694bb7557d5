// SPDX-License-Identifier: MIT
/// @file
/// Ways in which a program ends: a failed assert() is a failure of the execution, exit() is nothing
/// that an execution may do.
#include "native.hpp"
#include "session.hpp"

#include <cstdlib>
#include <string>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

native<void(const char*, const char*, unsigned, const char*)> system_assert_fail{"__assert_fail"};
native<void(int)> system_exit{"exit"};

}  // namespace

extern "C" {

void __assert_fail(const char* assertion, const char* file, unsigned line,
                   const char* function) noexcept {
  if (!runs_client_code()) system_assert_fail(assertion, file, line, function);
  const checker_code inside;
  session& here = session::here();
  here.engine().blame({here.thread(),
                       here.engine().date(),
                       culprit::time::now,
                       step_kind::stop,
                       std::string{"asserts: "} + assertion,
                       {file, line, 0}});
  here.engine().fail(failure::requirement, "assertion failed: thread " +
                                               std::to_string(here.thread()) + ", " + assertion +
                                               " (" + file + ":" + std::to_string(line) + ")");
}

void exit(int status) noexcept {
  if (!runs_client_code()) system_exit(status);
  const checker_code inside;
  session::here().fail_misuse("exit() within an execution", caller());
}
}
