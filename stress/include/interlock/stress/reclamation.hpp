// SPDX-License-Identifier: MIT
/// @file
/// Scenario: readers protect shared objects that writers replace and retire. Finds objects
/// reclaimed under a reader's eyes, never reclaimed, or reclaimed twice.
#pragma once

#include <interlock/stress/test_case.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>

namespace interlock::stress {
namespace detail {

/// Objects made and destroyed under one scheme, over all rounds: what a round leaves behind may be
/// reclaimed in a later one. By scheme, so that an object needs no pointer to its round.
template <class Scheme>
struct object_census {
  static inline std::atomic<std::uint64_t> made{0};
  static inline std::atomic<std::uint64_t> destroyed{0};
};

/// An object that shows whether it is alive: its two halves agree, and its number never changes
/// while somebody protects it.
template <class Scheme>
class tracked : public Scheme::template base<tracked<Scheme>> {
 public:
  explicit tracked(std::uint64_t number) noexcept : number_{number}, seal_{mix(number)} {
    object_census<Scheme>::made.fetch_add(1, std::memory_order_relaxed);
  }

  // The poison is volatile, else the compiler may leave out stores to an object at its end.
  ~tracked() {
    seal_ = poison;
    number_ = poison;
    object_census<Scheme>::destroyed.fetch_add(1, std::memory_order_relaxed);
  }

  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  [[nodiscard]] bool alive() const noexcept { return seal_ == mix(number_); }

 private:
  static constexpr std::uint64_t poison = 0xdeadbeefdeadbeef;

  volatile std::uint64_t number_;
  volatile std::uint64_t seal_;
};

template <class Scheme>
class reclamation_scenario {
 public:
  using object = tracked<Scheme>;
  using census = object_census<Scheme>;
  using guard = typename Scheme::guard;

  explicit reclamation_scenario(round_setup setup)
      : writers_{setup.draw.between(1, setup.threads - 1)},
        at_work_{setup.threads},
        destroyed_before_{census::destroyed.load(std::memory_order_relaxed)} {}

  role role_of(unsigned thread) {
    if (thread < writers_)
      return {"writer", [this](worker& self) {
                write(self);
                settle(self);
              }};
    return {"reader", [this](worker& self) {
              read(self);
              settle(self);
            }};
  }

  void finish(round_end& end) {
    end.observe("reads", reads_.load(std::memory_order_relaxed));
    end.observe("reclaimed during reads",
                census::destroyed.load(std::memory_order_relaxed) - destroyed_before_);
    for (auto& place : places_) {
      if (object* const last = place.exchange(nullptr, std::memory_order_acq_rel)) {
        Scheme::retire(last);
      }
    }
    Scheme::reclaim();
    const auto made = census::made.load(std::memory_order_relaxed);
    const auto destroyed = census::destroyed.load(std::memory_order_relaxed);
    if (made != destroyed) {
      end.violation(std::to_string(made) + " objects were made and retired, nobody protects one, " +
                    std::to_string(destroyed) + " were destroyed");
    }
  }

 private:
  static constexpr std::uint32_t places = 2;

  void write(worker& self) {
    std::uint64_t number = self.index();
    while (self.running()) {
      self.at("replace");
      auto fresh = std::make_unique<object>(number += 1'000'000);
      auto& place = places_[self.draw().below(places)];
      object* const old = place.exchange(fresh.release(), std::memory_order_acq_rel);
      self.perturb();
      self.at("retire");
      if (old != nullptr) Scheme::retire(old);
      self.done();
    }
  }

  void read(worker& self) {
    std::uint64_t reads = 0;
    while (self.running()) {
      // Guards come and go, some protect one object after another, some two at a time.
      guard first;
      const auto uses = self.draw().between(1, 8);
      for (std::uint32_t use = 0; use < uses && self.running(); ++use) {
        if (look(self, first)) ++reads;
        if (!self.draw().one_in(8)) continue;
        guard second;
        if (look(self, second)) ++reads;
      }
    }
    reads_.fetch_add(reads, std::memory_order_relaxed);
  }

  // When nobody protects anything any more, every thread reclaims what it has retired itself.
  void settle(worker& self) {
    self.at("settle");
    at_work_.fetch_sub(1, std::memory_order_acq_rel);
    while (at_work_.load(std::memory_order_acquire) != 0) std::this_thread::yield();
    self.at("reclaim");
    Scheme::reclaim();
  }

  bool look(worker& self, guard& by) {
    self.at("protect");
    const object* const seen = by.protect(places_[self.draw().below(places)]);
    if (seen == nullptr) return false;
    const std::uint64_t number = seen->number();
    const bool alive = seen->alive();
    self.perturb();
    if (!alive || !seen->alive() || seen->number() != number) {
      self.violation("an object was reclaimed while thread " + std::to_string(self.index()) +
                     " protected it");
    }
    self.done();
    return true;
  }

  const unsigned writers_;
  std::atomic<unsigned> at_work_;
  const std::uint64_t destroyed_before_;
  std::array<typename Scheme::template atomic<object*>, places> places_{};
  std::atomic<std::uint64_t> reads_{0};
};

}  // namespace detail

/// `Scheme` names the parts of a reclamation scheme: `base<T>`, which a protected object derives
/// from; `atomic<T*>`, the place of a shared pointer; `guard`, whose `protect(place)` returns a
/// pointer that stays valid until its next use or end; `retire(T*)`; and `reclaim()`, after which
/// everything that the calling thread has retired and nobody protects is destroyed.
template <class Scheme>
test_case reclamation(std::string row) {
  test_case result{.row = std::move(row), .scenario = "reclamation"};
  result.must_observe = {"reads", "reclaimed during reads"};
  result.make = rounds_of<detail::reclamation_scenario<Scheme>>();
  return result;
}

}  // namespace interlock::stress
