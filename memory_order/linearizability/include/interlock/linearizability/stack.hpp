// SPDX-License-Identifier: MIT
/// @file
/// `stack`: what comes out is what went in last. `push` fails on a full stack, `pop` on an empty
/// one.
#pragma once

#include <interlock/linearizability/transfer.hpp>

#include <cstddef>
#include <limits>
#include <vector>

namespace interlock::linearizability {

template <class T>
class stack : public transfer<T> {
 public:
  using typename transfer<T>::answer;
  using typename transfer<T>::call;

  explicit stack(std::size_t capacity = std::numeric_limits<std::size_t>::max())
      : capacity_{capacity} {}

  answer apply(const call& what) {
    if (what.is_push) {
      if (items_.size() == capacity_) return this->pushed(false);
      items_.push_back(what.value);
      return this->pushed(true);
    }
    if (items_.empty()) return this->popped(std::nullopt);
    const T last = items_.back();
    items_.pop_back();
    return this->popped(last);
  }

  friend bool operator==(const stack&, const stack&) = default;

 private:
  std::size_t capacity_;
  std::vector<T> items_;
};

}  // namespace interlock::linearizability
