// SPDX-License-Identifier: MIT
/// @file
/// `native`: the functions of the system behind those of the same name that this library defines.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>

namespace interlock::checker::instrumented {

/// The next definition of `name` after this program's. Usable before `main()` and from within the
/// loader: no allocation, no guarded initialisation.
template <class Function>
class native {
 public:
  constexpr explicit native(const char* name) noexcept : name_{name} {}

  template <class... Arguments>
  auto operator()(Arguments... arguments) {
    if (function_ == nullptr) find();
    return function_(arguments...);
  }
  [[nodiscard]] bool is_known() const noexcept { return function_ != nullptr; }
  void find() {
    function_ = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name_));
    if (function_ != nullptr) return;
    std::fprintf(stderr, "interlock: the system has no function %s\n", name_);
    std::abort();
  }

 private:
  const char* name_;
  Function* function_ = nullptr;
};

}  // namespace interlock::checker::instrumented
