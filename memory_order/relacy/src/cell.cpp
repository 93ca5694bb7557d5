// SPDX-License-Identifier: MIT
/// @file
/// Atomics: `bits` in an `rl::atomic`, and the orders of C++ in those of Relacy.
#include <interlock/memory_order/relacy/cell.hpp>
#include <interlock/memory_order/relacy/model.hpp>

#include "execution.hpp"

#include <new>
#include <ostream>

namespace interlock::relacy {
namespace {

/// The second operand of arithmetic that wraps at the width of a type.
struct operand {
  bits value;
  std::uint64_t mask;
};

bits operator+(const bits& left, const operand& right) {
  return {(left.low + right.value.low) & right.mask, 0};
}
bits operator-(const bits& left, const operand& right) {
  return {(left.low - right.value.low) & right.mask, 0};
}
bits operator&(const bits& left, const operand& right) { return {left.low & right.value.low, 0}; }
bits operator|(const bits& left, const operand& right) { return {left.low | right.value.low, 0}; }
bits operator^(const bits& left, const operand& right) { return {left.low ^ right.value.low, 0}; }

bool releases_only(rl::memory_order order) {
  return order == rl::mo_release || order == rl::mo_acq_rel;
}

/// Relacy knows the rule of C++11: a failure is not ordered more strongly than a success.
bool relacy_accepts(rl::memory_order success, rl::memory_order failure) {
  switch (failure) {
    case rl::mo_relaxed:
      return true;
    case rl::mo_acquire:
      return success != rl::mo_relaxed && success != rl::mo_release;
    default:
      return success == failure;
  }
}

void print(std::ostream& out, const bits& value) {
  const bool small = value.high == 0 && value.low < 100000;
  if (small) {
    out << value.low;
  } else {
    out << std::hex << "0x" << value.low << std::dec;
    if (value.high != 0) out << std::hex << ":0x" << value.high << std::dec;
  }
}

std::ostream& operator<<(std::ostream& out, const operand& right) {
  print(out, right.value);
  return out;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const bits& value) {
  print(out, value);
  return out;
}

struct cell::implementation {
  rl::atomic<bits> value;
};

cell::implementation& cell::self() const noexcept {
  return *std::launder(reinterpret_cast<implementation*>(storage_));
}

cell::cell(bits initial, location where) : lifetime_{where} {
  static_assert(sizeof(implementation) <= sizeof(storage_));
  rl::context& context = relacy_context();
  auto* const made = ::new (storage_) implementation;
  // Initialisation is no step at which another thread could run.
  const rl::preemption_disabler undisturbed{context};
  made->value.store(initial, rl::mo_relaxed, place(where));
}

cell::~cell() { self().~implementation(); }

bits cell::load(std::memory_order order, location where) const {
  const rl::memory_order wanted = relacy_order(order);
  if (releases_only(wanted)) fail("atomic: a load cannot release", where);
  lifetime_.read(nullptr, where);
  return self().value.load(wanted, place(where));
}

void cell::store(bits value, std::memory_order order, location where) {
  const rl::memory_order wanted = relacy_order(order);
  if (wanted == rl::mo_acquire || wanted == rl::mo_acq_rel)
    fail("atomic: a store cannot acquire", where);
  lifetime_.read(nullptr, where);
  self().value.store(value, wanted, place(where));
}

bits cell::modify(update how, bits right, std::uint64_t mask, std::memory_order order,
                  location where) {
  lifetime_.read(nullptr, where);
  rl::atomic<bits>& value = self().value;
  const rl::memory_order wanted = relacy_order(order);
  const rl::debug_info here = place(where);
  const operand with{right, mask};
  switch (how) {
    case update::exchange:
      return value.exchange(right, wanted, here);
    case update::add:
      return value.rmw(rl::rmw_type_t<rl::rmw_type_add>{}, with, wanted, here);
    case update::subtract:
      return value.rmw(rl::rmw_type_t<rl::rmw_type_sub>{}, with, wanted, here);
    case update::bit_and:
      return value.rmw(rl::rmw_type_t<rl::rmw_type_and>{}, with, wanted, here);
    case update::bit_or:
      return value.rmw(rl::rmw_type_t<rl::rmw_type_or>{}, with, wanted, here);
    case update::bit_xor:
      return value.rmw(rl::rmw_type_t<rl::rmw_type_xor>{}, with, wanted, here);
  }
  return {};
}

bool cell::compare_exchange(bool may_fail_spuriously, bits& expected, bits desired,
                            std::memory_order success, std::memory_order failure, location where) {
  const rl::memory_order on_success = relacy_order(success);
  const rl::memory_order on_failure = relacy_order(failure);
  if (releases_only(on_failure)) fail("atomic: a failed compare-exchange cannot release", where);
  lifetime_.read(nullptr, where);
  const bool exact = relacy_accepts(on_success, on_failure);
  const rl::memory_order stated = exact ? on_failure : rl::mo_relaxed;
  rl::atomic<bits>& value = self().value;
  const rl::debug_info here = place(where);
  const bool exchanged =
      may_fail_spuriously
          ? value.compare_exchange_weak(expected, desired, on_success, here, stated, here)
          : value.compare_exchange_strong(expected, desired, on_success, here, stated, here);
  // A fence after a relaxed load acquires what an acquire load would.
  if (!exchanged && !exact) relacy_context().atomic_thread_fence_acquire();
  return exchanged;
}

bits cell::newest(location where) const {
  lifetime_.read(nullptr, where);
  rl::atomic<bits>& value = self().value;
  // In Relacy a compare-exchange never fails on an old value; against one's opposite it does fail.
  const rl::debug_info here = place(where);
  bits seen;
  do {
    const bits latest = value.debug_value();
    seen = {~latest.low, latest.high};
  } while (value.compare_exchange_strong(seen, seen, rl::mo_relaxed, here, rl::mo_relaxed, here));
  return seen;
}

}  // namespace interlock::relacy
