// SPDX-License-Identifier: MIT
/// @file
/// lock_costs: what each lock of the registry occupies, and how many read-modify-write operations
/// it needs when nobody else wants it, as JSON.
#include "registry/locks.hpp"
#include "registry/shared_locks.hpp"
#include "support/counting_operations.hpp"

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

namespace interlock {
namespace {

using nlohmann::ordered_json;
using support::read_modify_writes_of;

template <class Row>
ordered_json costs_of_lock() {
  using lock_type = typename Row::template type<support::counting_operations>;
  lock_type lock;
  ordered_json found;
  found["bytes"] = sizeof(typename Row::template type<std_backend>);
  // What is done once, such as choosing a mode, is not counted.
  lock.lock();
  lock.unlock();
  found["lock"] = read_modify_writes_of([&] { lock.lock(); });
  found["unlock"] = read_modify_writes_of([&] { lock.unlock(); });
  return found;
}

template <class Row>
void add_shares(ordered_json& found) {
  typename Row::template type<support::counting_operations> lock;
  lock.lock_shared();
  lock.unlock_shared();
  found["lock_shared"] = read_modify_writes_of([&] { lock.lock_shared(); });
  found["unlock_shared"] = read_modify_writes_of([&] { lock.unlock_shared(); });
}

ordered_json costs() {
  ordered_json all;
  registry::for_each(registry::locks{},
                     [&]<class Row>() { all[std::string{Row::name}] = costs_of_lock<Row>(); });
  registry::for_each(registry::shared_locks{}, [&]<class Row>() {
    ordered_json& found = all[std::string{Row::name}];
    found = costs_of_lock<Row>();
    add_shares<Row>(found);
  });
  return all;
}

}  // namespace
}  // namespace interlock

int main() { std::cout << interlock::costs().dump(1) << '\n'; }
