// SPDX-License-Identifier: MIT
/// @file
/// `std::source_location`, also for Clang 14, whose standard library has it only in name.
#pragma once

#include <bit>
#include <cstdint>
#include <source_location>

namespace interlock::checker {

/// A place that becomes known only when the program runs.
struct location_record {
  const char* file;
  const char* function;
  unsigned line;
  unsigned column;
};

#if defined(__cpp_lib_source_location)
using source_location = std::source_location;

/// `place`, which must outlive the result. What `std::source_location` refers to is a contract
/// between compilers and libraries (`__builtin_source_location`): a record of these four members.
[[nodiscard]] inline source_location located(const location_record& place) noexcept {
  static_assert(sizeof(source_location) == sizeof(&place));
  return std::bit_cast<source_location>(&place);
}
#else
class source_location {
 public:
  static constexpr source_location current(
      const char* file = __builtin_FILE(), std::uint_least32_t line = __builtin_LINE(),
      std::uint_least32_t column = __builtin_COLUMN()) noexcept {
    source_location here;
    here.file_ = file;
    here.line_ = line;
    here.column_ = column;
    return here;
  }
  [[nodiscard]] constexpr const char* file_name() const noexcept { return file_; }
  [[nodiscard]] constexpr std::uint_least32_t line() const noexcept { return line_; }
  [[nodiscard]] constexpr std::uint_least32_t column() const noexcept { return column_; }

 private:
  const char* file_ = "";
  std::uint_least32_t line_ = 0;
  std::uint_least32_t column_ = 0;
};

[[nodiscard]] inline source_location located(const location_record& place) noexcept {
  return source_location::current(place.file, place.line, place.column);
}
#endif

}  // namespace interlock::checker
