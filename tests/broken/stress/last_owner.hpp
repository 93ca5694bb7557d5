// SPDX-License-Identifier: MIT
/// @file
/// Scenario: threads share objects that hold a lock, and the last owner of an object destroys it
/// while the others may still be leaving `unlock()`. Finds an unlock that touches the lock when it
/// is no longer its own.
#pragma once

#include <interlock/stress/test_case.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace interlock::broken {

template <class Lock>
class last_owner_scenario {
 public:
  explicit last_owner_scenario(stress::round_setup setup) : destroyed_(objects) {
    for (std::size_t i = 0; i < objects; ++i) objects_.push_back(new object{{}, setup.threads});
  }
  last_owner_scenario(const last_owner_scenario&) = delete;
  last_owner_scenario& operator=(const last_owner_scenario&) = delete;
  ~last_owner_scenario() {
    for (std::size_t i = 0; i < objects; ++i) {
      if (destroyed_[i] == 0) delete objects_[i];
    }
  }

  stress::role role_of(unsigned) {
    return {"owner", [this](stress::worker& self) { run(self); }};
  }

  void finish(stress::round_end& end) {
    std::size_t sum = 0;
    for (const char each : destroyed_) sum += each == 0 ? 0 : 1;
    end.observe("destroyed", sum);
  }

 private:
  static constexpr std::size_t objects = 2000;

  struct object {
    Lock lock;
    unsigned owners;
  };

  void run(stress::worker& self) {
    for (std::size_t i = 0; i < objects && self.running(); ++i) {
      object* const mine = objects_[i];
      self.at("lock");
      mine->lock.lock();
      const bool last = --mine->owners == 0;
      self.perturb();
      self.at("unlock");
      mine->lock.unlock();
      if (last) {
        delete mine;
        destroyed_[i] = 1;
      }
      self.done();
    }
  }

  std::vector<object*> objects_;
  std::vector<char> destroyed_;  // each written by the last owner of its object
};

/// `Lock` is default-constructible, with `lock()` and `unlock()`.
template <class Lock>
stress::test_case last_owner(std::string row) {
  stress::test_case result{.row = std::move(row), .scenario = "last_owner"};
  result.must_observe = {"destroyed"};
  result.make = stress::rounds_of<last_owner_scenario<Lock>>();
  return result;
}

}  // namespace interlock::broken
