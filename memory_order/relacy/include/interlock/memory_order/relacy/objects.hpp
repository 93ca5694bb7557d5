// SPDX-License-Identifier: MIT
/// @file
/// `per_thread<T>` and `global<T>`: the objects that an execution keeps for its threads and for
/// itself.
#pragma once

#include <cstddef>
#include <new>

namespace interlock::relacy {

/// How to make and end an object whose type the model does not know. The address of a `kind` is its
/// identity.
struct kind {
  std::size_t bytes;
  std::size_t alignment;
  void (*construct)(void*);
  void (*destroy)(void*) noexcept;
};

template <class T>
inline constexpr kind kind_of{sizeof(T), alignof(T), [](void* memory) { ::new (memory) T(); },
                              [](void* object) noexcept { static_cast<T*>(object)->~T(); }};

/// The calling thread's object, made on first use; null once it has been destroyed.
[[nodiscard]] void* local_object(const kind& what);
/// The execution's object. It exists before the first thread, as static objects do.
[[nodiscard]] void* global_object(const kind& what);

template <class T>
struct per_thread {
  [[nodiscard]] static T* get() { return static_cast<T*>(local_object(kind_of<T>)); }
};

}  // namespace interlock::relacy
