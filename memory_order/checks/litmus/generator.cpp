// SPDX-License-Identifier: MIT
/// @file
/// Profiles as tables of weights, and the programs drawn from them.
#include "generator.hpp"

#include "random.hpp"

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace interlock::litmus {
namespace {

struct shape {
  std::size_t threads;
  std::size_t locations;
  int operations;  ///< of one thread, at most
};

/// Repeat an order to make it more likely.
using orders = std::vector<access>;
using enum access;

struct style {
  std::vector<std::pair<kind, unsigned>> kinds;  ///< with their weights
  orders loads{relaxed, acquire, seq_cst};
  orders stores{relaxed, release, seq_cst};
  orders updates{relaxed, acquire, release, acq_rel, seq_cst};
  orders fences{acquire, release, acq_rel, seq_cst, seq_cst};
  std::vector<shape> shapes{{2, 2, 5}, {3, 2, 3}, {3, 3, 3}, {4, 2, 2}};
  bool loads_first = false;
  bool plain_data = false;  ///< the last location is accessed by plain loads and stores alone
};

style style_of(profile likely) {
  style s;
  s.kinds = {{kind::store, 35},    {kind::load, 35},    {kind::fence, 10},
             {kind::fetch_add, 7}, {kind::exchange, 4}, {kind::compare_exchange, 5},
             {kind::branch, 3},    {kind::await, 1}};
  switch (likely) {
    case profile::mixed:
      break;
    case profile::seq_cst:
      s.loads = {seq_cst, seq_cst, seq_cst, acquire, relaxed};
      s.stores = {seq_cst, seq_cst, seq_cst, release, relaxed};
      s.updates = {seq_cst, seq_cst, acq_rel, relaxed};
      s.fences = {seq_cst};
      break;
    case profile::release_acquire:
      s.loads = {acquire, acquire, relaxed};
      s.stores = {release, release, relaxed};
      s.updates = {acq_rel, acquire, release, relaxed};
      s.fences = {acquire, release, acq_rel};
      break;
    case profile::load_first:
      s.kinds = {{kind::store, 50},     {kind::load, 15},    {kind::branch, 10},
                 {kind::fetch_add, 12}, {kind::exchange, 5}, {kind::compare_exchange, 8}};
      s.loads = {relaxed, relaxed, acquire, seq_cst};
      s.shapes = {{2, 2, 4}, {3, 2, 4}, {3, 3, 4}, {4, 2, 3}, {4, 3, 2}};
      s.loads_first = true;
      break;
    case profile::updates:
      s.kinds = {{kind::store, 15},
                 {kind::load, 15},
                 {kind::fetch_add, 30},
                 {kind::exchange, 20},
                 {kind::compare_exchange, 25}};
      s.shapes = {{2, 1, 4}, {2, 2, 4}, {3, 1, 2}, {3, 2, 3}};
      break;
    case profile::fences:
      s.kinds = {{kind::store, 30}, {kind::load, 30}, {kind::fence, 30}, {kind::fetch_add, 5}};
      s.loads = {relaxed, relaxed, relaxed, relaxed, acquire, seq_cst};
      s.stores = {relaxed, relaxed, relaxed, relaxed, release, seq_cst};
      s.updates = {relaxed};
      s.shapes = {{2, 2, 6}, {3, 2, 4}, {3, 3, 4}, {4, 2, 3}};
      break;
    case profile::awaits:
      s.kinds = {{kind::store, 40},   {kind::load, 10},   {kind::fence, 5}, {kind::fetch_add, 10},
                 {kind::exchange, 5}, {kind::branch, 10}, {kind::await, 18}};
      s.shapes = {{2, 2, 5}, {3, 2, 3}, {3, 3, 3}, {4, 2, 2}};
      break;
    case profile::plain:
      s.kinds = {{kind::store, 30}, {kind::load, 25},   {kind::fence, 8},   {kind::fetch_add, 10},
                 {kind::await, 5},  {kind::branch, 30}, {kind::exchange, 5}};
      s.loads = {acquire, acquire, acquire, seq_cst, relaxed};
      s.stores = {release, release, release, seq_cst, relaxed};
      s.updates = {acq_rel, acq_rel, seq_cst, relaxed};
      s.shapes = {{2, 2, 4}, {2, 3, 5}, {3, 2, 3}, {3, 3, 4}};
      s.plain_data = true;
      break;
  }
  return s;
}

/// Draws the operations of one thread.
class thread_generator {
 public:
  thread_generator(const style& s, const shape& size, std::size_t index, random_source& random)
      : style_{s},
        size_{size},
        index_{index},
        random_{random},
        last_location_{random.below(size.locations)} {}

  [[nodiscard]] thread run() {
    const int operations = random_.between(size_.threads > 3 ? 1 : 2, size_.operations);
    if (style_.loads_first) add(kind::load);
    while (static_cast<int>(count_operations(owner_.operations)) < operations)
      add(pick_kind(owner_.operations));
    if (owner_.operations.back().what == kind::fence) add(kind::load);
    return std::move(owner_);
  }

 private:
  void add(kind what) { append(owner_.operations, what); }

  void append(std::vector<operation>& operations, kind what) {
    operation op;
    op.what = what;
    if (what == kind::branch) {
      make_branch(op);
    } else if (what == kind::fence) {
      op.order = pick(style_.fences);
    } else {
      make_access(op);
    }
    operations.push_back(std::move(op));
  }

  /// A fence stands between two accesses, and a branch tests something that was read.
  kind pick_kind(const std::vector<operation>& before) {
    for (;;) {
      const kind what = pick_kind();
      if (what == kind::fence && (before.empty() || before.back().what == kind::fence)) continue;
      if (what == kind::branch && owner_.registers.empty()) continue;
      if (reads(what) && owner_.registers.size() == max_registers) continue;
      return what;
    }
  }

  kind pick_kind() {
    unsigned total = 0;
    for (const auto& [what, weight] : style_.kinds) total += weight;
    std::size_t left = random_.below(total);
    for (const auto& [what, weight] : style_.kinds) {
      if (left < weight) return what;
      left -= weight;
    }
    return kind::load;
  }

  void make_branch(operation& op) {
    op.target = random_.below(owner_.registers.size());
    op.expected.value = random_.chance(50) ? 1 : interesting_value();
    for (int count = random_.between(1, 2); count > 0; --count) {
      kind what = pick_kind(op.then);
      while (what == kind::branch || what == kind::await) what = pick_kind(op.then);
      append(op.then, what);
    }
  }

  void make_access(operation& op) {
    const bool only_atomic = op.what != kind::load && op.what != kind::store;
    const bool data = style_.plain_data && !only_atomic && random_.chance(50);
    op.location =
        data ? size_.locations - 1 : random_.below(size_.locations - (style_.plain_data ? 1 : 0));
    op.order = data ? access::plain : pick(orders_of(op.what));
    if (writes(op.what)) op.value = written_value(op.what);
    if (op.what == kind::compare_exchange) {
      op.failure_order = pick({relaxed, acquire, seq_cst});
      op.expected.value = interesting_value();
    }
    if (op.what == kind::await) {
      op.relation = random_.chance(85) ? comparison::not_equal : comparison::equal;
      if (op.relation == comparison::equal) op.expected.value = interesting_value();
    }
    if (reads(op.what)) op.target = new_register();
  }

  /// Mostly another one than before: threads communicate through orders between two locations.
  std::size_t next_location() {
    const std::size_t count = size_.locations - (style_.plain_data ? 1 : 0);
    last_location_ = random_.chance(60) ? (last_location_ + 1) % count : random_.below(count);
    return last_location_;
  }

  [[nodiscard]] const orders& orders_of(kind what) const {
    if (what == kind::load || what == kind::await) return style_.loads;
    return what == kind::store ? style_.stores : style_.updates;
  }

  /// Constants differ between threads, so that a value tells who wrote it.
  operand written_value(kind what) {
    if (what == kind::fetch_add) return {operand::source::constant, random_.chance(80) ? 1 : 0};
    if (!owner_.registers.empty() && random_.chance(15))
      return {operand::source::register_value,
              static_cast<int>(random_.below(owner_.registers.size()))};
    return {operand::source::constant, 2 * static_cast<int>(index_) + random_.between(1, 2)};
  }

  int interesting_value() { return random_.between(0, 3); }

  std::size_t new_register() {
    owner_.registers.push_back("r" + std::to_string(owner_.registers.size()));
    return owner_.registers.size() - 1;
  }

  access pick(const orders& choices) { return random_.pick(std::span{choices}); }
  access pick(std::initializer_list<access> choices) {
    return random_.pick(std::span<const access>{choices.begin(), choices.size()});
  }

  const style& style_;
  const shape& size_;
  const std::size_t index_;
  random_source& random_;
  std::size_t last_location_;
  thread owner_;
};

}  // namespace

std::string_view name_of(profile likely) noexcept {
  static constexpr std::array<std::string_view, all_profiles.size()> names{
      "mixed", "seq_cst", "release_acquire", "load_first", "updates", "fences", "awaits", "plain"};
  return names[static_cast<std::size_t>(likely)];
}

program generate(profile likely, std::uint64_t seed) {
  const style s = style_of(likely);
  random_source random{seed * all_profiles.size() + static_cast<std::uint64_t>(likely)};
  const shape size = random.pick(std::span<const shape>{s.shapes});
  program result;
  result.name = std::string{name_of(likely)} + "-" + std::to_string(seed);
  for (std::size_t index = 0; index < size.locations; ++index)
    result.locations.push_back({std::string(1, static_cast<char>('x' + index)), 0});
  for (std::size_t index = 0; index < size.threads; ++index)
    result.threads.push_back(thread_generator{s, size, index, random}.run());
  validate(result);
  return result;
}

}  // namespace interlock::litmus
