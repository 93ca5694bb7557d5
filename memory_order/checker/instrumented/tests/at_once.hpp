// SPDX-License-Identifier: MIT
/// @file
/// What clients of the tests have in common.
#pragma once

#include <thread>

namespace interlock::checker {

/// Runs `other` in a second thread while the calling one runs `mine`.
template <class Mine, class Other>
void at_once(Mine mine, Other other) {
  std::thread second{other};
  mine();
  second.join();
}

/// `pointer`, of which the compiler does not know where it leads.
template <class T>
[[gnu::noinline]] T* opaque(T* pointer) {
  asm volatile("" : "+r"(pointer) : : "memory");
  return pointer;
}

}  // namespace interlock::checker
