// SPDX-License-Identifier: MIT
/// @file
/// interlock's condition variables, from the registry.
#include "registry/condition_variables.hpp"

#include "src/condition_variable_scenarios.hpp"

#include <mutex>
#include <stop_token>
#include <utility>

namespace interlock::bench {
namespace {

template <class Row>
struct condition_variable_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family = "condition variable";
  static constexpr bool is_peer = false;

  class type {
   public:
    void lock() noexcept { mutex_.lock(); }
    void unlock() noexcept { mutex_.unlock(); }
    void wait() {
      std::unique_lock guard{mutex_, std::adopt_lock};
      condition_.wait(guard);
      guard.release();
    }
    template <class Ready>
    void wait(std::stop_token token, Ready ready) {
      std::unique_lock guard{mutex_, std::adopt_lock};
      condition_.wait(guard, std::move(token), ready);
      guard.release();
    }
    void notify_one() noexcept { condition_.notify_one(); }
    void notify_all() noexcept { condition_.notify_all(); }

   private:
    typename Row::template mutex_type<std_backend> mutex_;
    typename Row::template type<std_backend> condition_;
  };
};

const contribution condition_variables{
    "interlock", [](catalog& all) {
      registry::for_each(registry::condition_variables{}, [&]<class Row>() {
        add_condition_variable<condition_variable_row<Row>>(all);
      });
    }};

}  // namespace
}  // namespace interlock::bench
