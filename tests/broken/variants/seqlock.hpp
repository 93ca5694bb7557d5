// SPDX-License-Identifier: MIT
/// @file
/// A sequence lock for many writers [Boe12] that is right with `seqlock_flaw::none` and wrong in
/// one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/word_image.hpp>
#include <interlock/sync/seqlock.hpp>

#include "broken/choice.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>

namespace interlock::broken {

enum class seqlock_flaw {
  none,
  no_acquire_fence,
  no_release_fence,
  relaxed_end,
  plain_tail,
  ignores_the_writer,
  split_entry,
  stays_after_exception,
  relaxed_give_up,
};

template <seqlock_flaw Flaw, class T, backend B>
class seqlock {
 public:
  using value_type = T;

  explicit seqlock(const T& initial, std::uint64_t changes = 0) noexcept : sequence_{4 * changes} {
    write(detail::to_words(initial));
  }
  seqlock(const seqlock&) = delete;
  seqlock& operator=(const seqlock&) = delete;

  [[nodiscard]] T load() const noexcept { return load_versioned().value; }

  [[nodiscard]] versioned<T> load_versioned() const noexcept {
    for (;;) {
      const std::uint64_t before = B::await(sequence_, order::acquire, is_readable);
      const image words = copy();
      if (unchanged_since(before)) return {value_of(words), before / 4};
    }
  }

  [[nodiscard]] std::optional<T> try_load() const noexcept {
    const std::uint64_t before = sequence_.load(order::acquire);
    if (!is_readable(before)) return std::nullopt;
    const image words = copy();
    if (!unchanged_since(before)) return std::nullopt;
    return value_of(words);
  }

  [[nodiscard]] std::uint64_t version() const noexcept {
    return sequence_.load(order::relaxed) / 4;
  }

  void store(const T& value) noexcept {
    const std::uint64_t before = enter();
    change(before, detail::to_words(value));
  }

  template <class Function>
  auto update(Function function) {
    const std::uint64_t before = enter();
    T value = value_of(copy());
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Function&, T&>>) {
        function(value);
        change(before, detail::to_words(value));
      } else {
        auto result = function(value);
        change(before, detail::to_words(value));
        return result;
      }
    } catch (...) {
      // defect: relaxed_give_up does not publish what the last writer had published.
      const auto gave_up =
          has<Flaw>(seqlock_flaw::relaxed_give_up) ? order::relaxed : order::release;
      // defect: stays_after_exception leaves everybody waiting for a writer that is gone.
      if (!has<Flaw>(seqlock_flaw::stays_after_exception)) sequence_.store(before, gave_up);
      throw;
    }
  }

 private:
  using image = detail::word_image<T>;
  static T value_of(const image& words) noexcept {
    return detail::made_of_bytes<T>([&](std::byte* to) { std::memcpy(to, &words, sizeof(T)); });
  }
  static constexpr std::uint64_t changing = 1;
  static constexpr std::uint64_t preparing = 2;

  static bool is_readable(std::uint64_t sequence) noexcept {
    // defect: ignores_the_writer begins to read while the words are replaced, and finds the number
    // unchanged when it is done before the writer.
    return has<Flaw>(seqlock_flaw::ignores_the_writer) || (sequence & changing) == 0;
  }

  std::uint64_t enter() noexcept {
    for (;;) {
      std::uint64_t now = B::await(sequence_, order::acquire, [](std::uint64_t s) {
        return (s & (changing | preparing)) == 0;
      });
      if (has<Flaw>(seqlock_flaw::split_entry)) {
        // defect: two writers find that nobody writes.
        sequence_.store(now | preparing, order::release);
        return now;
      }
      if (sequence_.compare_exchange_weak(now, now | preparing, order::acquire, order::relaxed)) {
        return now;
      }
    }
  }

  void change(std::uint64_t before, const image& words) noexcept {
    sequence_.store(before | changing, order::relaxed);
    // defect: no_release_fence lets the words come before the announcement.
    if (!has<Flaw>(seqlock_flaw::no_release_fence)) B::fence(order::release, words_[0]);
    write(words);
    // defect: relaxed_end does not publish the words.
    sequence_.store(before + 4,
                    has<Flaw>(seqlock_flaw::relaxed_end) ? order::relaxed : order::release);
  }

  void write(const image& words) noexcept {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) words_[i].store(words[i], order::relaxed);
    // defect: plain_tail copies what is no whole word as ordinary bytes.
    if (has<Flaw>(seqlock_flaw::plain_tail)) {
      tail_.write(words.back());
    } else {
      words_.back().store(words.back(), order::relaxed);
    }
  }

  [[nodiscard]] image copy() const noexcept {
    image words;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) words[i] = words_[i].load(order::relaxed);
    words.back() =
        has<Flaw>(seqlock_flaw::plain_tail) ? tail_.read() : words_.back().load(order::relaxed);
    return words;
  }

  [[nodiscard]] bool unchanged_since(std::uint64_t before) const noexcept {
    // defect: no_acquire_fence looks whether the number has changed before the words are read.
    if (!has<Flaw>(seqlock_flaw::no_acquire_fence)) B::fence(order::acquire, words_[0]);
    return ((sequence_.load(order::relaxed) ^ before) & ~preparing) == 0;
  }

  template <class U>
  using atomic = typename B::template atomic<U>;

  atomic<std::uint64_t> sequence_;
  std::array<atomic<std::uint64_t>, detail::image_words<T>> words_{};
  typename B::template plain<std::uint64_t> tail_{0};
};

}  // namespace interlock::broken
