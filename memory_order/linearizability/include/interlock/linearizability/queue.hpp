// SPDX-License-Identifier: MIT
/// @file
/// `queue`: what comes out is what went in first. `push` fails on a full queue, `pop` on an empty
/// one.
#pragma once

#include <interlock/linearizability/transfer.hpp>

#include <cstddef>
#include <limits>
#include <vector>

namespace interlock::linearizability {

template <class T>
class queue : public transfer<T> {
 public:
  using typename transfer<T>::answer;
  using typename transfer<T>::call;

  explicit queue(std::size_t capacity = std::numeric_limits<std::size_t>::max())
      : capacity_{capacity} {}

  answer apply(const call& what) {
    if (what.is_push) {
      if (items_.size() == capacity_) return this->pushed(false);
      items_.push_back(what.value);
      return this->pushed(true);
    }
    if (items_.empty()) return this->popped(std::nullopt);
    const T first = items_.front();
    items_.erase(items_.begin());
    return this->popped(first);
  }

  friend bool operator==(const queue&, const queue&) = default;

 private:
  std::size_t capacity_;
  std::vector<T> items_;
};

}  // namespace interlock::linearizability
