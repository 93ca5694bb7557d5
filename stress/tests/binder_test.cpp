// SPDX-License-Identifier: MIT
/// @file
/// The binder, against a kernel that lies and against this one.
#include <interlock/stress/binder.hpp>
#include <interlock/stress/migrator.hpp>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <future>
#include <gmock/gmock.h>
#include <sched.h>
#include <thread>
#include <unistd.h>

namespace interlock::stress {
namespace {

using testing::HasSubstr;

// A kernel that obeys; each test spoils one answer.
bind_operations obedient() {
  return {[](pid_t, const cpu_set&) { return 0; }, [](pid_t) { return cpu_set{3}; },
          [] { return 3; }};
}

binding bind_to_3(const bind_operations& operations) {
  return bind_this_thread({3}, machine_source::this_system, operations);
}

TEST(Binder, ConfirmsWhatTheKernelReports) {
  const binding b = bind_to_3(obedient());
  EXPECT_EQ(b.outcome, binding_outcome::bound);
  EXPECT_EQ(b.cpus, cpu_set{3});
}

TEST(Binder, ReportsTheErrorOfARefusal) {
  for (const int error : {EINVAL, EPERM, ENOSYS}) {
    auto kernel = obedient();
    kernel.set_affinity = [error](pid_t, const cpu_set&) { return error; };
    const binding b = bind_to_3(kernel);
    EXPECT_EQ(b.outcome, binding_outcome::refused);
    EXPECT_EQ(b.error, error);
    EXPECT_THAT(b.reason, HasSubstr("cannot bind to CPU 3"));
    EXPECT_TRUE(b.cpus.empty());
  }
}

TEST(Binder, DoesNotBelieveASuccessThatCannotBeReadBack) {
  auto kernel = obedient();
  kernel.get_affinity = [](pid_t) { return std::nullopt; };
  EXPECT_EQ(bind_to_3(kernel).outcome, binding_outcome::refused);
}

TEST(Binder, DoesNotBelieveASuccessThatReadsBackDifferently) {
  auto kernel = obedient();
  kernel.get_affinity = [](pid_t) { return cpu_set{2, 3}; };
  const binding b = bind_to_3(kernel);
  EXPECT_EQ(b.outcome, binding_outcome::refused);
  EXPECT_THAT(b.reason, HasSubstr("reports CPU 2-3"));
}

TEST(Binder, DoesNotBelieveASuccessThatRunsElsewhere) {
  auto kernel = obedient();
  kernel.current_cpu = [] { return 0; };
  const binding b = bind_to_3(kernel);
  EXPECT_EQ(b.outcome, binding_outcome::refused);
  EXPECT_THAT(b.reason, HasSubstr("runs on CPU 0"));
}

TEST(Binder, OnlySimulatesOnAnotherMachine) {
  auto kernel = obedient();
  bool called = false;
  kernel.set_affinity = [&](pid_t, const cpu_set&) {
    called = true;
    return 0;
  };
  const binding b = bind_this_thread({3}, machine_source::synthetic, kernel);
  EXPECT_EQ(b.outcome, binding_outcome::simulated);
  EXPECT_TRUE(b.cpus.empty());
  EXPECT_FALSE(called);
}

TEST(Binder, LeavesAThreadAloneThatAsksForNothing) {
  EXPECT_EQ(bind_this_thread({}, machine_source::this_system).outcome, binding_outcome::unbound);
}

TEST(Binder, BindsToEveryCpuOfThisMachine) {
  for (const auto& unit : this_machine().units) {
    std::thread{[&] {
      const binding b = bind_this_thread({unit.os_index}, machine_source::this_system);
      EXPECT_EQ(b.outcome, binding_outcome::bound) << b.reason;
      EXPECT_EQ(b.cpus, cpu_set{unit.os_index});
    }}.join();
  }
}

TEST(Binder, IsRefusedACpuThatThisMachineLacks) {
  std::thread{[] {
    const binding b = bind_this_thread({8000}, machine_source::this_system);
    EXPECT_EQ(b.outcome, binding_outcome::refused);
    EXPECT_EQ(b.error, EINVAL);
  }}.join();
}

TEST(Migrator, MovesARunningThread) {
  cpu_set all = system_bind_operations().get_affinity(0).value();
  if (all.size() < 2) GTEST_SKIP() << "this machine has one CPU";
  std::promise<pid_t> id;
  std::atomic<bool> stop{false};
  std::atomic<int> changes{0};
  std::thread roamer{[&] {
    id.set_value(gettid());
    for (int last = sched_getcpu(); !stop;) {
      const int now = sched_getcpu();
      if (now != last) ++changes;
      last = now;
    }
  }};
  {
    const migrator mover{{id.get_future().get()}, all, 42};
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (changes < 5 && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    EXPECT_GE(mover.moves(), 5u);
    EXPECT_EQ(mover.refusals(), 0u);
  }
  stop = true;
  roamer.join();
  EXPECT_GE(changes, 5);
}

TEST(Migrator, CountsRefusals) {
  auto kernel = obedient();
  kernel.set_affinity = [](pid_t, const cpu_set&) { return EPERM; };
  const migrator mover{{gettid()}, {0, 1}, 42, kernel};
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (mover.refusals() == 0 && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  EXPECT_GE(mover.refusals(), 1u);
  EXPECT_EQ(mover.moves(), 0u);
}

}  // namespace
}  // namespace interlock::stress
