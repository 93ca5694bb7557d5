// SPDX-License-Identifier: MIT
/// @file
/// A queue could lose an element whose move constructor throws.
// error: T's move constructor must not throw
#include <interlock/lockfree/queue.hpp>

struct risky {
  risky() = default;
  risky(risky&&) noexcept(false) {}
};

void push(interlock::queue<risky>& elements) { elements.emplace(); }
