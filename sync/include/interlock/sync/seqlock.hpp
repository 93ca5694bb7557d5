// SPDX-License-Identifier: MIT
/// @file
/// Sequence lock: a value that readers copy without writing to memory, and copy again if a writer
/// was at work meanwhile [Boe12].
///
/// readers: copy, and copy again after a change | writers: many, one at a time
/// (`single_writer_seqlock`: one) | values: trivially copyable, of any size | waits by: spinning |
/// size: 8 bytes and the value in words of 8 bytes | constant-initialised: yes
///
/// Choose it for a small value that is read far more often than it is replaced: a time, a position,
/// some settings, a pointer and its length. Readers write nothing, so they do not slow each other
/// down, nor the writer. But one that is overtaken by writers starts again, without a bound: for
/// large values, many changes, or types that own memory, readers of `left_right` never wait. A
/// value that the processor loads at once belongs into a `std::atomic`.
///
/// What a thread does to the others that stops for good: a reader nothing; a function in `update()`
/// keeps other writers waiting, but no reader; a writer that copies the words, in `store()` and at
/// the end of `update()`, everybody, though `try_load()` does not wait for it but fails.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/word_image.hpp>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace interlock {

/// How many threads may write at the same time.
enum class seqlock_writers { one, many };

/// A value, and the number of changes that made it.
template <class T>
struct versioned {
  T value;
  std::uint64_t version;
};

/// For any threads X and Y: everything X did before it stored a value is visible to Y after it has
/// loaded this value or a later one. No thread loads an older value than it has stored or loaded
/// before. May be destroyed by a reader that has loaded the last value that anybody stores, and by
/// a writer that has found this value.
///
/// The sequence number counts 2^62 changes before it wraps around. A reader that sleeps in the
/// middle of a copy for exactly a multiple of that, a century of changes in every nanosecond, would
/// take words of different values for one value.
template <class T, seqlock_writers Writers = seqlock_writers::many, backend B = std_backend>
class basic_seqlock {
  static_assert(std::is_trivially_copyable_v<T> && !std::is_array_v<T>,
                "the value is copied as bytes while it changes, and returned: it must be trivially "
                "copyable, and no array (take std::array)");

 public:
  using value_type = T;

  constexpr basic_seqlock() noexcept(std::is_nothrow_default_constructible_v<T>) requires(
      std::default_initializable<T>)
      : basic_seqlock{T{}} {}

  /// Holds `initial`, as after so many changes: others than 0 are for tests of the wrap-around.
  constexpr explicit basic_seqlock(const T& initial, std::uint64_t changes = 0) noexcept
      : basic_seqlock{detail::to_words(initial), changes * one_change, indices{}} {}

  basic_seqlock(const basic_seqlock&) = delete;
  basic_seqlock& operator=(const basic_seqlock&) = delete;

  /// The value. Progress: blocking; waits while a writer copies its words, and starts again if one
  /// has done so, for ever if writers leave it no time to copy.
  [[nodiscard]] T load() const noexcept {
    return detail::made_of_bytes<T>([this](std::byte* to) { (void)copy_whole(to); });
  }

  /// The value, and its version. Progress: as `load()`.
  [[nodiscard]] versioned<T> load_versioned() const noexcept {
    std::uint64_t sequence = 0;
    const auto copy = [&](std::byte* to) { sequence = copy_whole(to); };
    // Evaluated from left to right.
    return {detail::made_of_bytes<T>(copy), sequence / one_change};
  }

  /// The value, unless a writer copies its words meanwhile: one attempt. Progress: wait-free.
  [[nodiscard]] std::optional<T> try_load() const noexcept {
    // (tried) acquire: as (began). Pairs with (ended), (gave up).
    const std::uint64_t before = sequence_.load(order::acquire);
    if (!is_readable(before)) return std::nullopt;
    std::array<std::byte, sizeof(T)> bytes;
    copy(bytes.data());
    if (!unchanged_since(before)) return std::nullopt;
    return std::bit_cast<T>(bytes);
  }

  /// The number of changes until now: tells whether a value is still the newest, and orders
  /// nothing. Progress: wait-free.
  [[nodiscard]] std::uint64_t version() const noexcept {
    // relaxed: who wants the value of a version loads it.
    return sequence_.load(order::relaxed) / one_change;
  }

  /// Replaces the value. Requires: no other thread writes, if there may be only one writer.
  /// Progress: wait-free with one writer; with many, blocking and unfair.
  void store(const T& value) noexcept {
    entry mine{*this};
    mine.change(value);
  }

  /// Calls `function` with a copy of the value, which replaces the value when `function` has
  /// returned; returns the function's result. If it throws, nothing has changed. Requires: it does
  /// not write to this object, and no other thread writes, if there may be only one writer.
  template <std::invocable<T&> Function>
  auto update(Function&& function) {
    entry mine{*this};
    T value = detail::made_of_bytes<T>([this](std::byte* to) { copy(to); });
    if constexpr (std::is_void_v<std::invoke_result_t<Function, T&>>) {
      std::invoke(std::forward<Function>(function), value);
      mine.change(value);
    } else {
      auto result = std::invoke(std::forward<Function>(function), value);
      mine.change(value);
      return result;
    }
  }

