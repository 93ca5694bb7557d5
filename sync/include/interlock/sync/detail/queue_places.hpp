// SPDX-License-Identifier: MIT
/// @file
/// A table of the nodes with which threads stand in line, for locks that have no room for a pointer
/// to one.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace interlock::detail {

/// The places 1 to `Places` of a process. A thread keeps the first one that it gets until it ends.
template <unsigned Places, backend B>
class [[gnu::visibility("default")]] queue_places {
 public:
  struct alignas(cache_line) node {
    typename B::template atomic<node*> next{nullptr};
    typename B::template atomic<bool> admitted{false};
    typename B::template atomic<bool> taken{false};
  };

  /// The calling thread's place; 0 if all are taken, or the thread's objects are gone.
  [[nodiscard]] static std::uint32_t mine() noexcept {
    claim* const own = B::template per_thread<claim>::get();
    if (own == nullptr) return 0;
    if (own->place == 0) own->place = take();
    return own->place;
  }

  [[nodiscard]] static node& at(std::uint32_t place) noexcept {
    return B::template global<table>().nodes[place - 1];
  }

 private:
  struct [[gnu::visibility("default")]] table {
    std::array<node, Places> nodes{};
  };

  struct [[gnu::visibility("default")]] claim {
    claim() = default;
    claim(const claim&) = delete;
    claim& operator=(const claim&) = delete;
    ~claim() {
      if (place == 0) return;
      // (returned) release: our last wait with this node is over. Pairs with (claimed).
      at(place).taken.store(false, order::release);
    }
    std::uint32_t place = 0;
  };

  [[nodiscard]] static std::uint32_t take() noexcept {
    for (std::uint32_t place = 1; place <= Places; ++place) {
      auto& taken = at(place).taken;
      // relaxed: only a hint; (claimed) decides.
      if (taken.load(order::relaxed)) continue;
      // (claimed) acquire: the last wait with this node is over. Pairs with (returned).
      if (!taken.exchange(true, order::acquire)) return place;
    }
    return 0;
  }
};

}  // namespace interlock::detail
