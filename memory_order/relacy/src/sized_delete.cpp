// SPDX-License-Identifier: MIT
/// @file
/// The forms of operator delete that Relacy lacks beside its own operator new: without them,
/// containers of the C++ library would give its memory to the C library.
#include "relacy_library.hpp"

#include <cstddef>

void operator delete(void* memory, std::size_t) noexcept { ::operator delete(memory); }
void operator delete[](void* memory, std::size_t) noexcept { ::operator delete[](memory); }
