// SPDX-License-Identifier: MIT
/// @file
/// A page of memory that can be taken away, so that whoever touches it late dies.
#pragma once

#include <cstddef>
#include <new>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace interlock::support {

/// One object on a page of its own.
template <class T>
class handover_page {
 public:
  handover_page()
      : bytes_{(sizeof(T) / page_size() + 1) * page_size()},
        memory_{::mmap(nullptr, bytes_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)} {
    if (memory_ == MAP_FAILED) throw std::bad_alloc{};
  }
  handover_page(const handover_page&) = delete;
  handover_page& operator=(const handover_page&) = delete;
  ~handover_page() { ::munmap(memory_, bytes_); }

  template <class... Args>
  T& construct(Args&&... args) {
    ::mprotect(memory_, bytes_, PROT_READ | PROT_WRITE);
    return *::new (memory_) T(std::forward<Args>(args)...);
  }
  /// Ends the object; any access to it from now on is a segmentation fault.
  void take_away() {
    static_cast<T*>(memory_)->~T();
    ::mprotect(memory_, bytes_, PROT_NONE);
  }

 private:
  static std::size_t page_size() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

  std::size_t bytes_;
  void* memory_;
};

}  // namespace interlock::support
