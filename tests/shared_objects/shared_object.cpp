// SPDX-License-Identifier: MIT
/// @file
/// One shared object. Only `SHARED_OBJECT` is visible from outside.
#include "shared_object.hpp"

#include <interlock/lockfree/hazard_pointer.hpp>
#include <interlock/sync/lock_order.hpp>

namespace interlock::test {

struct document : hazard_pointer_obj_base<document> {
  explicit document(int& count) : ended{count} {}
  document(const document&) = delete;
  document& operator=(const document&) = delete;
  ~document() { ++ended; }
  int& ended;
};

namespace {

void publish(std::atomic<document*>& place, int& ended) { place.store(new document{ended}); }

void read(const std::atomic<document*>& place, void (*meanwhile)(void*), void* argument) {
  hazard_pointer guard = make_hazard_pointer();
  (void)guard.protect(place);
  meanwhile(argument);
}

void clean_up() { default_hazard_pointer_domain().clean_up(); }

void withdraw(std::atomic<document*>& place) {
  place.exchange(nullptr)->retire();
  clean_up();
}

void lock(lock_order<mutex>& which) { which.lock(); }
void unlock(lock_order<mutex>& which) { which.unlock(); }

}  // namespace

[[gnu::visibility("default")]] extern const shared_object SHARED_OBJECT;
const shared_object SHARED_OBJECT{publish, read, withdraw, clean_up, lock, unlock};

}  // namespace interlock::test
