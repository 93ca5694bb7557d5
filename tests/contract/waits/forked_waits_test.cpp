// SPDX-License-Identifier: MIT
/// @file
/// What a forked child may do with a primitive that its forker held, or that other threads of the
/// parent wait for: these are not there any more.
#include "contract/waits/fixture.hpp"
#include "support/child_process.hpp"
#include "support/worker.hpp"

#include <cstddef>
#include <gtest/gtest.h>

namespace interlock::support {
namespace {

struct forked_waits : any_wait {
  /// Calls `test(subject)` while some threads wait for us.
  template <class Test>
  void with_waiters(Test test) {
    const auto subject = GetParam().make();
    subject->hold();
    crew waiters;
    for (int i = 0; i < 3; ++i) waiters.add("waiter", [&] { subject->pass(); });
    for (std::size_t i = 0; i < waiters.size(); ++i) waiters[i].settle();
    test(*subject);
    subject->let_go();
    waiters.join();
    subject->pass();
  }

  static void use(wait& subject) {
    for (int i = 0; i < 1'000; ++i) {
      subject.pass();
      subject.hold();
      subject.let_go();
    }
  }
};

TEST_P(forked_waits, ChildGoesOnWithWhatItsForkerHeld) {
  const auto subject = GetParam().make();
  subject->hold();
  const auto go_on = [&] {
    subject->let_go();
    use(*subject);
  };
  EXPECT_EQ(run_forked(go_on), 0);
  subject->let_go();
  use(*subject);
}

TEST_P(forked_waits, ChildMayMakeAnewWhatThreadsOfItsParentWaitFor) {
  with_waiters([](wait& subject) {
    const auto start_anew = [&] {
      subject.renew();
      use(subject);
    };
    EXPECT_EQ(run_forked(start_anew), 0);
  });
}

INSTANTIATE_TEST_SUITE_P(each, forked_waits,
                         ::testing::ValuesIn(waits_with(&wait_facts::held_by_us)), wait_names{});
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(forked_waits);

struct forkable_waits : forked_waits {};

TEST_P(forkable_waits, ChildGoesOnThoughThreadsOfItsParentWait) {
  with_waiters([](wait& subject) {
    const auto go_on = [&] {
      subject.let_go();
      use(subject);
    };
    EXPECT_EQ(run_forked(go_on), 0);
  });
}

INSTANTIATE_TEST_SUITE_P(each, forkable_waits,
                         ::testing::ValuesIn(waits_with(&wait_facts::forkable)), wait_names{});
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(forkable_waits);

}  // namespace
}  // namespace interlock::support
