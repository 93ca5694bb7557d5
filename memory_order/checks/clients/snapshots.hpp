// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/snapshots.hpp.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace interlock::checks {

/// A number, and what follows from it, in `Bytes` bytes: torn if they do not fit together. Nine
/// bytes are a word and a tail.
template <std::size_t Bytes>
class numbered {
 public:
  constexpr explicit numbered(std::uint8_t number = 0) noexcept {
    for (std::uint8_t& each : bytes_) each = number;
  }
  template <backend B>
  [[nodiscard]] unsigned number() const {
    for (const std::uint8_t each : bytes_) {
      check<B>(each == bytes_[0], "the value is none that was stored, but parts of several");
    }
    return bytes_[0];
  }
  void increment() {
    for (std::uint8_t& each : bytes_) ++each;
  }

 private:
  std::array<std::uint8_t, Bytes> bytes_;
};

template <class Row, backend B, std::size_t Bytes = 9>
using snapshot_of = typename Row::template type<numbered<Bytes>, B>;

/// The object, its readers and its writers.
template <backend B, class Row, class Object = snapshot_of<Row, B>>
struct snapshot_client {
  void store(std::uint8_t number) { object.store(typename Object::value_type{number}); }
  unsigned increment() {
    return object.update([](auto& value) {
      value.increment();
      return value.template number<B>();
    });
  }
  unsigned read() {
    if constexpr (Row::contract.optimistic) {
      const auto got = object.load_versioned();
      const unsigned number = got.value.template number<B>();
      check<B>(((got.version - first) & (~std::uint64_t{0} >> 2)) == number,
               "a version is the number of changes");
      return number;
    } else {
      return object.load().template number<B>();
    }
  }

  std::uint64_t first = 0;  ///< changes at the beginning
  Object object{typename Object::value_type{}};
};

/// Each of `Writers` threads changes the value `Times` times, and the others read it that often.
template <backend B, class Row, unsigned Readers, unsigned Writers, unsigned Times = 1,
          class Object = snapshot_of<Row, B>>
requires(Writers == 1 || Row::contract.many_writers) struct reading_values
    : snapshot_client<B, Row, Object> {
  static constexpr unsigned threads = Readers + Writers;

  void thread(unsigned index) {
    unsigned newest = 0;
    for (unsigned time = 1; time <= Times; ++time) {
      unsigned now = newest;
      if (index >= Writers) {
        now = this->read();
      } else if constexpr (Writers == 1) {
        this->store(static_cast<std::uint8_t>(time));
        now = time;
      } else {
        now = this->increment();
        check<B>(now > newest, "a writer changes the newest value");
      }
      check<B>(now >= newest, "nobody goes back to an older value");
      newest = now;
    }
  }
  void after() { check<B>(this->read() == Writers * Times, "no change is lost"); }
};

/// Three threads come twice: one reads, one writes, one reads and then writes.
template <backend B, class Row, class Object = snapshot_of<Row, B>>
requires(Row::contract.many_writers) struct reading_and_changing : snapshot_client<B, Row, Object> {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    unsigned newest = 0;
    for (int time = 0; time < 2; ++time) {
      const bool reads = index == 0 || (index == 1 && time == 0);
      const unsigned now = reads ? this->read() : this->increment();
      check<B>(now >= newest, "nobody goes back to an older value");
      newest = now;
    }
  }
  void after() { check<B>(this->read() == 3, "no change is lost"); }
};

/// What came before a change is visible to who reads the value. An optimistic reader makes one
/// attempt.
template <backend B, class Row, bool Tries>
struct publishing_by_value : snapshot_client<B, Row> {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 0) {
      data.write(7);
      this->store(1);
      return;
    }
    const auto number = look();
    reachable<B>("the old value", number == 0);
    reachable<B>("the new value", number == 1);
    if (number == 1) check<B>(data.read() == 7, "what came before the change is visible");
  }

  unsigned look() {
    if constexpr (Tries) {
      const auto got = this->object.try_load();
      reachable<B>("an attempt fails", !got);
      return got ? got->template number<B>() : 2;
    } else {
      return this->read();
    }
  }

  typename B::template plain<int> data{0};
};

