// SPDX-License-Identifier: MIT
/// @file
/// Scenario: threads read a value while others replace it, now and then with a function that
/// throws. Finds values made of parts of several, values that change while they are read, threads
/// that go back to an older value, changes that are lost, and halves of changes that failed.
#pragma once

#include <interlock/stress/test_case.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace interlock::stress {

/// What may be done with the value.
struct snapshot_facts {
  bool many_writers = true;
};

/// A number, and bytes that follow from it; as many as no machine copies at once, and an odd
/// number of them.
class stamped_bytes {
 public:
  explicit stamped_bytes(std::uint64_t number = 0) noexcept {
    stamp(number, [] {});
  }

  /// Calls `between` when half of it is done.
  template <class Between>
  void stamp(std::uint64_t number, Between between) {
    std::memcpy(bytes_.data(), &number, sizeof(number));
    for (std::size_t i = sizeof(number); i < bytes_.size(); ++i) {
      if (i == bytes_.size() / 2) between();
      bytes_[i] = at(number, i);
    }
  }
  [[nodiscard]] std::uint64_t number() const noexcept {
    std::uint64_t number = 0;
    std::memcpy(&number, bytes_.data(), sizeof(number));
    return number;
  }
  [[nodiscard]] bool is_whole() const noexcept {
    for (std::size_t i = sizeof(std::uint64_t); i < bytes_.size(); ++i) {
      if (bytes_[i] != at(number(), i)) return false;
    }
    return true;
  }

 private:
  static std::uint8_t at(std::uint64_t number, std::size_t i) noexcept {
    return static_cast<std::uint8_t>((number + i) * 0x9D);
  }
  std::array<std::uint8_t, 45> bytes_;
};

namespace detail {

template <class Snapshot>
class torn_reads_scenario {
 public:
  torn_reads_scenario(round_setup setup, snapshot_facts facts)
      : writers_{facts.many_writers ? setup.draw.between(1, setup.threads - 1) : 1},
        tallies_(setup.threads) {}

  role role_of(unsigned thread) {
    if (thread < writers_) return {"writer", [this](worker& self) { write(self); }};
    return {"reader", [this](worker& self) { read(self); }};
  }

  void finish(round_end& end) {
    tally sum;
    for (const tally& one : tallies_) {
      sum.changes += one.changes;
      sum.exceptions += one.exceptions;
      sum.reads += one.reads;
    }
    const stamped_bytes last = value_.load();
    if (!last.is_whole() || last.number() != sum.changes) {
      end.violation("after " + std::to_string(sum.changes) + " changes the value is number " +
                    std::to_string(last.number()));
    }
    end.observe("changes", sum.changes);
    end.observe("exceptions", sum.exceptions);
    end.observe("reads", sum.reads);
  }

 private:
  struct alignas(128) tally {
    std::uint64_t changes = 0;
    std::uint64_t exceptions = 0;
    std::uint64_t reads = 0;
  };
  struct refused {};

  /// Finds the number of a value, which is whole and no older than what the thread has seen.
  static void look(worker& self, const stamped_bytes& value, std::uint64_t& newest) {
    const std::uint64_t number = value.number();
    if (!value.is_whole()) self.violation("a value is torn: " + std::to_string(number));
    if (number < newest) {
      self.violation("a thread has seen number " + std::to_string(newest) + ", and then " +
                     std::to_string(number));
    }
    newest = number;
  }

  void write(worker& self) {
    tally& mine = tallies_[self.index()];
    std::uint64_t newest = 0;
    while (self.running()) {
      const bool fail = self.draw().one_in(4);
      self.at("update");
      try {
        value_.update([&](stamped_bytes& value) {
          std::uint64_t seen = 0;
          look(self, value, seen);
          value.stamp(seen + 1, [&] {
            self.perturb();
            if (fail) throw refused{};
          });
        });
        ++mine.changes;
      } catch (const refused&) {
        ++mine.exceptions;
      }
      if (self.draw().one_in(2)) look(self, value_.load(), newest);
      self.done();
      self.perturb();
    }
  }

  void read(worker& self) {
    tally& mine = tallies_[self.index()];
    for (std::uint64_t newest = 0; self.running(); ++mine.reads) {
      read_once(self, newest);
      self.done();
      self.perturb();
    }
  }

  void read_once(worker& self, std::uint64_t& newest) {
    if constexpr (requires { value_.try_load(); }) {
      if (self.draw().one_in(4)) {
        self.at("try_load");
        if (const auto got = value_.try_load()) look(self, *got, newest);
        return;
      }
    }
    if constexpr (requires { value_.read()->is_whole(); }) {
      if (self.draw().one_in(2)) {
        self.at("read");
        const auto value = value_.read();
        look(self, *value, newest);
        self.perturb();
        look(self, *value, newest);
        return;
      }
    }
    self.at("load");
    look(self, value_.load(), newest);
  }

  const unsigned writers_;
  Snapshot value_{stamped_bytes{}};
  std::vector<tally> tallies_;
};

}  // namespace detail

/// `Snapshot` holds `stamped_bytes` and is constructible from them, with `load()` and
/// `update(function)`, and perhaps `try_load()` and `read()`.
template <class Snapshot>
test_case torn_reads(std::string row, snapshot_facts facts = {}) {
  test_case result{.row = std::move(row), .scenario = "torn_reads"};
  result.must_observe = {"changes", "exceptions", "reads"};
  result.make = rounds_of<detail::torn_reads_scenario<Snapshot>>(facts);
  return result;
}

}  // namespace interlock::stress
