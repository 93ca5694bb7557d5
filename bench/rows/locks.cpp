// SPDX-License-Identifier: MIT
/// @file
/// interlock's locks, from the registry.
#include "registry/locks.hpp"

#include "src/lock_scenarios.hpp"

#include <optional>

namespace interlock::bench {
namespace {

template <class Row>
struct lock_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family = Row::contract.parks  ? "parking"
                                             : Row::contract.fifo ? "spinning, FIFO"
                                                                  : "spinning";
  static constexpr bool is_peer = false;
  using type = typename Row::template type<std_backend>;
};

/// Its node is the guard, so each thread keeps one.
struct mcs_scoped_lock {
  static constexpr std::string_view name = "mcs_lock::scoped_lock";
  static constexpr std::string_view family = "spinning, FIFO";
  static constexpr bool is_peer = false;
  class type {
   public:
    void lock() noexcept { held.emplace(lock_); }
    void unlock() noexcept { held.reset(); }

   private:
    static inline thread_local std::optional<mcs_lock::scoped_lock> held;
    mcs_lock lock_;
  };
};

const contribution locks{"interlock", [](catalog& all) {
                           registry::for_each(registry::locks{},
                                              [&]<class Row>() { add_lock<lock_row<Row>>(all); });
                           add_lock<mcs_scoped_lock>(all);
                         }};

}  // namespace
}  // namespace interlock::bench
