// SPDX-License-Identifier: MIT
/// @file
/// The headers of Concurrency Kit, which are C: one function returns `false` for a pointer, and
/// pointers convert from `void*` (FindConcurrencyKit.cmake sees to that).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#define false 0
extern "C" {
#include <ck_brlock.h>
#include <ck_hp.h>
#include <ck_pflock.h>
#include <ck_ring.h>
#include <ck_rwlock.h>
#include <ck_sequence.h>
#include <ck_spinlock.h>
}
#undef false
