// SPDX-License-Identifier: MIT
/// @file
/// See access_history.hpp.
#include "access_history.hpp"

namespace interlock::checker::instrumented {
namespace {

/// Whether everything that conflicts with `old` conflicts with `now` too.
[[nodiscard]] bool covers(const access& now, const access& old) noexcept {
  return (old.bytes & ~now.bytes) == 0 && (now.writes || !old.writes) &&
         (!now.atomic || old.atomic);
}

}  // namespace

bool access_history::is_repeated(const word_cell& where, const access& now) const noexcept {
  if (where.accesses == none) return false;
  const access& newest = records_[where.accesses].what;
  return newest.thread == now.thread && newest.date == now.date && covers(newest, now);
}

std::optional<access> access_history::unordered(const word_cell& where, const access& now,
                                                const view& known) const noexcept {
  for (std::uint32_t i = where.accesses; i != none; i = records_[i].older) {
    const access& earlier = records_[i].what;
    if (conflict(earlier, now) && known.count(earlier.thread) <= earlier.date) return earlier;
  }
  return std::nullopt;
}

void access_history::add(word_cell& where, const access& now) {
  // Whoever is unordered with an access of the same thread, or with one that a plain write is
  // ordered after, is unordered with the newer one as well: the older one can go.
  std::uint32_t* link = &where.accesses;
  std::uint32_t reusable = none;
  while (*link != none) {
    record& each = records_[*link];
    const bool superseded =
        covers(now, each.what) && (each.what.thread == now.thread || (now.writes && !now.atomic));
    if (!superseded) {
      link = &each.older;
      continue;
    }
    reusable = *link;
    *link = each.older;
  }
  if (reusable == none) {
    reusable = static_cast<std::uint32_t>(records_.size());
    records_.emplace_back();
  }
  records_[reusable] = {now, where.accesses};
  where.accesses = reusable;
}

}  // namespace interlock::checker::instrumented
