// SPDX-License-Identifier: MIT
/// @file
/// interlock's snapshots, from the registry, and values behind its locks.
#include "registry/snapshots.hpp"

#include <interlock/sync/phase_fair_lock.hpp>
#include <interlock/sync/shared_mutex.hpp>

#include "src/snapshot_scenarios.hpp"

namespace interlock::bench {
namespace {

template <class Row>
struct snapshot_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family =
      Row::contract.many_writers ? "many writers" : "one writer";
  static constexpr bool is_peer = false;
  template <class T>
  using type = typename Row::template type<T, std_backend>;
};

struct behind_shared_mutex : value_behind<shared_mutex> {
  static constexpr std::string_view name = "shared_mutex and a value";
  static constexpr std::string_view family = "many writers";
  static constexpr bool is_peer = false;
};

struct behind_phase_fair_lock : value_behind<phase_fair_lock> {
  static constexpr std::string_view name = "phase_fair_lock and a value";
  static constexpr std::string_view family = "many writers";
  static constexpr bool is_peer = false;
};

const contribution snapshots{"interlock", [](catalog& all) {
                               registry::for_each(registry::snapshots{}, [&]<class Row>() {
                                 add_snapshot<snapshot_row<Row>>(all);
                               });
                               add_snapshot<behind_shared_mutex>(all);
                               add_snapshot<behind_phase_fair_lock>(all);
                             }};

}  // namespace
}  // namespace interlock::bench