/// A change whose function throws, the `Call`th time that it is called, after one that succeeded:
/// readers have all of a change or nothing, another writer goes on with what there was.
template <backend B, class Row, unsigned Call, unsigned OtherWriters>
struct throwing_function : snapshot_client<B, Row> {
  static constexpr unsigned threads = 2 + OtherWriters;
  static constexpr bool is_changed = Call > 1;  ///< the first call has returned

  void thread(unsigned index) {
    if (index == 1) {
      const unsigned before = this->read();
      check<B>(this->read() >= before, "nobody goes back to an older value");
    } else {
      (void)this->increment();
      if (index == 0) change_and_throw();
    }
  }
  void after() {
    check<B>(this->read() == expected, "a change was made or not");
    check<B>(this->increment() == expected + 1, "the next writer goes on from there");
    check<B>(this->increment() == expected + 2, "and the one after it");
  }

  void change_and_throw() {
    bool thrown = false;
    try {
      this->object.update([calls = 0U](auto& value) mutable {
        value.increment();
        if (++calls == Call) throw failure{};
      });
    } catch (const failure&) {
      thrown = true;
    }
    check<B>(thrown != is_changed, "who makes no change hears of the exception");
  }

  struct failure {};
  static constexpr unsigned expected = 1 + OtherWriters + (is_changed ? 1 : 0);
};

/// The functions of writers exclude each other, and see each other's work.
template <backend B, class Row>
requires(Row::contract.many_writers) struct functions_in_turn : snapshot_client<B, Row> {
  static constexpr unsigned threads = 2;

  void thread(unsigned) {
    this->object.update([this](auto& value) {
      data.write(data.read() + 1);
      value.increment();
    });
  }
  void after() { check<B>(this->read() == 2, "no change is lost"); }

  typename B::template plain<int> data{0};
};

/// Who reads the last value destroys the object, perhaps before the writer has returned.
template <backend B, class Row>
requires(Row::contract.destroyable) struct destroyed_by_a_reader {
  static constexpr unsigned threads = 2;
  using object_type = snapshot_of<Row, B>;

  void thread(unsigned index) {
    if (index == 0) {
      object->store(numbered<9>{1});
      return;
    }
    last_seen = object->load().template number<B>() == 1;
    reachable<B>("the reader destroys it", last_seen);
    if (last_seen) destroy<B>(object);
  }
  void after() {
    if (!last_seen) destroy<B>(object);
  }

  object_type* object = create<B, object_type>(numbered<9>{});
  bool last_seen = false;
};

/// The last writer destroys the object, perhaps before the one before it has returned.
template <backend B, class Row>
requires(Row::contract.many_writers) struct destroyed_by_the_last_writer {
  static constexpr unsigned threads = 2;
  using object_type = snapshot_of<Row, B>;

  void thread(unsigned) {
    const unsigned number = object->update([](auto& value) {
      value.increment();
      return value.template number<B>();
    });
    if (number == threads) destroy<B>(object);
  }

  object_type* object = create<B, object_type>(numbered<9>{});
};

/// A thread reads while it reads.
template <backend B, class Row>
requires(Row::contract.in_place) struct nested_reads : snapshot_client<B, Row> {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 1) {
      for (std::uint8_t number = 1; number <= 2; ++number) this->store(number);
      return;
    }
    const auto outer = this->object.read();
    const unsigned inner =
        this->object.read([](const auto& value) { return value.template number<B>(); });
    const unsigned number = outer->template number<B>();
    check<B>(inner >= number, "nobody goes back to an older value");
    reachable<B>("the inner read is newer", inner > number);
  }
};

