// SPDX-License-Identifier: MIT
/// @file
/// `plain<T>`: shared data that is not atomic, with a shadow that proves its accesses race-free.
#pragma once

#include <interlock/memory_order/relacy/bits.hpp>
#include <interlock/memory_order/relacy/location.hpp>
#include <interlock/memory_order/relacy/shadow.hpp>

#include <type_traits>
#include <utility>

namespace interlock::relacy {

template <class T>
class plain {
 public:
  plain(location where = location::current()) noexcept : shadow_{where} {}
  explicit plain(T value, location where = location::current()) noexcept
      : shadow_{where}, value_{std::move(value)} {}
  plain(const plain&) = delete;
  plain& operator=(const plain&) = delete;

  [[nodiscard]] const T& read(location where = location::current()) const noexcept {
    if constexpr (printable) {
      const bits shown = encode(value_);
      shadow_.read("plain read", where, &shown);
    } else {
      shadow_.read("plain read", where);
    }
    return value_;
  }

  void write(T value, location where = location::current()) noexcept {
    if constexpr (printable) {
      const bits shown = encode(value);
      shadow_.write("plain write", where, &shown);
    } else {
      shadow_.write("plain write", where);
    }
    value_ = std::move(value);
  }

 private:
  static constexpr bool printable =
      std::is_integral_v<T> || std::is_enum_v<T> || std::is_pointer_v<T>;

  shadow shadow_;
  T value_{};
};

}  // namespace interlock::relacy
