// SPDX-License-Identifier: MIT
/// @file
/// `call_stack`: through which callers the program came to a place.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>
#if __has_include(<execinfo.h>)
#include <cxxabi.h>
#include <execinfo.h>
#endif

namespace interlock {

/// Callers, innermost first; none where the C library cannot tell. Some 100 ns for each frame.
class call_stack {
 public:
  static constexpr std::size_t capacity = 12;

  // Frames that are not captured are neither initialised nor copied: most stacks never are.
  call_stack() noexcept {}  // NOLINT(modernize-use-equals-default)
  call_stack(const call_stack& other) noexcept : depth_{other.depth_} {
    std::copy_n(other.frames_.begin(), depth_, frames_.begin());
  }
  call_stack& operator=(const call_stack& other) noexcept {
    depth_ = other.depth_;
    std::copy_n(other.frames_.begin(), depth_, frames_.begin());
    return *this;
  }

  [[nodiscard]] bool empty() const noexcept { return depth_ == 0; }

  /// From the frame that `returns_to` is in, or from here if there is none such.
  void capture([[maybe_unused]] const void* returns_to) noexcept {
#if __has_include(<execinfo.h>)
    std::array<void*, capacity + 4> all;
    const auto end = all.begin() + ::backtrace(all.data(), static_cast<int>(all.size()));
    auto begin = std::find(all.begin(), end, returns_to);
    if (begin == end) begin = all.begin();
    depth_ = std::min(static_cast<std::size_t>(end - begin), capacity);
    std::copy_n(begin, depth_, frames_.begin());
#endif
  }

  /// A line for each frame: the function if its name is exported (link with -rdynamic), and
  /// `program(+offset)`, which addr2line turns into file and line. Without frames of this and the
  /// standard library, as far as their names are known.
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> all;
#if __has_include(<execinfo.h>)
    std::array<void*, capacity> calls;
    // A frame holds where its callee returns to, which may be a line further than the call.
    for (std::size_t i = 0; i < depth_; ++i) calls[i] = static_cast<char*>(frames_[i]) - 1;
    const std::unique_ptr<char*, decltype(&std::free)> text{
        ::backtrace_symbols(calls.data(), static_cast<int>(depth_)), &std::free};
    for (std::size_t i = 0; text != nullptr && i < depth_; ++i) {
      if (std::string line = readable(text.get()[i]); !line.empty()) all.push_back(std::move(line));
    }
#endif
    return all;
  }

 private:
#if __has_include(<execinfo.h>)
  /// `program(mangled+0x12) [0x7f..]` with a name for people; empty if it shall not be shown.
  [[nodiscard]] static std::string readable(std::string line) {
    if (const auto address = line.find(" ["); address != std::string::npos) line.erase(address);
    const auto begin = line.find("(_Z");
    if (begin == std::string::npos) return line;
    const auto end = line.find('+', begin);
    const std::string mangled = line.substr(begin + 1, end - begin - 1);
    int failed = 0;
    const std::unique_ptr<char, decltype(&std::free)> name{
        abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, &failed), &std::free};
    if (failed != 0) return line;
    const std::string function = name.get();
    for (const char* hidden : {"interlock::", "std::"}) {
      if (function.rfind(hidden, 0) == 0) return {};
    }
    return line.replace(begin + 1, mangled.size(), function);
  }
#endif

  std::size_t depth_ = 0;
  std::array<void*, capacity> frames_;
};

}  // namespace interlock
