// SPDX-License-Identifier: MIT
/// @file
/// Relacy itself, without the macros by which it renames the language. Include it last.
#pragma once

#include <atomic>
#include <cassert>
#include <cerrno>
#include <cstdlib>

#pragma push_macro("assert")
#pragma push_macro("errno")
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Winline-new-delete"
#pragma GCC diagnostic ignored "-Wdollar-in-identifier-extension"
#include <relacy/relacy.hpp>
#undef $
#pragma GCC diagnostic pop
#undef VAR
#undef VAR_T
#undef TLS_T
#undef new
#undef delete
#undef malloc
#undef calloc
#undef realloc
#undef free
#undef memory_order_relaxed
#undef memory_order_consume
#undef memory_order_acquire
#undef memory_order_release
#undef memory_order_acq_rel
#undef memory_order_seq_cst
#pragma pop_macro("errno")
#pragma pop_macro("assert")
