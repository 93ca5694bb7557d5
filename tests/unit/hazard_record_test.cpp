// SPDX-License-Identifier: MIT
/// @file
/// The stack of free hazard records: that its tag defeats ABA, on the one schedule that matters.
#include <interlock/lockfree/detail/hazard_record.hpp>
#include <interlock/lockfree/hazard_pointer_domain.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <set>
#include <type_traits>
#include <utility>
#include <vector>

namespace interlock {
namespace {

/// The real machine, on which something else may happen right after a record's link was read.
struct interrupted_backend : std_backend {
  static inline std::function<void()> interruption;

  template <class T>
  class atomic : public std::atomic<T> {
   public:
    using std::atomic<T>::atomic;
    T load(std::memory_order order) const noexcept {
      const T value = std::atomic<T>::load(order);
      if (std::is_same_v<T, std::uint32_t> && interruption) std::exchange(interruption, nullptr)();
      return value;
    }
  };
};

using pool = detail::hazard_record_pool<interrupted_backend>;
using record = detail::hazard_record<interrupted_backend>;
using domain = basic_hazard_pointer_domain<interrupted_backend>;

TEST(hazard_record_pool, APopThatSleptWhileTheTopCameBackStartsAgain) {
  domain owner;
  pool records;
  record& below = records.acquire(owner);
  record& top = records.acquire(owner);
  records.release(below);
  records.release(top);

  record* held = nullptr;
  interrupted_backend::interruption = [&] {
    EXPECT_EQ(&records.acquire(owner), &top);
    held = &records.acquire(owner);
    EXPECT_EQ(held, &below);
    records.release(top);
  };
  record& first = records.acquire(owner);
  ASSERT_FALSE(interrupted_backend::interruption) << "the interruption did not take place";
  EXPECT_EQ(&first, &top);
  EXPECT_NE(&records.acquire(owner), held) << "a record was given out twice";
}

TEST(hazard_record_pool, GivesOutWhatCameBackBeforeItGrows) {
  domain owner;
  pool records;
  std::vector<record*> all;
  for (int i = 0; i < 100; ++i) all.push_back(&records.acquire(owner));
  EXPECT_EQ(std::set<record*>(all.begin(), all.end()).size(), 100U);
  EXPECT_EQ(records.size(), 100U);
  for (record* const each : all) EXPECT_EQ(&records.at_position(each->position), each);
  for (record* const each : all) records.release(*each);
  std::set<record*> again;
  for (int i = 0; i < 100; ++i) again.insert(&records.acquire(owner));
  EXPECT_EQ(again, std::set<record*>(all.begin(), all.end()));
  EXPECT_EQ(records.size(), 100U);
}

}  // namespace
}  // namespace interlock
