// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong semaphores.
#include "broken/semaphores.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"
#include "broken/stress/last_owner.hpp"

namespace interlock::broken {
namespace {

/// A semaphore of one unit, used as a lock.
template <class Semaphore>
class semaphore_lock {
 public:
  void lock() { unit_.acquire(); }
  void unlock() { unit_.release(); }

 private:
  Semaphore unit_{1};
};

template <class List>
void add(stress::suite& cases, List rows) {
  using backend = preempting_backend;
  stress::add_semaphores<backend>(cases, rows);
  registry::for_each(rows, [&]<class Row>() {
    using lock = semaphore_lock<typename Row::template type<backend>>;
    cases.push_back(last_owner<lock>(std::string{Row::name}));
  });
}

}  // namespace
}  // namespace interlock::broken

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  broken::add(cases, broken::semaphore_families{});
  return stress::run_main(cases, argc, argv);
}
