// SPDX-License-Identifier: MIT
/// @file
/// The distance in bytes at which two objects do not disturb each other's cache line.
///
/// `std::hardware_destructive_interference_size` changes with compiler flags, so it must not shape
/// a type's layout. 128: x86-64 prefetches lines in pairs, and several aarch64 and ppc64 cores have
/// lines of 128 bytes.
#pragma once

#include <cstddef>

namespace interlock {

#if defined(__x86_64__) || defined(__aarch64__) || defined(__powerpc64__)
inline constexpr std::size_t cache_line = 128;
#else
inline constexpr std::size_t cache_line = 64;
#endif

}  // namespace interlock
