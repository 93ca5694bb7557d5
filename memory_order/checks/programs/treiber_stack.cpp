// SPDX-License-Identifier: MIT
/// @file
/// Treiber's stack [Tre86] over nodes that are named by number, with a count against ABA.
#include "link.hpp"
#include "table.hpp"

namespace interlock::programs {
namespace {

/// `Writers` threads announce a value and push its name; `Readers` pop one and look it up.
template <int Writers, int Readers, int FirstName>
struct stack_client {
  struct node {
    B::plain<std::uint32_t> name;
    B::atomic<link> next{link{}};
  };

  static constexpr std::size_t places = Writers + 1;
  std::array<node, places> nodes;
  std::array<B::atomic<int>, places> values;
  B::atomic<link> top{link{}};

  void push(std::uint32_t self, std::uint32_t name) {
    nodes[self].name.write(name);
    link old{};
    do {
      old = top.load(order::acquire);
      nodes[self].next.store(old, order::relaxed);
    } while (compare_exchange(top, old, link{self, old.count + 1}, order::release) != old);
  }
  /// The name that was pushed, or 0.
  std::uint32_t pop() {
    const link old = top.load(order::acquire);
    if (old.node == 0) return 0;
    const link next = nodes[old.node].next.load(order::relaxed);
    if (compare_exchange(top, old, link{next.node, old.count + 1}, order::release) != old) {
      end_fruitless_round();
    }
    return nodes[old.node].name.read();
  }
  void thread(int self) {
    if (self < Writers) {
      const auto name = static_cast<std::uint32_t>(self + FirstName);
      values[name].store(self + 42, order::relaxed);
      return push(static_cast<std::uint32_t>(self + 1), name);
    }
    const std::uint32_t name = pop();
    if (name != 0) (void)values[name].load(order::relaxed);
  }
};

template <int Writers, int Readers, int FirstName>
void run_stack() {
  run<stack_client<Writers, Readers, FirstName>>(Writers + Readers);
}

}  // namespace

std::vector<program> treiber_stacks() {
  return {{"genmc/treiber-stack", 18, 0, run_stack<2, 1, 1>},
          // In these, the first writer's name is 0: who pops it has nothing to look up.
          {"genmc/treiber-stack/2R2W", 80, 0, run_stack<2, 2, 0>},
          {"genmc/treiber-stack/3R3W", 46824, 9.4, run_stack<3, 3, 0>}};
}

}  // namespace interlock::programs
