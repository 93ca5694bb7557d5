// SPDX-License-Identifier: MIT
/// @file
/// `shadow`: what Relacy knows about a piece of non-atomic memory: who has written and read it, and
/// that it still exists.
#pragma once

#include <interlock/memory_order/relacy/bits.hpp>
#include <interlock/memory_order/relacy/location.hpp>

#include <cstdint>

namespace interlock::relacy {

/// Creation, `write` and destruction are writes: each fails the execution as a data race unless
/// every earlier access by another thread happens before it. A `read` only conflicts with writes.
/// `what` names the access in the history.
class shadow {
 public:
  explicit shadow(location where);
  shadow(const shadow&) = delete;
  shadow& operator=(const shadow&) = delete;
  ~shadow();

  /// Nothing is written to the history if `what` is null; `shown` is the value to print there, if
  /// any.
  void read(const char* what, location where, const bits* shown = nullptr) const;
  void write(const char* what, location where, const bits* shown = nullptr);

 private:
  void require_alive(location where) const;

  void* history_;
  std::uint64_t alive_;
};

}  // namespace interlock::relacy
