// SPDX-License-Identifier: MIT
/// @file
/// interlock-stress over the wrong locks with shared access.
#include "broken/shared_locks.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/rows.hpp>

#include "broken/preempting_backend.hpp"
#include "broken/stress/last_owner.hpp"

namespace interlock::broken {
namespace {

/// One reader at a time uses the object, and comes back as a writer to leave it: `lock()` waits
/// until the reader before has left.
template <class Lock>
class read_and_leave {
 public:
  void lock() {
    lock_.lock_shared();
    lock_.unlock_shared();
    lock_.lock();
  }
  void unlock() { lock_.unlock(); }

 private:
  Lock lock_;
};

template <class List>
void add(stress::suite& cases, List rows) {
  using backend = preempting_backend;
  stress::add_shared_locks<backend>(cases, rows);
  registry::for_each(rows, [&]<class Row>() {
    using lock = read_and_leave<typename Row::template type<backend>>;
    cases.push_back(last_owner<lock>(std::string{Row::name}));
  });
}

}  // namespace
}  // namespace interlock::broken

int main(int argc, char** argv) {
  using namespace interlock;
  stress::suite cases;
  broken::add(cases, broken::shared_lock_families{});
  return stress::run_main(cases, argc, argv);
}
