// SPDX-License-Identifier: MIT
/// @file
/// On which NUMA node of a Linux machine a thread runs: the C library knows the processor (without
/// a system call, where the kernel shares that with it), and /sys says once which node it is of.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <sched.h>
#include <string_view>
#include <unistd.h>

namespace interlock::detail {

/// Calls `visit(number)` for each number of a list as the kernel writes them, "0-2,8\n", up to the
/// first character that does not belong there, for numbers below `limit`.
template <class Visit>
void for_each_listed(std::string_view list, std::size_t limit, Visit visit) {
  const auto number = [&list, limit]() -> std::size_t {
    std::size_t value = 0;
    for (; !list.empty() && list.front() >= '0' && list.front() <= '9'; list.remove_prefix(1)) {
      value = std::min(limit, value * 10 + static_cast<std::size_t>(list.front() - '0'));
    }
    return value;
  };
  const auto skip = [&list](char expected) {
    if (list.empty() || list.front() != expected) return false;
    list.remove_prefix(1);
    return true;
  };
  do {
    if (list.empty() || list.front() < '0' || list.front() > '9') return;
    const std::size_t first = number();
    const std::size_t last = skip('-') ? number() : first;
    for (std::size_t each = first; each <= last && each < limit; ++each) visit(each);
  } while (skip(','));
}

/// The node of each processor. Nodes without processors do not count: 0 is the first that has some.
class numa_map {
 public:
  static constexpr std::size_t processors = 4096;
  static constexpr std::size_t nodes = 256;

  /// All processors on one node.
  constexpr numa_map() noexcept = default;

  /// What the folder says, which is /sys/devices/system/node but in tests. What cannot be read is
  /// as if it were not there.
  explicit numa_map(const char* folder) noexcept {
    const int error = errno;
    path name;
    text online;
    std::snprintf(name.data(), name.size(), "%s/online", folder);
    for_each_listed(read(online, name), nodes, [&](std::size_t node) {
      text list;
      std::snprintf(name.data(), name.size(), "%s/node%zu/cpulist", folder, node);
      bool any = false;
      for_each_listed(read(list, name), processors, [&](std::size_t processor) {
        node_of_[processor] = static_cast<std::uint8_t>(count_);
        any = true;
      });
      if (any) ++count_;
    });
    errno = error;
  }

  /// How many nodes have processors, or 0 if that is not known.
  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] unsigned node_of(int processor) const noexcept {
    const auto index = static_cast<std::size_t>(processor);
    return processor >= 0 && index < processors ? node_of_[index] : 0U;
  }

 private:
  using path = std::array<char, 512>;
  using text = std::array<char, 8192>;

  [[nodiscard]] static std::string_view read(text& content, const path& name) noexcept {
    const int file = ::open(name.data(), O_RDONLY | O_CLOEXEC);
    if (file == -1) return {};
    const ssize_t length = ::read(file, content.data(), content.size());
    ::close(file);
    return {content.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
  }

  std::array<std::uint8_t, processors> node_of_{};
  std::size_t count_ = 0;
};

/// The node on which the calling thread runs, or ran a moment ago.
[[nodiscard]] inline unsigned numa_node() noexcept {
  static const numa_map machine{"/sys/devices/system/node"};
  if (machine.count() < 2) return 0;
  return machine.node_of(::sched_getcpu());
}

}  // namespace interlock::detail
