// SPDX-License-Identifier: MIT
/// @file
/// See modules.hpp.
#include "modules.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <link.h>
#include <string_view>
#include <unwind.h>

namespace interlock::checker::instrumented {
namespace {

/// The executable ranges of some modules.
class code_ranges {
 public:
  void add(const dl_phdr_info& module) noexcept {
    for (std::size_t i = 0; i < module.dlpi_phnum && count_ < all_.size(); ++i) {
      const auto& header = module.dlpi_phdr[i];
      if (header.p_type != PT_LOAD || (header.p_flags & PF_X) == 0) continue;
      const std::uintptr_t start = module.dlpi_addr + header.p_vaddr;
      all_[count_++] = {start, start + header.p_memsz};
    }
  }
  [[nodiscard]] bool contains(std::uintptr_t code) const noexcept {
    return std::any_of(all_.begin(), all_.begin() + count_,
                       [code](const range& each) { return each.start <= code && code < each.end; });
  }

 private:
  struct range {
    std::uintptr_t start;
    std::uintptr_t end;
  };
  std::array<range, 16> all_{};
  std::size_t count_ = 0;
};

code_ranges system_libraries;
code_ranges program;

int note(dl_phdr_info* module, std::size_t, void* first) {
  // The first module is the program itself, and has no name.
  if (!*static_cast<bool*>(first)) {
    *static_cast<bool*>(first) = true;
    program.add(*module);
    return 0;
  }
  const std::string_view path{module->dlpi_name};
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.starts_with("libc.so") || name.starts_with("ld-linux")) system_libraries.add(*module);
  return 0;
}

[[gnu::constructor]] void note_all() {
  bool first_seen = false;
  ::dl_iterate_phdr(&note, &first_seen);
}

struct search {
  std::uintptr_t from;
  bool passed = false;
  std::uintptr_t found = 0;
};

_Unwind_Reason_Code look_at(_Unwind_Context* frame, void* state) {
  search& wanted = *static_cast<search*>(state);
  const std::uintptr_t code = _Unwind_GetIP(frame);
  wanted.passed = wanted.passed || code == wanted.from;
  if (!wanted.passed || !program.contains(code)) return _URC_NO_REASON;
  wanted.found = code;
  return _URC_END_OF_STACK;
}

}  // namespace

bool is_in_system_library(std::uintptr_t code) noexcept { return system_libraries.contains(code); }

std::uintptr_t in_program(std::uintptr_t code) noexcept {
  if (program.contains(code)) return code;
  search wanted{code};
  (void)_Unwind_Backtrace(&look_at, &wanted);
  return wanted.found != 0 ? wanted.found : code;
}

}  // namespace interlock::checker::instrumented
