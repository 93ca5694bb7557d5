// SPDX-License-Identifier: MIT
/// @file
/// What every lock with shared access promises about its end and about signals.
#include "registry/shared_locks.hpp"
#include "support/dawdle.hpp"
#include "support/handover_page.hpp"
#include "support/late_backend.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>
#include <thread>

namespace interlock {
namespace {

using support::dawdle;
using support::play_rounds;
using support::rounds;

template <class Row>
using lock_of = typename Row::template type<std_backend>;

template <class Row>
struct shared_lock_lifetime : ::testing::Test {};
TYPED_TEST_SUITE(shared_lock_lifetime, support::rows_of<registry::shared_locks>,
                 support::row_names);

TYPED_TEST(shared_lock_lifetime, WriterMayDestroyTheLockAfterTheLastReader) {
  lock_of<TypeParam>* lock = nullptr;
  const auto prepare = [&](int) {
    lock = new lock_of<TypeParam>;
    lock->lock_shared();
  };
  play_rounds("owner", 2, rounds(10'000), prepare, [&](int i, int round) {
    lock_of<TypeParam>* const mine = lock;
    if (i == 0) {
      dawdle(round);
      mine->unlock_shared();
    } else {
      mine->lock();
      mine->unlock();
      delete mine;
    }
  });
}

TYPED_TEST(shared_lock_lifetime, ReaderMayDestroyTheLockAfterTheLastWriter) {
  lock_of<TypeParam>* lock = nullptr;
  const auto prepare = [&](int) {
    lock = new lock_of<TypeParam>;
    lock->lock();
  };
  play_rounds("owner", 2, rounds(10'000), prepare, [&](int i, int round) {
    lock_of<TypeParam>* const mine = lock;
    if (i == 0) {
      dawdle(round);
      mine->unlock();
    } else {
      mine->lock_shared();
      mine->unlock_shared();
      delete mine;
    }
  });
}

TYPED_TEST(shared_lock_lifetime, UnlockTouchesNothingOnceAReaderHasIt) {
  using late_lock = typename TypeParam::template type<support::late_backend>;
  support::handover_page<late_lock> page;
  late_lock* lock = nullptr;
  const auto prepare = [&](int) {
    lock = &page.construct();
    lock->lock();
  };
  play_rounds("owner", 2, rounds(3'000), prepare, [&](int i, int round) {
    if (i == 0) {
      dawdle(round);
      lock->unlock();
    } else {
      lock->lock_shared();
      page.take_away();
    }
  });
}

TYPED_TEST(shared_lock_lifetime, UnlockSharedTouchesNothingOnceAWriterHasIt) {
  using late_lock = typename TypeParam::template type<support::late_backend>;
  support::handover_page<late_lock> page;
  late_lock* lock = nullptr;
  const auto prepare = [&](int) {
    lock = &page.construct();
    lock->lock_shared();
  };
  play_rounds("owner", 2, rounds(3'000), prepare, [&](int i, int round) {
    if (i == 0) {
      dawdle(round);
      lock->unlock_shared();
    } else {
      lock->lock();
      page.take_away();
    }
  });
}

}  // namespace
}  // namespace interlock
