// SPDX-License-Identifier: MIT
/// @file
/// Values that many read and few replace, with the means of the standard library.
#include "src/snapshot_scenarios.hpp"

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace interlock::bench {
namespace {

/// Behind a lock of the run-time library, if the processor has no instruction for so many bytes.
struct std_atomic {
  static constexpr std::string_view name = "std::atomic<T>";
  static constexpr std::string_view family = "many writers";
  template <class T>
  class type {
   public:
    explicit type(const T& initial) noexcept : value_{initial} {}
    [[nodiscard]] T load() const noexcept { return value_.load(std::memory_order::acquire); }
    void store(const T& value) noexcept { value_.store(value, std::memory_order::release); }

   private:
    std::atomic<T> value_;
  };
};

struct std_shared_mutex : value_behind<std::shared_mutex> {
  static constexpr std::string_view name = "std::shared_mutex and a value";
  static constexpr std::string_view family = "many writers";
};

struct std_mutex {
  static constexpr std::string_view name = "std::mutex and a value";
  static constexpr std::string_view family = "many writers";
  template <class T>
  class type {
   public:
    explicit type(const T& initial) : value_{initial} {}
    [[nodiscard]] T load() const {
      const std::lock_guard lock{mutex_};
      return value_;
    }
    void store(const T& value) {
      const std::lock_guard lock{mutex_};
      value_ = value;
    }

   private:
    mutable std::mutex mutex_;
    T value_;
  };
};

const contribution standard{"the standard library", [](catalog& all) {
                              add_snapshot<std_atomic>(all);
                              add_snapshot<std_shared_mutex>(all);
                              add_snapshot<std_mutex>(all);
                            }};

}  // namespace
}  // namespace interlock::bench
