// SPDX-License-Identifier: MIT
/// @file
/// `cell`: an atomic of Relacy that holds `bits`; `atomic<T>` puts types on it.
#pragma once

#include <interlock/memory_order/relacy/bits.hpp>
#include <interlock/memory_order/relacy/location.hpp>
#include <interlock/memory_order/relacy/shadow.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace interlock::relacy {

enum class update : std::uint8_t { exchange, add, subtract, bit_and, bit_or, bit_xor };

/// Every operation also counts as a use of the object, so one that does not happen before the
/// object's destruction is a data race, even in an execution where it came first.
class cell {
 public:
  cell(bits initial, location where);
  cell(const cell&) = delete;
  cell& operator=(const cell&) = delete;
  ~cell();

  [[nodiscard]] bits load(std::memory_order order, location where) const;
  void store(bits value, std::memory_order order, location where);
  /// `mask` has a one for each bit of the type that is stored.
  bits modify(update how, bits operand, std::uint64_t mask, std::memory_order order,
              location where);
  bool compare_exchange(bool may_fail_spuriously, bits& expected, bits desired,
                        std::memory_order success, std::memory_order failure, location where);

  /// A relaxed load of the value that comes last in modification order: what the kernel compares.
  [[nodiscard]] bits newest(location where) const;

  /// By this address histories name the cell.
  [[nodiscard]] const void* name() const noexcept { return storage_; }

 private:
  struct implementation;
  [[nodiscard]] implementation& self() const noexcept;

  shadow lifetime_;
  alignas(16) mutable std::byte storage_[96];
};

}  // namespace interlock::relacy
