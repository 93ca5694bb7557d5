// SPDX-License-Identifier: MIT
/// @file
/// The graph of lock orders against a search of all paths.
#include <interlock/sync/detail/lock_graph.hpp>

#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <string>
#include <utility>

namespace interlock::detail {
namespace {

using pair = std::pair<std::uint64_t, std::uint64_t>;

/// Edges that close no cycle, searched from scratch each time.
struct plain_graph {
  [[nodiscard]] bool leads(std::uint64_t from, std::uint64_t to) const {
    std::set<std::uint64_t> seen{from};
    for (std::size_t before = 0; before != seen.size();) {
      before = seen.size();
      for (const auto& [first, second] : edges) {
        if (seen.contains(first)) seen.insert(second);
      }
    }
    return seen.contains(to);
  }
  void remove(std::uint64_t gone) {
    for (auto* all : {&edges, &closing}) {
      std::erase_if(*all, [&](const pair& e) { return e.first == gone || e.second == gone; });
    }
  }
  std::set<pair> edges;
  std::set<pair> closing;
};

lock_identity numbered(std::uint64_t number) { return {number, nullptr, nullptr}; }

/// The cycle begins with the new edge, and goes on along edges that the graph has.
void expect_a_cycle(const std::vector<lock_order_step>& cycle, const plain_graph& known,
                    const pair& added) {
  const auto ends = [](const lock_order_step& step) {
    return pair{step.thread.number / 1'000, step.thread.number % 1'000};
  };
  ASSERT_FALSE(cycle.empty());
  EXPECT_EQ(ends(cycle.front()), added);
  EXPECT_EQ(ends(cycle.back()).second, added.first);
  for (std::size_t i = 1; i < cycle.size(); ++i) {
    EXPECT_EQ(ends(cycle[i]).first, ends(cycle[i - 1]).second);
    EXPECT_TRUE(known.edges.contains(ends(cycle[i])));
  }
}

TEST(LockGraph, FindsEveryCycleAndNoOthers) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 random{seed};
    const std::uint64_t locks = 3 + seed % 12;
    lock_graph graph;
    plain_graph oracle;
    const auto any_lock = [&] { return std::uint64_t{1} + random() % locks; };
    for (int step = 0; step < 300; ++step) {
      if (random() % 8 == 0) {
        const std::uint64_t gone = any_lock();
        graph.remove(gone);
        oracle.remove(gone);
        continue;
      }
      const pair added{any_lock(), any_lock()};
      const auto [first, second] = added;
      const auto cycle =
          graph.connect(numbered(first), numbered(second), {{}, {}, {first * 1'000 + second, 0}});
      if (oracle.edges.contains(added) || oracle.closing.contains(added)) {
        EXPECT_TRUE(cycle.empty()) << "known already";
      } else if (oracle.leads(second, first)) {
        expect_a_cycle(cycle, oracle, added);
        oracle.closing.insert(added);
      } else {
        EXPECT_TRUE(cycle.empty());
        oracle.edges.insert(added);
      }
    }
  }
}

TEST(LockGraph, IsEmptyWhenAllLocksAreGone) {
  lock_graph graph;
  for (std::uint64_t i = 1; i <= 10; ++i) {
    for (std::uint64_t j = 1; j <= 10; ++j) {
      (void)graph.connect(numbered(i), numbered(j), {{}, {}, {}});
    }
  }
  EXPECT_EQ(graph.locks(), 10U);
  for (std::uint64_t i = 1; i <= 10; ++i) graph.remove(i);
  EXPECT_EQ(graph.locks(), 0U);
  graph.remove(1);
}

/// A search of all that follows each time would take minutes.
TEST(LockGraph, LongChainsAreNotSearched) {
  lock_graph graph;
  constexpr std::uint64_t length = 20'000;
  for (std::uint64_t i = 1; i < length; ++i) {
    (void)graph.connect(numbered(i), numbered(i + 1), {{}, {}, {}});
  }
  for (std::uint64_t i = 1; i + 2 < length; ++i) {
    EXPECT_TRUE(graph.connect(numbered(i), numbered(i + 2), {{}, {}, {}}).empty());
  }
  EXPECT_EQ(graph.connect(numbered(length), numbered(1), {{}, {}, {}}).size(), length / 2 + 1);
}

}  // namespace
}  // namespace interlock::detail
