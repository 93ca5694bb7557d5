// SPDX-License-Identifier: MIT
/// @file
/// How values that many read and few replace are measured. A row has `template <class T> type`,
/// constructible from a `T`, with `T load() const` and `store(const T&)`.
#pragma once

#include "src/row.hpp"
#include "src/team.hpp"
#include "src/work.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace interlock::bench {

/// So many equal words.
template <std::size_t Bytes>
using same_words = std::array<std::uint64_t, Bytes / sizeof(std::uint64_t)>;

template <class T>
[[nodiscard]] T value_of(std::uint64_t number) noexcept {
  T made;
  made.fill(number);
  return made;
}

template <class Row, std::size_t Bytes>
struct alignas(2 * cache_line) padded_snapshot {
  using value = same_words<Bytes>;
  typename Row::template type<value> object{value_of<value>(0)};
};

template <class Row, std::size_t Bytes>
void load_alone(benchmark::State& state, const settings&) {
  padded_snapshot<Row, Bytes> shared;
  benchmark::DoNotOptimize(&shared);
  for (auto _ : state) {
    auto value = shared.object.load();
    benchmark::DoNotOptimize(value);
  }
}

template <class Row, std::size_t Bytes>
void store_alone(benchmark::State& state, const settings&) {
  padded_snapshot<Row, Bytes> shared;
  benchmark::DoNotOptimize(&shared);
  std::uint64_t number = 0;
  for (auto _ : state) shared.object.store(value_of<same_words<Bytes>>(++number));
}

/// All threads read; if one writes, the first one, it replaces the value about once in a
/// microsecond. Nobody reads parts of several values, or goes back to an older one.
template <class Row, std::size_t Bytes>
void read_snapshots(benchmark::State& state, const settings& how, unsigned threads,
                    bool one_writes) {
  one_window(state, [&] {
    padded_snapshot<Row, Bytes> shared;
    padded<std::atomic<bool>> wrong;
    const team_result result = run_team(how, threads, [&](unsigned index, const auto& stop) {
      std::uint64_t done = 0;
      if (one_writes && index == 0) {
        for (; !stop.load(std::memory_order::relaxed); ++done) {
          shared.object.store(value_of<same_words<Bytes>>(done + 1));
          do_work(10 * steps_of_100_ns());
        }
        return done;
      }
      for (std::uint64_t last = 0; !stop.load(std::memory_order::relaxed); ++done) {
        const auto now = shared.object.load();
        if (now.front() < last || now != value_of<same_words<Bytes>>(now.front())) {
          wrong.value.store(true, std::memory_order::relaxed);
        }
        last = now.front();
      }
      return done;
    });
    if (wrong.value.load()) state.SkipWithError("a reader saw parts of values, or an older one");
    const std::uint64_t written = one_writes ? result.operations[0] : 0;
    state.counters["reads"] = static_cast<double>(result.total() - written) / result.seconds / 1e6;
    if (one_writes) {
      state.counters["writes"] = static_cast<double>(written) / result.seconds / 1e6;
    }
    return result.seconds;
  });
}

template <class Row>
void add_snapshot(catalog& all) {
  constexpr const char* kind = "snapshots";
  entry small = entry_of<Row>(kind, "load, 16 bytes", 1, {{"load", "ns"}});
  small.run = load_alone<Row, 16>;
  all.add(std::move(small));
  entry line = entry_of<Row>(kind, "load, 64 bytes", 1, {{"load", "ns"}});
  line.run = load_alone<Row, 64>;
  all.add(std::move(line));
  entry write = entry_of<Row>(kind, "store, 64 bytes", 1, {{"store", "ns"}});
  write.run = store_alone<Row, 64>;
  all.add(std::move(write));

  for (const unsigned threads : all.thread_counts()) {
    entry reads =
        entry_of<Row>(kind, "readers alone, 64 bytes", threads, {{"reads", "M/s", better::higher}});
    reads.windowed = true;
    reads.run = [threads](benchmark::State& state, const settings& how) {
      read_snapshots<Row, 64>(state, how, threads, false);
    };
    all.add(std::move(reads));
    if (threads == 1) continue;
    entry mixed =
        entry_of<Row>(kind, "readers and a writer, 64 bytes", threads,
                      {{"reads", "M/s", better::higher}, {"writes", "M/s", better::higher}});
    mixed.windowed = true;
    mixed.run = [threads](benchmark::State& state, const settings& how) {
      read_snapshots<Row, 64>(state, how, threads, true);
    };
    all.add(std::move(mixed));
  }
}

/// A value behind a lock with shared access.
template <class Lock>
struct value_behind {
  template <class T>
  class type {
   public:
    explicit type(const T& initial) : value_{initial} {}
    [[nodiscard]] T load() const {
      lock_.lock_shared();
      T copy = value_;
      lock_.unlock_shared();
      return copy;
    }
    void store(const T& value) {
      lock_.lock();
      value_ = value;
      lock_.unlock();
    }

   private:
    mutable Lock lock_;
    T value_;
  };
};

}  // namespace interlock::bench
