// SPDX-License-Identifier: MIT
/// @file
/// Which group of processors a thread runs in. Locks that know (`cna_lock`, `hmcs_lock`) prefer to
/// pass between threads of one group, where the data that they protect need not travel far.
///
/// The groups are the NUMA nodes of the machine, or what a topology of one's own says: the sockets,
/// or the processors with a cache in common.
///
///     struct by_cache {
///       template <interlock::backend B>
///       static unsigned group() noexcept;  // of the calling thread
///     };
///     using lock = interlock::basic_cna_lock<255, by_cache>;
///
/// A group is a hint: threads move. Whatever a topology says, only the order of entry depends on
/// it.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <concepts>

namespace interlock {

/// `T::group<B>()`: the number of the group that the calling thread runs in.
template <class T, class B = std_backend>
concept topology = backend<B> && requires {
  { T::template group<B>() }
  noexcept->std::same_as<unsigned>;
};

/// The nodes of the machine, numbered from 0: those that have processors. What a machine does not
/// tell is one node.
struct numa_nodes {
  template <backend B>
  [[nodiscard]] static unsigned group() noexcept {
    return B::numa_node();
  }
};

static_assert(topology<numa_nodes>);

}  // namespace interlock
