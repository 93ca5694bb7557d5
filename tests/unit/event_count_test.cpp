// SPDX-License-Identifier: MIT
/// @file
/// What only the event count does: it makes a queue that never blocks a blocking one.
#include <interlock/sync/event_count.hpp>

#include "support/scale.hpp"
#include "support/worker.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <gtest/gtest.h>
#include <optional>
#include <type_traits>

namespace interlock {
namespace {

static_assert(sizeof(event_count) == 8 && sizeof(light_event_count) == 8);
static_assert(std::is_trivially_destructible_v<event_count>);
static_assert(!std::is_copy_constructible_v<event_count>);
static_assert(!std::is_default_constructible_v<event_count::key>);

/// A ring for one producer and one consumer, without waiting.
class ring {
 public:
  bool try_push(int value) {
    const std::size_t end = end_.load(std::memory_order::relaxed);
    if (end - begin_.load(std::memory_order::acquire) == slots_.size()) return false;
    slots_[end % slots_.size()] = value;
    end_.store(end + 1, std::memory_order::release);
    return true;
  }
  std::optional<int> try_pop() {
    const std::size_t begin = begin_.load(std::memory_order::relaxed);
    if (begin == end_.load(std::memory_order::acquire)) return std::nullopt;
    const int value = slots_[begin % slots_.size()];
    begin_.store(begin + 1, std::memory_order::release);
    return value;
  }

 private:
  std::array<int, 4> slots_{};
  std::atomic<std::size_t> begin_{0};
  std::atomic<std::size_t> end_{0};
};

template <class Event>
struct EventCount : ::testing::Test {};
using both = ::testing::Types<event_count, light_event_count>;
TYPED_TEST_SUITE(EventCount, both);

TYPED_TEST(EventCount, MakesAQueueThatNeverBlocksABlockingOne) {
  ring queue;
  TypeParam filled;
  TypeParam emptied;
  const int times = support::rounds(20'000);
  support::worker producer{"producer", [&] {
                             for (int n = 0; n < times; ++n) {
                               emptied.wait([&] { return queue.try_push(n); });
                               filled.notify_one();
                             }
                           }};
  for (int n = 0; n < times; ++n) {
    std::optional<int> value;
    filled.wait([&] { return (value = queue.try_pop()).has_value(); });
    emptied.notify_one();
    ASSERT_EQ(*value, n);
  }
}

}  // namespace
}  // namespace interlock
