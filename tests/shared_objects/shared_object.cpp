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

void lock(byte_lock& lock) { lock.lock(); }
void unlock(byte_lock& lock) { lock.unlock(); }
void lock_recursively(recursive_mutex& mutex) { mutex.lock(); }
void unlock_recursively(recursive_mutex& mutex) { mutex.unlock(); }

void take_turn(light_event_count& changed, std::atomic<int>& turn, int mine, int next) {
  changed.wait([&] { return turn.load() == mine; });
  turn.store(next);
  changed.notify_all();
}
void share(bravo<>& lock) { lock.lock_shared(); }
void unshare(bravo<>& lock) { lock.unlock_shared(); }
bool write(bravo<>& lock) {
  if (!lock.try_lock()) return false;
  lock.unlock();
  return true;
}
void lock_in_order(lock_order<mutex>& which) { which.lock(); }
void unlock_in_order(lock_order<mutex>& which) { which.unlock(); }

}  // namespace

[[gnu::visibility("default")]] extern const shared_object SHARED_OBJECT{
    publish,       read,           withdraw,         clean_up,
    lock,          unlock,         lock_recursively, unlock_recursively,
    take_turn,     share,          unshare,          write,
    lock_in_order, unlock_in_order};

}  // namespace interlock::test
