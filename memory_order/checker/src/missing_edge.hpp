// SPDX-License-Identifier: MIT
/// @file
/// Why one event does not happen before another: the reads-from edges on the way between them that
/// do not synchronize.
#pragma once

#include "graph.hpp"

#include <optional>
#include <vector>

namespace interlock::checker {

/// A read of a write, or of what read-modify-writes made of it, that does not order what is before
/// the write before what is after the read.
struct weak_link {
  event_id write;
  event_id read;
  bool lacks_release = false;
  bool lacks_acquire = false;
  /// A release fence before the write that is too early, and an acquire fence after the read that
  /// is too late, to order what matters here.
  std::optional<event_id> early_fence;
  std::optional<event_id> late_fence;
};

/// On a way from `from` to `to` along program order, reads-from and what synchronizes, with as few
/// weak links as possible, these links. Nothing if there is no way.
[[nodiscard]] std::optional<std::vector<weak_link>> weak_links(const graph& g, event_id from,
                                                               event_id to);

/// A release operation and an acquire operation that synchronizes with it.
struct synchronization {
  event_id release;
  event_id acquire;
};

/// All of them through reads-from edges; not those by starts and joins.
[[nodiscard]] std::vector<synchronization> synchronizations(const graph& g);

}  // namespace interlock::checker
