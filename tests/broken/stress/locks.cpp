// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong locks.
#include "broken/locks.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"
#include "broken/stress/last_owner.hpp"

namespace interlock::broken {
namespace {

template <class List>
void add(stress::suite& cases, List rows) {
  using backend = preempting_backend;
  stress::add_locks<backend>(cases, rows);
  registry::for_each(rows, [&]<class Row>() {
    cases.push_back(last_owner<typename Row::template type<backend>>(std::string{Row::name}));
  });
}

}  // namespace
}  // namespace interlock::broken

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  broken::add(cases, broken::lock_families{});
  return stress::run_main(cases, argc, argv);
}
