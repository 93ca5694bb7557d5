// SPDX-License-Identifier: MIT
/// @file
/// `atomic<T>`: the operations of `std::atomic<T>`, executed by Relacy. There are no default orders
/// and no operators.
#pragma once

#include <interlock/memory_order/relacy/cell.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace interlock::relacy {

template <class T>
class atomic {
  static_assert(representable<T>, "atomic: T must be trivially copyable and at most 16 bytes");
  static constexpr bool counts = std::is_integral_v<T> && !std::is_same_v<T, bool>;

 public:
  using value_type = T;
  using difference_type = std::conditional_t<std::is_pointer_v<T>, std::ptrdiff_t, T>;

  atomic() noexcept : atomic{T{}} {}
  atomic(T initial, location where = location::current()) noexcept
      : cell_{encode(initial), where} {}
  atomic(const atomic&) = delete;
  atomic& operator=(const atomic&) = delete;

  [[nodiscard]] T load(std::memory_order order,
                       location where = location::current()) const noexcept {
    return decode<T>(cell_.load(order, where));
  }

  void store(T value, std::memory_order order, location where = location::current()) noexcept {
    cell_.store(encode(value), order, where);
  }

  T exchange(T value, std::memory_order order, location where = location::current()) noexcept {
    return modify(update::exchange, encode(value), order, where);
  }

  bool compare_exchange_weak(T& expected, T desired, std::memory_order success,
                             std::memory_order failure,
                             location where = location::current()) noexcept {
    return compare_exchange(true, expected, desired, success, failure, where);
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order order,
                             location where = location::current()) noexcept {
    return compare_exchange(true, expected, desired, order, on_failure(order), where);
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order success,
                               std::memory_order failure,
                               location where = location::current()) noexcept {
    return compare_exchange(false, expected, desired, success, failure, where);
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order order,
                               location where = location::current()) noexcept {
    return compare_exchange(false, expected, desired, order, on_failure(order), where);
  }

  T fetch_add(difference_type operand, std::memory_order order,
              location where = location::current()) noexcept
      requires(counts || std::is_pointer_v<T>) {
    return modify(update::add, distance(operand), order, where);
  }
  T fetch_sub(difference_type operand, std::memory_order order,
              location where = location::current()) noexcept
      requires(counts || std::is_pointer_v<T>) {
    return modify(update::subtract, distance(operand), order, where);
  }
  T fetch_and(T operand, std::memory_order order,
              location where = location::current()) noexcept requires counts {
    return modify(update::bit_and, encode(operand), order, where);
  }
  T fetch_or(T operand, std::memory_order order,
             location where = location::current()) noexcept requires counts {
    return modify(update::bit_or, encode(operand), order, where);
  }
  T fetch_xor(T operand, std::memory_order order,
              location where = location::current()) noexcept requires counts {
    return modify(update::bit_xor, encode(operand), order, where);
  }

  /// What the futex compares and where it sleeps.
  [[nodiscard]] const cell& model() const noexcept { return cell_; }

 private:
  /// The order of a failed compare-exchange that names only one.
  static constexpr std::memory_order on_failure(std::memory_order order) noexcept {
    if (order == std::memory_order::acq_rel) return std::memory_order::acquire;
    if (order == std::memory_order::release) return std::memory_order::relaxed;
    return order;
  }

  static bits distance(difference_type operand) noexcept {
    if constexpr (std::is_pointer_v<T>) {
      return encode(operand * static_cast<std::ptrdiff_t>(sizeof(std::remove_pointer_t<T>)));
    } else {
      return encode(operand);
    }
  }

  T modify(update how, bits operand, std::memory_order order, location where) noexcept {
    constexpr std::uint64_t mask = sizeof(T) <= 8 ? mask_of<T> : ~std::uint64_t{0};
    return decode<T>(cell_.modify(how, operand, mask, order, where));
  }

  bool compare_exchange(bool weak, T& expected, T desired, std::memory_order success,
                        std::memory_order failure, location where) noexcept {
    bits seen = encode(expected);
    const bool exchanged =
        cell_.compare_exchange(weak, seen, encode(desired), success, failure, where);
    if (!exchanged) expected = decode<T>(seen);
    return exchanged;
  }

  cell cell_;
};

}  // namespace interlock::relacy
