// SPDX-License-Identifier: MIT
/// @file
/// What a thread of the real machine still has to do when all its thread-local objects are gone.
#pragma once

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <pthread.h>
#include <system_error>
#include <utility>

namespace interlock::detail {

/// The work of each thread is a list that the thread library keeps, because it lets go of its own
/// data after the objects of the language. A thread that ends the program does its work then.
class exit_work {
 public:
  using step = void (*)(void*, void*);

  static void add(void* first, void* second, step what) {
    auto* const before = static_cast<exit_work*>(pthread_getspecific(key()));
    auto work = std::unique_ptr<exit_work>{new exit_work{what, first, second, before}};
    check(pthread_setspecific(key(), work.get()));
    (void)work.release();
  }

 private:
  exit_work(step what, void* first, void* second, exit_work* before) noexcept
      : what_{what}, first_{first}, second_{second}, before_{before} {}

  static void run(void* last) noexcept {
    for (auto* work = static_cast<exit_work*>(last); work != nullptr;) {
      const std::unique_ptr<exit_work> done{work};
      done->what_(done->first_, done->second_);
      work = done->before_;
    }
  }

  static pthread_key_t key() {
    static const pthread_key_t made = [] {
      pthread_key_t fresh{};
      check(pthread_key_create(&fresh, [](void* last) { run(last); }));
      // The end of the program lets go of no thread's data.
      if (std::atexit([] {
            run(pthread_getspecific(key()));
            pthread_setspecific(key(), nullptr);
          }) != 0) {
        check(ENOMEM);
      }
      return fresh;
    }();
    return made;
  }

  static void check(int error) {
    if (error != 0) throw std::system_error{error, std::generic_category(), "at_thread_exit"};
  }

  step what_;
  void* first_;
  void* second_;
  exit_work* before_;
};

/// Calls `what(first, second)` when the calling thread ends and its thread-local objects are gone.
inline void at_thread_exit(void* first, void* second, exit_work::step what) {
  exit_work::add(first, second, what);
}

}  // namespace interlock::detail
