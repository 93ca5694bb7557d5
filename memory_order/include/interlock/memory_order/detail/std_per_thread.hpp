// SPDX-License-Identifier: MIT
/// @file
/// One `T` for each thread that asks for it, destroyed when that thread ends. Shared objects that
/// hide their symbols have one in common if `T` has default visibility.
#pragma once

namespace interlock::detail {

template <class T>
class [[gnu::visibility("default")]] std_per_thread {
 public:
  /// The calling thread's `T`, made on first use. Null once it has been destroyed, which
  /// destructors of other thread-local objects can see: they must do without.
  [[nodiscard]] static T* get() {
    if (current_ != nullptr) [[likely]]
      return current_;
    return make();
  }

 private:
  struct holder {
    holder() { current_ = &value; }
    holder(const holder&) = delete;
    holder& operator=(const holder&) = delete;
    ~holder() {
      current_ = nullptr;
      gone_ = true;
    }
    T value;
  };

  [[gnu::noinline, gnu::cold]] static T* make() {
    if (gone_) return nullptr;
    static thread_local holder mine;
    return &mine.value;
  }

  static inline constinit thread_local T* current_ = nullptr;
  static inline constinit thread_local bool gone_ = false;
};

}  // namespace interlock::detail
