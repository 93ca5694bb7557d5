// SPDX-License-Identifier: MIT
/// @file
/// See kept_memory.hpp.
#include "kept_memory.hpp"

namespace interlock::checker::instrumented {

void kept_memory::about_to_change(word_cell& where, byte_mask bytes) {
  const auto fresh = static_cast<byte_mask>(bytes & ~where.kept);
  if (where.life == lifetime::owned || fresh == 0) return;
  where.kept = static_cast<byte_mask>(where.kept | fresh);
  old_word& old = old_.emplace_back(old_word{where.address, fresh, {}});
  const auto* const now = reinterpret_cast<const std::byte*>(where.address);
  for (std::size_t i = 0; i < word_bytes; ++i) {
    if ((fresh >> i & 1U) != 0) old.values[i] = now[i];
  }
}

void kept_memory::restore() noexcept {
  for (const old_word& each : old_) {
    auto* const now = reinterpret_cast<std::byte*>(each.address);
    for (std::size_t i = 0; i < word_bytes; ++i) {
      if ((each.bytes >> i & 1U) != 0) now[i] = each.values[i];
    }
  }
  old_.clear();
}

}  // namespace interlock::checker::instrumented