/// A row whose versions start next to their wrap.
template <class Row, backend B>
struct wrapping_snapshot : snapshot_of<Row, B> {
  static constexpr std::uint64_t first = std::numeric_limits<std::uint64_t>::max() >> 2;
  explicit wrapping_snapshot(numbered<9> initial) : snapshot_of<Row, B>{initial, first} {}
};

template <backend B, class Row, unsigned Readers, unsigned Writers, unsigned Times>
struct values_across_the_wrap
    : reading_values<B, Row, Readers, Writers, Times, wrapping_snapshot<Row, B>> {
  values_across_the_wrap() { this->first = wrapping_snapshot<Row, B>::first; }
};

/// Every client of a row, with its name.
struct snapshot_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<reading_values<B, Row, 1, 1>>("one reads, one writes");
    visit.template operator()<reading_values<B, Row, 1, 1, 2>>("one reads, one writes, twice");
    visit.template operator()<reading_values<B, Row, 2, 1>>("two read, one writes");
    visit.template operator()<large<reading_values<B, Row, 2, 1, 2>>>(
        "two read, one writes, twice");
    visit.template operator()<publishing_by_value<B, Row, false>>("what came before is visible");
    visit.template operator()<throwing_function<B, Row, 1, 0>>("a function throws");
    if constexpr (Row::contract.optimistic) each_optimistic<B, Row>(visit);
    if constexpr (Row::contract.in_place) each_in_place<B, Row>(visit);
    if constexpr (Row::contract.many_writers) each_for_writers<B, Row>(visit);
  }

 private:
  template <backend B, class Row, class Visit>
  static void each_optimistic(Visit&& visit) {
    using one_word = snapshot_of<Row, B, 3>;
    visit.template operator()<reading_values<B, Row, 1, 1, 2, one_word>>("less than a word");
    visit.template operator()<publishing_by_value<B, Row, true>>("attempts");
    visit.template operator()<values_across_the_wrap<B, Row, 1, 1, 2>>("version wraps around");
    if constexpr (Row::contract.destroyable) {
      visit.template operator()<destroyed_by_a_reader<B, Row>>("destroyed by a reader");
    }
  }

  template <backend B, class Row, class Visit>
  static void each_in_place(Visit&& visit) {
    visit.template operator()<nested_reads<B, Row>>("a read in a read");
    visit.template operator()<throwing_function<B, Row, 2, 0>>("a second call throws");
    if constexpr (requires { typename Row::template spread<numbered<9>, B>; }) {
      using spread = typename Row::template spread<numbered<9>, B>;
      visit.template operator()<reading_values<B, Row, 2, 1, 1, spread>>("at two places");
    }
  }

  template <backend B, class Row, class Visit>
  static void each_for_writers(Visit&& visit) {
    visit.template operator()<reading_values<B, Row, 0, 2>>("two write");
    visit.template operator()<reading_values<B, Row, 1, 2>>("one reads, two write");
    visit.template operator()<functions_in_turn<B, Row>>("functions take turns");
    visit.template operator()<destroyed_by_the_last_writer<B, Row>>("destroyed by the last writer");
    visit.template operator()<large<throwing_function<B, Row, 1, 1>>>(
        "a function throws, two write");
    visit.template operator()<large<reading_values<B, Row, 2, 2>>>("two read, two write");
    visit.template operator()<large<reading_and_changing<B, Row>>>("coming back");
    if constexpr (Row::contract.optimistic) {
      using one_word = snapshot_of<Row, B, 3>;
      visit.template operator()<large<reading_values<B, Row, 2, 2, 1, one_word>>>(
          "two read, two write a word");
      visit.template operator()<large<reading_and_changing<B, Row, one_word>>>(
          "coming back for a word");
      visit.template operator()<values_across_the_wrap<B, Row, 1, 2, 1>>(
          "version wraps around, two write");
    }
  }
};

}  // namespace interlock::checks
