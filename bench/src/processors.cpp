// SPDX-License-Identifier: MIT
/// @file
/// Linux's affinity mask.
#include "src/processors.hpp"

#include <cerrno>
#include <memory>
#include <pthread.h>
#include <sched.h>
#include <stdexcept>
#include <string>

namespace interlock::bench {
namespace {

constexpr int most_processors = 1 << 16;

struct free_cpu_set {
  void operator()(cpu_set_t* set) const noexcept { CPU_FREE(set); }
};
using cpu_mask = std::unique_ptr<cpu_set_t, free_cpu_set>;

std::vector<int> read_affinity() {
  const cpu_mask mask{CPU_ALLOC(most_processors)};
  const std::size_t bytes = CPU_ALLOC_SIZE(most_processors);
  if (mask == nullptr || sched_getaffinity(0, bytes, mask.get()) != 0) {
    throw std::runtime_error{"sched_getaffinity failed, errno " + std::to_string(errno)};
  }
  std::vector<int> processors;
  for (int cpu = 0; cpu < most_processors; ++cpu) {
    if (CPU_ISSET_S(static_cast<std::size_t>(cpu), bytes, mask.get())) processors.push_back(cpu);
  }
  return processors;
}

}  // namespace

const std::vector<int>& allowed_processors() {
  static const std::vector<int> processors = read_affinity();
  return processors;
}

void bind_this_thread(unsigned index) {
  const auto& all = allowed_processors();
  const cpu_mask mask{CPU_ALLOC(most_processors)};
  const std::size_t bytes = CPU_ALLOC_SIZE(most_processors);
  if (mask == nullptr) throw std::bad_alloc{};
  CPU_ZERO_S(bytes, mask.get());
  CPU_SET_S(static_cast<std::size_t>(all[index % all.size()]), bytes, mask.get());
  const int error = pthread_setaffinity_np(pthread_self(), bytes, mask.get());
  if (error != 0) {
    throw std::runtime_error{"pthread_setaffinity_np failed, errno " + std::to_string(error)};
  }
}

}  // namespace interlock::bench
