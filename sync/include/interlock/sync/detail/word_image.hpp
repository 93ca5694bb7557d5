// SPDX-License-Identifier: MIT
/// @file
/// `word_image<T>`: the bytes of a `T` as whole words, the last one filled up with zeros.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>

namespace interlock::detail {

using image_word = std::uint64_t;

template <class T>
inline constexpr std::size_t image_words = (sizeof(T) + sizeof(image_word) - 1) /
                                           sizeof(image_word);

template <class T>
using word_image = std::array<image_word, image_words<T>>;

/// The words of `value`. What lies in its padding comes along.
template <class T>
[[nodiscard]] constexpr word_image<T> to_words(const T& value) noexcept {
  word_image<T> words{};
  if (std::is_constant_evaluated()) {
    const auto bytes = std::bit_cast<std::array<unsigned char, sizeof(T)>>(value);
    std::array<unsigned char, sizeof(words)> filled{};
    for (std::size_t i = 0; i < sizeof(T); ++i) filled[i] = bytes[i];
    words = std::bit_cast<word_image<T>>(filled);
  } else {
    std::memcpy(words.data(), std::addressof(value), sizeof(T));
  }
  return words;
}

/// A value with the bytes that `fill(first)` writes.
template <class T, class Fill>
[[nodiscard]] T made_of_bytes(Fill fill) noexcept {
  std::array<std::byte, sizeof(T)> bytes;
  fill(bytes.data());
  return std::bit_cast<T>(bytes);
}

/// The same, made where the caller wants it.
template <class T, class Fill>
requires(std::is_trivially_default_constructible_v<T>) [[nodiscard]] T
    made_of_bytes(Fill fill) noexcept {
  T value;
  fill(reinterpret_cast<std::byte*>(std::addressof(value)));
  return value;
}

}  // namespace interlock::detail
