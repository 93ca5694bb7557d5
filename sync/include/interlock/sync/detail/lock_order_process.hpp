// SPDX-License-Identifier: MIT
/// @file
/// What all threads of a process share to check the order of their locks: the mode, the handler and
/// the graph.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/lock_graph.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/lock_order_report.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <pthread.h>
#include <string_view>
#include <utility>
#include <vector>

namespace interlock::detail {

/// The graph is behind one mutex, which nobody holds while a handler runs. Never destroyed, so that
/// destructors of static objects may take locks.
template <backend B>
class [[gnu::visibility("default")]] lock_order_process {
 public:
  [[nodiscard]] static lock_order_process& get() noexcept {
    return B::template global<lock_order_process>();
  }

  /// Whether nothing is looked at. False before the mode has been chosen.
  [[nodiscard]] bool off() const noexcept {
    // relaxed: a switch; what it turns on and off orders itself.
    return mode_.load(order::relaxed) % modes == of(lock_order_mode::off);
  }
  [[nodiscard]] lock_order_mode mode() noexcept {
    return static_cast<lock_order_mode>(chosen() % modes - 1);
  }
  /// How often checks were turned on or off: what was taken before that is not known.
  [[nodiscard]] std::uint32_t switches() noexcept { return chosen() / modes; }

  void set_mode(lock_order_mode mode) noexcept {
    std::uint32_t before = chosen();
    std::uint32_t after = 0;
    do {
      const bool switched =
          (before % modes == of(lock_order_mode::off)) != (mode == lock_order_mode::off);
      after = (before / modes + (switched ? 1 : 0)) * modes + of(mode);
      // relaxed: see off().
    } while (!mode_.compare_exchange_weak(before, after, order::relaxed, order::relaxed));
  }

  lock_order_handler set_handler(lock_order_handler handler) {
    const lock_guard held{graph_lock_};
    const lock_order_handler before = handler_.read();
    handler_.write(handler);
    return before;
  }

  /// The number in `place`, which gets one now if it has none.
  [[nodiscard]] std::uint64_t number(typename B::template atomic<std::uint64_t> & place) noexcept {
    // relaxed: a number says nothing about anything else.
    std::uint64_t known = place.load(order::relaxed);
    if (known != 0) return known;
    // relaxed: atomicity alone makes numbers unique.
    const std::uint64_t fresh = last_number_.fetch_add(1, order::relaxed) + 1;
    // relaxed: one thread's number becomes the lock's.
    return place.compare_exchange_strong(known, fresh, order::relaxed, order::relaxed) ? fresh
                                                                                       : known;
  }

  [[nodiscard]] std::uint64_t next_thread() noexcept {
    // relaxed: atomicity alone makes numbers unique.
    return last_thread_.fetch_add(1, order::relaxed) + 1;
  }

  /// See lock_graph.
  [[nodiscard]] std::vector<lock_order_step> connect(
      const lock_identity& first, const lock_identity& second, const lock_graph::evidence& how) {
    const lock_guard held{graph_lock_};
    if (graph_ == nullptr) {
      graph_ = std::make_unique<lock_graph>();
      survive_forks();
    }
    return graph_->connect(first, second, how);
  }
  void remove(std::uint64_t number) noexcept {
    const lock_guard held{graph_lock_};
    if (graph_ != nullptr) graph_->remove(number);
  }

  /// Gives `what` to the handler, and ends the program if the mode says so.
  void report(const lock_order_report& what) {
    if constexpr (B::checked) B::fail("lock order: a report", __FILE__, __LINE__);
    if (const lock_order_handler handler = current_handler()) {
      handler(what);
    } else {
      std::fputs(to_string(what).c_str(), stderr);
    }
    if (mode() == lock_order_mode::abort) std::abort();
  }

 private:
  // mode_: the mode plus one, or 0 before it has been chosen; and in units of `modes` the switches.
  static constexpr std::uint32_t modes = 4;
  [[nodiscard]] static constexpr std::uint32_t of(lock_order_mode mode) noexcept {
    return static_cast<std::uint32_t>(mode) + 1;
  }

  [[nodiscard]] std::uint32_t chosen() noexcept {
    // relaxed: see off().
    const std::uint32_t known = mode_.load(order::relaxed);
    return known % modes != 0 ? known : choose();
  }
  [[gnu::noinline, gnu::cold]] std::uint32_t choose() noexcept {
    const std::uint32_t wanted = of(from_environment());
    std::uint32_t before = 0;
    // relaxed: see off().
    return mode_.compare_exchange_strong(before, wanted, order::relaxed, order::relaxed) ? wanted
                                                                                         : before;
  }
  [[nodiscard]] static lock_order_mode from_environment() noexcept {
    const char* const text = std::getenv("INTERLOCK_LOCK_ORDER");
    if (text == nullptr || std::string_view{text} == "report") return lock_order_mode::report;
    if (std::string_view{text} == "off") return lock_order_mode::off;
    if (std::string_view{text} == "abort") return lock_order_mode::abort;
    B::fail("the environment variable INTERLOCK_LOCK_ORDER must be off, report or abort", __FILE__,
            __LINE__);
  }

  [[nodiscard]] lock_order_handler current_handler() {
    const lock_guard held{graph_lock_};
    return handler_.read();
  }

  /// A child process gets a graph that no other thread is in the middle of changing.
  static void survive_forks() noexcept {
    if constexpr (!B::checked) ::pthread_atfork(before_fork, after_fork, after_fork);
  }
  static void before_fork() noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    get().graph_lock_.lock();
  }
  static void after_fork() noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    get().graph_lock_.unlock();
  }

  typename B::template atomic<std::uint32_t> mode_{B::checked ? of(lock_order_mode::report) : 0};
  typename B::template atomic<std::uint64_t> last_number_{0};
  typename B::template atomic<std::uint64_t> last_thread_{0};
  basic_mutex<B> graph_lock_;
  typename B::template plain<lock_order_handler> handler_{nullptr};
  std::unique_ptr<lock_graph> graph_;
};

}  // namespace interlock::detail