 private:
  using image = detail::word_image<T>;
  using indices = std::make_index_sequence<detail::image_words<T>>;

  static constexpr std::size_t word_size = sizeof(detail::image_word);
  static constexpr std::size_t whole_words = sizeof(T) / word_size;
  static constexpr std::size_t tail = sizeof(T) % word_size;

  // The sequence number: what a writer is doing, and above it the number of changes.
  static constexpr std::uint64_t changing = 1;   ///< it replaces words
  static constexpr std::uint64_t preparing = 2;  ///< it has entered, which readers may ignore
  static constexpr std::uint64_t one_change = 4;

  static constexpr bool is_readable(std::uint64_t sequence) noexcept {
    return (sequence & changing) == 0;
  }
  static constexpr bool is_free(std::uint64_t sequence) noexcept {
    return (sequence & (changing | preparing)) == 0;
  }

  template <std::size_t... I>
  constexpr basic_seqlock(const image& words, std::uint64_t sequence,
                          std::index_sequence<I...>) noexcept
      : sequence_{sequence}, words_{{words[I]...}} {}

  /// The only writer, from its construction to its end.
  class entry {
   public:
    explicit entry(basic_seqlock& of) noexcept : seqlock_{of}, before_{of.enter()} {}
    entry(const entry&) = delete;
    entry& operator=(const entry&) = delete;
    ~entry() {
      if (!changed_) seqlock_.give_up(before_);
    }
    void change(const T& value) noexcept {
      seqlock_.change(before_, value);
      changed_ = true;
    }

   private:
    basic_seqlock& seqlock_;
    const std::uint64_t before_;
    bool changed_ = false;
  };

  /// Waits until no other thread writes; returns the sequence number without ours.
  std::uint64_t enter() noexcept {
    // relaxed: only the one writer writes sequence_.
    if constexpr (Writers == seqlock_writers::one) return sequence_.load(order::relaxed);
    for (;;) {
      // relaxed: (entered) orders.
      std::uint64_t now = B::await(sequence_, order::relaxed, is_free);
      // (entered) acquire: our words come after those of the last writer, and we read them. Pairs
      // with (ended), (gave up).
      // relaxed: a failure reads nothing.
      if (sequence_.compare_exchange_weak(now, now | preparing, order::acquire, order::relaxed)) {
        return now;
      }
    }
  }

  void change(std::uint64_t before, const T& value) noexcept {
    // relaxed: (announced) puts it before the words.
    sequence_.store(before | changing, order::relaxed);
    // (announced) release: who has read one of the words below sees that we are at work. Pairs with
    // (checked).
    B::fence(order::release, words_[0]);
    const auto* const from = reinterpret_cast<const std::byte*>(std::addressof(value));
    for (std::size_t i = 0; i < words_.size(); ++i) {
      detail::image_word word = 0;
      std::memcpy(&word, from + i * word_size, i < whole_words ? word_size : tail);
      // relaxed: (ended) publishes it.
      words_[i].store(word, order::relaxed);
    }
    // (ended) release: publishes the words, and all that came before. It is our last access. Pairs
    // with (began), (tried), (entered).
    sequence_.store(before + one_change, order::release);
  }

  void give_up(std::uint64_t before) noexcept {
    if constexpr (Writers == seqlock_writers::one) return;
    // (gave up) release: publishes the words of the writers before us, as their (ended) did. Pairs
    // with (began), (tried), (entered).
    sequence_.store(before, order::release);
  }

  void copy(std::byte* to) const noexcept {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      // relaxed: readers check afterwards whether the words belong together; writers are alone.
      const detail::image_word word = words_[i].load(order::relaxed);
      std::memcpy(to + i * word_size, &word, i < whole_words ? word_size : tail);
    }
  }

  /// Copies words that belong together; returns their sequence number.
  std::uint64_t copy_whole(std::byte* to) const noexcept {
    for (;;) {
      // (began) acquire: we read no older words than those of this number's change, and see what
      // came before it. Pairs with (ended), (gave up).
      const std::uint64_t before = B::await(sequence_, order::acquire, is_readable);
      copy(to);
      if (unchanged_since(before)) return before;
    }
  }

  [[nodiscard]] bool unchanged_since(std::uint64_t before) const noexcept {
    // (checked) acquire: if one of the words was of a later change, the number below is later too.
    // Pairs with (announced).
    B::fence(order::acquire, words_[0]);
    // relaxed: (checked) orders.
    const std::uint64_t now = sequence_.load(order::relaxed);
    return ((now ^ before) & ~preparing) == 0;
  }

  template <class U>
  using atomic = typename B::template atomic<U>;

  atomic<std::uint64_t> sequence_;
  std::array<atomic<detail::image_word>, detail::image_words<T>> words_;
};

template <class T>
using seqlock = basic_seqlock<T>;
template <class T>
using single_writer_seqlock = basic_seqlock<T, seqlock_writers::one>;

static_assert(sizeof(seqlock<char>) == 16 && sizeof(seqlock<std::array<char, 17>>) == 32);
static_assert(std::is_trivially_destructible_v<seqlock<int>>);

}  // namespace interlock
