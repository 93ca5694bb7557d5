// SPDX-License-Identifier: MIT
/// @file
/// `slot<T>`: raw storage whose users must be ordered, and which knows whether it holds an object.
#pragma once

#include <interlock/memory_order/relacy/location.hpp>
#include <interlock/memory_order/relacy/model.hpp>
#include <interlock/memory_order/relacy/shadow.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace interlock::relacy {

template <class T>
class slot {
 public:
  slot(location where = location::current()) noexcept : shadow_{where} {}
  slot(const slot&) = delete;
  slot& operator=(const slot&) = delete;
  ~slot() {
    if (std::is_trivially_destructible_v<T>) return;
    require(!holds_, "slot: destroyed with an object in it", location::current());
  }

  /// If the constructor of `T` throws, the slot stays empty.
  template <class... Args>
  T& construct(Args&&... args) {
    shadow_.write("slot.construct", location::current());
    require(!holds_, "slot: construct() over an object", location::current());
    T* const object = std::construct_at(std::addressof(value_), std::forward<Args>(args)...);
    holds_ = true;
    return *object;
  }

  void destroy(location where = location::current()) noexcept {
    shadow_.write("slot.destroy", where);
    require(holds_, "slot: destroy() without an object", where);
    holds_ = false;
    std::destroy_at(std::addressof(value_));
  }

  [[nodiscard]] T& exclusive(location where = location::current()) noexcept {
    shadow_.write("slot.exclusive", where);
    require(holds_, "slot: exclusive() without an object", where);
    return value_;
  }

  [[nodiscard]] const T& shared(location where = location::current()) const noexcept {
    shadow_.read("slot.shared", where);
    require(holds_, "slot: shared() without an object", where);
    return value_;
  }

 private:
  static void require(bool condition, const char* rule, location where) noexcept {
    if (!condition) fail(rule, where);
  }

  shadow shadow_;
  bool holds_ = false;
  union {
    T value_;
  };
};

}  // namespace interlock::relacy
