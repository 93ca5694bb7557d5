// SPDX-License-Identifier: MIT
/// @file
/// `wait`: what everything that blocks has in common. Some threads hold others up and let them go;
/// those wait, with a limit or without. What every wait must do is written and compiled once, over
/// this interface (contract/waits); each kind of primitive says here how its rows wait:
///
///     template <class Row, backend B>
///     struct lock_wait {
///       static constexpr wait_facts facts{...};
///       void hold();                  // from now on attempts wait; at first they do not
///       void let_go();                // by the thread that holds
///       void attempt();
///       bool attempt_for(length);     // if facts.timed
///       bool attempt_until(when);
///       void undo();                  // after an attempt that has passed, by the same thread
///       void renew();                 // makes the primitive anew, whatever it was
///     };
///     const bool listed = support::list_waits<lock_wait>(registry::locks{});
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "support/clocks.hpp"
#include "support/late_backend.hpp"
#include "support/restless_backend.hpp"

#include <chrono>
#include <concepts>
#include <cstdlib>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

namespace interlock::support {

struct wait_facts {
  const char* as = "";       ///< which of a row's waits this is, if it has several
  bool timed = true;         ///< has attempts with a limit
  bool parks = true;         ///< who waits sleeps
  bool handed_over = false;  ///< who has passed keeps out those who hold, until `undo()`
  bool forkable = false;     ///< after a fork the child can go on though threads of the parent wait
  bool held_by_us = true;    ///< `hold()` needs no thread of its own, which a fork would lose
};

class wait {
 public:
  wait() = default;
  wait(const wait&) = delete;
  wait& operator=(const wait&) = delete;
  virtual ~wait() = default;
  virtual void hold() = 0;
  virtual void let_go() = 0;
  virtual void attempt() = 0;
  [[nodiscard]] virtual bool attempt(const wait_limit& until) = 0;
  virtual void undo() = 0;
  virtual void renew() = 0;

  [[nodiscard]] bool attempt_for(std::chrono::nanoseconds length) {
    return attempt(wait_limit{length});
  }
  void pass() {
    attempt();
    undo();
  }
};

/// `Adapter` behind the interface. On a machine of the tests it is not tried with all types of
/// limits once more.
template <class Adapter, backend B>
class wait_of final : public wait {
 public:
  void hold() override { adapter_.hold(); }
  void let_go() override { adapter_.let_go(); }
  void attempt() override { adapter_.attempt(); }
  [[nodiscard]] bool attempt(const wait_limit& until) override {
    if constexpr (!Adapter::facts.timed) {
      std::abort();
    } else if constexpr (std::same_as<B, std_backend>) {
      return std::visit([this](const auto& each) { return this->attempt_until(each); }, until);
    } else {
      return adapter_.attempt_for(std::get<std::chrono::nanoseconds>(until));
    }
  }
  void undo() override { adapter_.undo(); }
  void renew() override { adapter_.renew(); }

 private:
  template <class Rep, class Period>
  bool attempt_until(const std::chrono::duration<Rep, Period>& length) {
    return adapter_.attempt_for(length);
  }
  template <class Clock, class Duration>
  bool attempt_until(const std::chrono::time_point<Clock, Duration>& when) {
    return adapter_.attempt_until(when);
  }

  Adapter adapter_;
};

/// A row's wait, on the real machine and on those that the tests need.
struct wait_case {
  std::string name;
  wait_facts facts;
  std::function<std::unique_ptr<wait>()> make;
  std::function<std::unique_ptr<wait>()> make_late;
  std::function<std::unique_ptr<wait>()> make_restless;

  friend std::ostream& operator<<(std::ostream& out, const wait_case& one) {
    return out << one.name;
  }
};

/// The waits of this program, listed by its files.
[[nodiscard]] inline std::vector<wait_case>& listed_waits() {
  static std::vector<wait_case> all;
  return all;
}

template <template <class, backend> class Adapter, class Row>
void list_wait() {
  const wait_facts facts = Adapter<Row, std_backend>::facts;
  std::string name{Row::name};
  if (*facts.as != '\0') name += std::string{"_for_"} + facts.as;
  const auto on = []<class B>(B) -> std::unique_ptr<wait> {
    return std::make_unique<wait_of<Adapter<Row, B>, B>>();
  };
  listed_waits().push_back({name, facts, [on] { return on(std_backend{}); },
                            [on] { return on(late_backend{}); },
                            [on] { return on(restless_backend{}); }});
}

/// Lists a wait for each of the rows; true.
template <template <class, backend> class Adapter, template <class...> class List, class... Rows>
bool list_waits(List<Rows...>) {
  (list_wait<Adapter, Rows>(), ...);
  return true;
}

}  // namespace interlock::support
