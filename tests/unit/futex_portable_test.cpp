// SPDX-License-Identifier: MIT
/// @file
/// Parking where the system has no futex.
#include <interlock/memory_order/detail/futex_portable.hpp>

#include "support/parking_contract.hpp"

#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>

namespace interlock {
namespace {

struct portable_parking {
  static const std::uint32_t* address(const std::atomic<std::uint32_t>& word) {
    return reinterpret_cast<const std::uint32_t*>(&word);
  }
  static wait_result wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected,
                          const deadline& when) {
    return detail::portable::park(address(word), expected, when, sharing::process_private);
  }
  static void wake(const std::atomic<std::uint32_t>& word, int count) {
    detail::portable::unpark(address(word), count, sharing::process_private);
  }
};

}  // namespace

namespace support {
INSTANTIATE_TYPED_TEST_SUITE_P(Portable, parking, portable_parking, parking_names);
}  // namespace support
}  // namespace interlock
