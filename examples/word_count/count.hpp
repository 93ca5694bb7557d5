// SPDX-License-Identifier: MIT
/// @file
/// Counting the words of a set of text files, on one thread or on many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace word_count {

using counts = std::map<std::string, std::uint64_t, std::less<>>;
using files = std::vector<std::filesystem::path>;

/// The regular files of `directory`, in the order of their names. Throws
/// `std::filesystem::filesystem_error`.
[[nodiscard]] files files_of(const std::filesystem::path& directory);

/// Words are maximal runs of ASCII letters, counted without regard to case. Throws
/// `std::runtime_error` naming a file that cannot be read.
[[nodiscard]] counts count_alone(const files& inputs);

/// The same result, from `readers` threads that read files line by line and `workers` threads that
/// count.
[[nodiscard]] counts count_together(const files& inputs, std::size_t readers, std::size_t workers);

}  // namespace word_count
