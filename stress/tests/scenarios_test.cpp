// SPDX-License-Identifier: MIT
/// @file
/// Every scenario passes what is right and catches what is wrong.
#include <interlock/stress/stress.hpp>

#include "sanitizer.hpp"
#include "test_cases.hpp"
#include "wrong_primitives.hpp"

#include <barrier>
#include <gmock/gmock.h>
#include <semaphore>

namespace interlock::stress {
namespace {

using testing::HasSubstr;

result run(const test_case& what, std::chrono::milliseconds watchdog) {
  options how = quick();
  how.threads = thread_count(what, how) < 2 || what.max_threads == 2 ? 2 : 4;
  how.duration = std::chrono::milliseconds{2000};
  how.watchdog = watchdog;
  return built_with() == sanitizer::thread ? run_case(what, how) : run_isolated(what, how);
}

// An inconclusive run, as there are on a busy machine, says nothing; the next may.
void expect_passed(const test_case& what) {
  result r = run(what, default_watchdog());
  for (int more = 20; r.outcome == status::inconclusive && more != 0; --more) {
    r = run(what, default_watchdog());
  }
  EXPECT_EQ(r.outcome, status::passed) << what.name() << ": " << r.reason;
}

enum class racy { no, yes };

// Repeated, because a defect that needs a certain interleaving may take more than one attempt.
void expect_caught(const test_case& what, status how, const char* reason, racy races = racy::no) {
  if (built_with() == sanitizer::thread && races == racy::yes) {
    GTEST_SKIP() << "ThreadSanitizer ends this program at the race";
  }
  if (built_with() == sanitizer::thread && how == status::hang) {
    GTEST_SKIP() << "ThreadSanitizer allows no child process that the hang could stay in";
  }
  for (int attempt = 0; attempt < 5; ++attempt) {
    const result r = run(what, std::chrono::milliseconds{1000});
    if (r.outcome == status::passed || r.outcome == status::inconclusive) continue;
    EXPECT_EQ(r.outcome, how) << r.reason;
    EXPECT_THAT(r.reason, HasSubstr(reason));
    return;
  }
  ADD_FAILURE() << what.name() << " was not caught";
}

TEST(MutualExclusion, PassesAMutex) { expect_passed(mutual_exclusion<std::mutex>("mutex")); }
TEST(MutualExclusion, CatchesTwoThreadsInside) {
  expect_caught(mutual_exclusion<no_lock>("no_lock"), status::failed, "", racy::yes);
}
TEST(MutualExclusion, CatchesALostWakeup) {
  expect_caught(mutual_exclusion<forgetful_mutex>("forgetful"), status::hang, "'lock'");
}
TEST(MutualExclusion, CatchesAnEarlyTimeout) {
  expect_caught(mutual_exclusion<impatient_mutex>("impatient"), status::failed, "gave up");
}
TEST(MutualExclusion, CatchesALockThatStaysHeld) {
  expect_caught(mutual_exclusion<sticky_lock>("sticky"), status::failed, "still held");
}

template <queue_defect Defect>
test_case queue_with() {
  return queue_conservation<locked_queue<Defect>>("queue");
}
TEST(QueueConservation, PassesALockedQueue) { expect_passed(queue_with<queue_defect::none>()); }
TEST(QueueConservation, PassesASingleProducerAndConsumer) {
  expect_passed(queue_conservation<locked_queue<queue_defect::none>>(
      "queue", {.max_producers = 1, .max_consumers = 1}));
}
TEST(QueueConservation, AllowsDisorderWhereTheQueueDoes) {
  expect_passed(queue_conservation<locked_queue<queue_defect::reorders>>("queue", {.fifo = false}));
}
TEST(QueueConservation, CatchesALostValue) {
  expect_caught(queue_with<queue_defect::drops>(), status::failed, "were taken");
}
TEST(QueueConservation, CatchesARepeatedValue) {
  expect_caught(queue_with<queue_defect::repeats>(), status::failed, "was taken after");
}
TEST(QueueConservation, CatchesDisorder) {
  expect_caught(queue_with<queue_defect::reorders>(), status::failed, "was taken after");
}
TEST(QueueConservation, CatchesATornValue) {
  expect_caught(queue_with<queue_defect::tears>(), status::failed, "torn");
}
TEST(QueueConservation, CatchesAQueueThatStaysFull) {
  expect_caught(queue_with<queue_defect::stays_full>(), status::hang, "'push'");
}

TEST(ConditionVariableRing, PassesAConditionVariable) {
  expect_passed(condition_variable_ring<std::condition_variable, std::mutex>("std"));
}
TEST(ConditionVariableRing, CatchesALostNotification) {
  expect_caught(condition_variable_ring<deaf_condition_variable, std::mutex>("deaf"), status::hang,
                "'wait'");
}

TEST(BoundedBuffer, PassesAConditionVariable) {
  expect_passed(bounded_buffer<std::condition_variable, std::mutex>("std"));
}
TEST(BoundedBuffer, CatchesALostNotification) {
  expect_caught(bounded_buffer<deaf_condition_variable, std::mutex>("deaf"), status::hang,
                "'wait until");
}
TEST(BoundedBuffer, CatchesAnEarlyTimeout) {
  expect_caught(bounded_buffer<hasty_condition_variable, std::mutex>("hasty"), status::failed,
                "before its time");
}

TEST(SemaphoreRing, PassesASemaphore) {
  expect_passed(semaphore_ring<locked_semaphore<semaphore_defect::none>>("locked"));
  expect_passed(semaphore_ring<std::counting_semaphore<>>("std"));
}
TEST(SemaphoreRing, CatchesALostPermit) {
  expect_caught(semaphore_ring<locked_semaphore<semaphore_defect::loses>>("loses"), status::hang,
                "'acquire'");
}
TEST(SemaphoreRing, CatchesAnInventedPermit) {
  expect_caught(semaphore_ring<locked_semaphore<semaphore_defect::invents>>("invents"),
                status::failed, "not its turn", racy::yes);
}

TEST(SharedAccess, PassesALockThatReadersShare) {
  expect_passed(shared_access<door_lock<shared_lock_defect::none>>("door"));
}
TEST(SharedAccess, CatchesAReaderThatMeetsAWriter) {
  expect_caught(shared_access<door_lock<shared_lock_defect::lets_readers_in>>("open door"),
                status::failed, "", racy::yes);
}
TEST(SharedAccess, CatchesALostWakeup) {
  expect_caught(shared_access<door_lock<shared_lock_defect::forgets_the_writer>>("forgetful"),
                status::hang, "'lock'");
}

TEST(TornReads, PassesAValueUnderALock) {
  expect_passed(torn_reads<locked_value<snapshot_defect::none>>("locked"));
}
TEST(TornReads, CatchesHalfAChange) {
  expect_caught(torn_reads<locked_value<snapshot_defect::keeps_half_a_change>>("half"),
                status::failed, "torn");
}
TEST(TornReads, CatchesALostChange) {
  expect_caught(torn_reads<locked_value<snapshot_defect::loses_a_change>>("loses"), status::failed,
                "");
}

TEST(PermitPool, PassesASemaphore) {
  expect_passed(permit_pool<locked_semaphore<semaphore_defect::none>>("locked"));
  expect_passed(permit_pool<std::counting_semaphore<>>("std"));
}
TEST(PermitPool, CatchesALostPermit) {
  if (built_with() == sanitizer::thread) GTEST_SKIP() << "the hang would stay in this process";
  const result r = run(permit_pool<locked_semaphore<semaphore_defect::loses>>("loses"),
                       std::chrono::milliseconds{1000});
  EXPECT_TRUE(r.outcome == status::failed || r.outcome == status::hang) << r.reason;
}
TEST(PermitPool, CatchesAnInventedPermit) {
  expect_caught(permit_pool<locked_semaphore<semaphore_defect::invents>>("invents"), status::failed,
                "", racy::yes);
}

TEST(Relay, PassesAGate) { expect_passed(relay<locked_gate<gate_defect::none>>("locked")); }
TEST(Relay, CatchesALostWakeup) {
  expect_caught(relay<locked_gate<gate_defect::wakes_one>>("wakes_one"), status::hang, "'wait'");
}
TEST(Relay, CatchesAnEarlyPass) {
  using gate = locked_gate<gate_defect::lets_through_early>;
  // Destroyed before it was opened, it would crash the opener.
  expect_caught(relay<gate>("early", {.destroyable = false}), status::failed,
                "before it was opened", racy::yes);
}

TEST(Phases, PassesABarrier) { expect_passed(phases<std::barrier>("std")); }
TEST(Phases, CatchesPhasesThatMix) {
  expect_caught(phases<hasty_barrier>("hasty"), status::failed, "", racy::yes);
}

TEST(OnceRace, PassesAFlag) {
  expect_passed(once_race<locked_once<false>>("locked", {.destroyable = false}));
}
TEST(OnceRace, CatchesASecondRun) {
  expect_caught(once_race<locked_once<true>>("forgetful", {.destroyable = false}), status::failed,
                "2 times");
}

TEST(Reclamation, PassesAReclaimerThatWaits) {
  expect_passed(reclamation<waiting_reclaimer<reclaimer_defect::none>>("waiting"));
}
TEST(Reclamation, CatchesAReclaimerThatDoesNotWait) {
  expect_caught(reclamation<waiting_reclaimer<reclaimer_defect::does_not_wait>>("hasty"),
                status::failed, "", racy::yes);
}
TEST(Reclamation, CatchesAReclaimerThatKeeps) {
  expect_caught(reclamation<waiting_reclaimer<reclaimer_defect::keeps>>("keeps"), status::failed,
                "were destroyed");
}

}  // namespace
}  // namespace interlock::stress
