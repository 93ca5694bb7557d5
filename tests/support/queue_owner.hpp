// SPDX-License-Identifier: MIT
/// @file
/// A queue of a row of the registry, owned.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <cstddef>
#include <optional>
#include <utility>

namespace interlock::support {

template <class Row, class T>
class queue_owner {
 public:
  explicit queue_owner(std::size_t capacity, std::size_t first_index = 0)
      : queue_{Row::template make<T, std_backend>(capacity, first_index)} {}
  queue_owner(const queue_owner&) = delete;
  queue_owner& operator=(const queue_owner&) = delete;
  ~queue_owner() { destroy<std_backend>(queue_); }

  [[nodiscard]] bool try_push(T&& value) {
    return Row::template try_push<T, std_backend>(*queue_, std::move(value));
  }
  [[nodiscard]] std::optional<T> try_pop() {
    return Row::template try_pop<T, std_backend>(*queue_);
  }

 private:
  typename Row::template type<T, std_backend>* queue_;
};

}  // namespace interlock::support
