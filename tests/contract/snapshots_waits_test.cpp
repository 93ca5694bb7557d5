// SPDX-License-Identifier: MIT
/// @file
/// How writers of snapshots wait for a writer and for a reader, for the contract of all waits.
#include "registry/snapshots.hpp"
#include "support/wait.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <thread>
#include <type_traits>

namespace interlock::support {
namespace {

template <class Row, backend B>
struct snapshot_wait {
  void attempt() { object.store(1); }
  void undo() {}
  void renew() { std::construct_at(&object, 0); }

  typename Row::template type<int, B> object{0};
};

/// A writer waits for the function of another one.
template <class Row, backend B>
struct wait_for_a_writer : snapshot_wait<Row, B> {
  static constexpr wait_facts facts{
      .as = "a_writer", .timed = false, .parks = Row::contract.in_place, .held_by_us = false};

  void hold() {
    over.store(false);
    running.store(false);
    writer.emplace("writer", [this] {
      this->object.update([this](int&) {
        running.store(true);
        while (!over.load()) std::this_thread::yield();
      });
    });
    eventually([this] { return running.load(); });
  }
  void let_go() {
    over.store(true);
    writer.reset();
  }

  std::atomic<bool> running{false};
  std::atomic<bool> over{true};
  std::optional<worker> writer;
};

/// A writer waits for a reader of the old value.
template <class Row, backend B>
struct wait_for_a_reader : snapshot_wait<Row, B> {
  static constexpr wait_facts facts{.as = "a_reader", .timed = false, .parks = false};
  using reader = typename Row::template type<int, B>::reader;

  void hold() { reading = ::new (place) reader(this->object.read()); }
  void let_go() { std::destroy_at(reading); }

  alignas(reader) std::byte place[sizeof(reader)];
  reader* reading = nullptr;
};

template <class Row>
using has_many_writers = std::bool_constant<Row::contract.many_writers>;
template <class Row>
using is_in_place = std::bool_constant<Row::contract.in_place>;
using all_rows = decltype(registry::snapshots{});
using writers_rows = registry::filter_t<has_many_writers, all_rows>;
using in_place_rows = registry::filter_t<is_in_place, all_rows>;

[[maybe_unused]] const bool listed =
    list_waits<wait_for_a_writer>(writers_rows{}) && list_waits<wait_for_a_reader>(in_place_rows{});

}  // namespace
}  // namespace interlock::support
