// SPDX-License-Identifier: MIT
/// @file
/// `thread`: a thread started by an execution. A client says how many it starts: `static constexpr
/// unsigned started_threads`.
#pragma once

#include <interlock/memory_order/relacy/location.hpp>
#include <interlock/memory_order/relacy/model.hpp>

#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace interlock::relacy {

/// Starts a thread that calls `run(task)`; fails the execution if the client has announced fewer
/// threads.
[[nodiscard]] void* start_thread(void (*run)(void*), void* task, location where);
void join_thread(void* handle, location where);
/// 0 for the code before and after the threads, then 1, 2, ... Never 0 while threads run.
[[nodiscard]] unsigned current_thread() noexcept;

class thread {
 public:
  thread() noexcept = default;

  template <class Function>
  requires(!std::is_same_v<std::decay_t<Function>, thread>) explicit thread(
      Function&& function, location where = location::current()) {
    using task = std::decay_t<Function>;
    void* const memory = allocate(sizeof(task), alignof(task), where);
    ::new (memory) task(std::forward<Function>(function));
    handle_ = start_thread(&run<task>, memory, where);
  }

  thread(thread&& other) noexcept : handle_{std::exchange(other.handle_, nullptr)} {}
  thread& operator=(thread&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~thread() {
    if (joinable()) fail("thread: destroyed without join()", location::current());
  }

  [[nodiscard]] bool joinable() const noexcept { return handle_ != nullptr; }

  void join(location where = location::current()) {
    if (!joinable()) fail("thread: join() of no thread", where);
    join_thread(std::exchange(handle_, nullptr), where);
  }

 private:
  template <class Task>
  static void run(void* memory) {
    Task* const task = static_cast<Task*>(memory);
    (*task)();
    task->~Task();
    deallocate(task, sizeof(Task), alignof(Task), location::current());
  }

  void* handle_ = nullptr;
};

}  // namespace interlock::relacy
