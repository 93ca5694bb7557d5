// SPDX-License-Identifier: MIT
/// @file
/// See parallel.hpp.
#include "parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace interlock::checks {

void for_each_index(std::size_t count, unsigned jobs,
                    const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex guard;
  std::exception_ptr error;
  const auto take_work = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      next = count;
      const std::scoped_lock lock{guard};
      if (!error) error = std::current_exception();
    }
  };
  std::vector<std::thread> workers;
  const std::size_t wanted = std::min<std::size_t>(jobs, count);
  for (std::size_t i = 1; i < wanted; ++i) workers.emplace_back(take_work);
  take_work();
  for (std::thread& each : workers) each.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace interlock::checks
