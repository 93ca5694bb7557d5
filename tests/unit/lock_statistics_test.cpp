// SPDX-License-Identifier: MIT
/// @file
/// What instrumented locks report: buckets, quantiles, and how they are printed.
#include <interlock/sync/lock_statistics.hpp>

#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <sstream>

namespace interlock {
namespace {

using namespace std::chrono_literals;

TEST(LockStatistics, BucketsArePowersOfTwo) {
  using times = duration_distribution;
  EXPECT_EQ(times::bucket_of(-1ns), 0U);
  EXPECT_EQ(times::bucket_of(0ns), 0U);
  for (std::size_t bucket = 1; bucket + 1 < times::buckets; ++bucket) {
    EXPECT_EQ(times::bucket_of(times::limit_of(bucket) - 1ns), bucket);
    EXPECT_EQ(times::bucket_of(times::limit_of(bucket)), bucket + 1);
  }
  EXPECT_EQ(times::bucket_of(std::chrono::nanoseconds::max()), times::buckets - 1);
  EXPECT_EQ(times::limit_of(times::buckets - 1), std::chrono::nanoseconds::max());
}

TEST(LockStatistics, QuantileIsTheLimitOfItsBucket) {
  duration_distribution times;
  EXPECT_EQ(times.quantile(0.5), 0ns);
  times.counts[3] = 990;
  times.counts[10] = 9;
  times.counts[39] = 1;
  EXPECT_EQ(times.quantile(0.5), 8ns);
  EXPECT_EQ(times.quantile(0.99), 8ns);
  EXPECT_EQ(times.quantile(0.999), 1024ns);
  EXPECT_EQ(times.quantile(1), std::chrono::nanoseconds::max());
}

TEST(LockStatistics, IsPrintedForPeopleAndAsJson) {
  lock_statistics all;
  all.acquisitions = 5;
  all.contended = 2;
  all.most_bypasses = 3;
  all.wait.counts[4] = 2;
  all.hold.counts[39] = 1;
  EXPECT_EQ(to_json(all),
            "{\"acquisitions\":5,\"contended\":2,\"shared_acquisitions\":0,\"shared_contended\":0,"
            "\"failed_tries\":0,\"timeouts\":0,\"most_bypasses\":3,\"wait_ns\":{\"16\":2},"
            "\"shared_wait_ns\":{},\"hold_ns\":{\"more\":1}}");
  std::ostringstream text;
  text << all;
  EXPECT_EQ(text.str(),
            "locked 5 times, 2 of them contended; shared 0 times, 0 contended; 0 failed tries, 0 "
            "timeouts; at most 3 bypasses\n"
            "  wait: half < 16 ns, 99 % < 16 ns, 99.9 % < 16 ns, all < 16 ns\n"
            "  hold: half more than 2^38 ns, 99 % more than 2^38 ns, 99.9 % more than 2^38 ns, all "
            "more than 2^38 ns\n");
}

}  // namespace
}  // namespace interlock
