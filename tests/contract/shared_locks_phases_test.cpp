// SPDX-License-Identifier: MIT
/// @file
/// What phase-fair locks promise: a reader waits for one writer at most, even if others are in line
/// before it, and a writer for the readers that have come before it.
#include "registry/shared_locks.hpp"
#include "support/rows.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <type_traits>
#include <vector>

namespace interlock {
namespace {

using support::eventually;
using support::worker;

enum class access { shared, exclusive };

/// Enters when it can, says so, and leaves when it is told to.
template <class Lock>
class visitor {
 public:
  visitor(Lock& lock, access how)
      : thread_{"visitor", [this, &lock, how] {
                  how == access::shared ? lock.lock_shared() : lock.lock();
                  inside_.store(true);
                  EXPECT_TRUE(eventually([this] { return told_to_leave_.load(); }));
                  inside_.store(false);
                  how == access::shared ? lock.unlock_shared() : lock.unlock();
                }} {}
  ~visitor() { leave(); }

  [[nodiscard]] bool gets_in() const {
    return eventually([this] { return inside_.load(); });
  }
  [[nodiscard]] bool is_inside() const { return inside_.load(); }
  void settle() { thread_.settle(); }
  void leave() { told_to_leave_.store(true); }

 private:
  std::atomic<bool> inside_{false};
  std::atomic<bool> told_to_leave_{false};
  worker thread_;
};

/// True when a writer waits for the readers that are inside.
template <class Lock>
bool closes(Lock& lock) {
  return eventually([&] {
    if (!lock.try_lock_shared()) return true;
    lock.unlock_shared();
    return false;
  });
}

template <class Row>
using is_phase_fair = std::bool_constant<Row::contract.phase_fair>;

template <class Row>
struct phase_fair_locks : ::testing::Test {
  using type = typename Row::template type<std_backend>;

  /// One lock, and more whose counters are about to wrap around.
  static std::vector<std::unique_ptr<type>> examples() {
    std::vector<std::unique_ptr<type>> all;
    all.push_back(std::make_unique<type>());
    if constexpr (Row::contract.starts_anywhere) {
      for (const std::uint32_t first : {1U, ~0U, ~0U - 1U, 0x7FFF'FFFFU, 0x3FFF'FFFFU}) {
        all.push_back(std::make_unique<type>(first));
      }
    }
    return all;
  }
};
using phase_fair_rows = support::rows_of<registry::filter_t<is_phase_fair, registry::shared_locks>>;
TYPED_TEST_SUITE(phase_fair_locks, phase_fair_rows, support::row_names);

TYPED_TEST(phase_fair_locks, PhasesTakeTurns) {
  using visitor = visitor<typename TestFixture::type>;
  for (const auto& each : TestFixture::examples()) {
    auto& lock = *each;
    visitor first_reader{lock, access::shared};
    ASSERT_TRUE(first_reader.gets_in());
    visitor first_writer{lock, access::exclusive};
    ASSERT_TRUE(closes(lock));
    visitor second_writer{lock, access::exclusive};
    second_writer.settle();
    visitor second_reader{lock, access::shared};
    visitor third_reader{lock, access::shared};
    second_reader.settle();
    third_reader.settle();
    EXPECT_FALSE(first_writer.is_inside() || second_reader.is_inside() || third_reader.is_inside());

    first_reader.leave();
    ASSERT_TRUE(first_writer.gets_in());
    EXPECT_FALSE(second_writer.is_inside() || second_reader.is_inside() ||
                 third_reader.is_inside());

    first_writer.leave();
    ASSERT_TRUE(second_reader.gets_in() && third_reader.gets_in());
    EXPECT_FALSE(second_writer.is_inside());

    second_reader.leave();
    third_reader.leave();
    ASSERT_TRUE(second_writer.gets_in());
  }
}

TYPED_TEST(phase_fair_locks, AttemptsThatFailLeaveNoTrace) {
  for (const auto& each : TestFixture::examples()) {
    auto& lock = *each;
    lock.lock_shared();
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(lock.try_lock());
    EXPECT_TRUE(lock.try_lock_shared());
    lock.unlock_shared();
    lock.unlock_shared();
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(lock.try_lock());
      EXPECT_FALSE(lock.try_lock());
      EXPECT_FALSE(lock.try_lock_shared());
      lock.unlock();
    }
  }
}

}  // namespace
}  // namespace interlock
