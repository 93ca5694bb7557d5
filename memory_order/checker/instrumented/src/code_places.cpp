// SPDX-License-Identifier: MIT
/// @file
/// See code_places.hpp.
#include "code_places.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cxxabi.h>
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <memory>
#include <string_view>
#include <unistd.h>

namespace interlock::checker::instrumented {
namespace {

struct freed {
  void operator()(void* memory) const noexcept { std::free(memory); }
};

/// Only what the program has in itself: no search on the disk, no server.
int no_other_file(Dwfl_Module*, void**, const char*, Dwarf_Addr, const char*, const char*,
                  GElf_Word, char**) {
  return -1;
}

[[nodiscard]] std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, freed> text{abi::__cxa_demangle(name, nullptr, nullptr, &status)};
  return status == 0 ? std::string{text.get()} : std::string{name};
}

[[nodiscard]] std::string name_of(Dwarf_Die* function) {
  Dwarf_Attribute attribute;
  Dwarf_Attribute* const mangled = dwarf_attr_integrate(function, DW_AT_linkage_name, &attribute);
  const char* const text = mangled != nullptr ? dwarf_formstring(mangled) : nullptr;
  if (text != nullptr) return demangled(text);
  const char* const name = dwarf_diename(function);
  return name != nullptr ? name : "";
}

[[nodiscard]] unsigned number(Dwarf_Die* of, unsigned attribute_name) {
  Dwarf_Attribute attribute;
  Dwarf_Word value = 0;
  if (dwarf_formudata(dwarf_attr(of, attribute_name, &attribute), &value) != 0) return 0;
  return static_cast<unsigned>(value);
}

/// Where the code of the inlined function `inlined` was called.
[[nodiscard]] code_place call_of(Dwarf_Die* unit, Dwarf_Die* inlined) {
  code_place place;
  Dwarf_Files* files = nullptr;
  std::size_t count = 0;
  if (dwarf_getsrcfiles(unit, &files, &count) == 0) {
    const char* const file =
        dwarf_filesrc(files, number(inlined, DW_AT_call_file), nullptr, nullptr);
    place.file = file != nullptr ? file : "";
  }
  place.line = number(inlined, DW_AT_call_line);
  place.column = number(inlined, DW_AT_call_column);
  return place;
}

/// Whether functions with code can be below `die`.
[[nodiscard]] bool may_lead_to_code(Dwarf_Die* die) noexcept {
  switch (dwarf_tag(die)) {
    case DW_TAG_namespace:
    case DW_TAG_subprogram:
    case DW_TAG_inlined_subroutine:
    case DW_TAG_lexical_block:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool code_place::is_in_standard_library() const noexcept {
  static constexpr std::array folders{std::string_view{"/c++/"}, std::string_view{"/lib/gcc/"},
                                      std::string_view{"/lib/llvm-"}};
  return file.empty() || std::any_of(folders.begin(), folders.end(), [this](std::string_view each) {
           return file.find(each) != std::string::npos;
         });
}

/// The functions of a unit that have code, with those inlined into them.
class code_places::unit_index {
 public:
  explicit unit_index(Dwarf_Die* unit) { add_children(unit, 0); }

  /// Those around `address`, the innermost first.
  [[nodiscard]] std::vector<Dwarf_Die> around(Dwarf_Addr address) const {
    std::vector<const entry*> found;
    for (const entry& each : entries_) {
      if (each.low <= address && address < each.high) found.push_back(&each);
    }
    std::sort(found.begin(), found.end(),
              [](const entry* a, const entry* b) { return a->depth > b->depth; });
    std::vector<Dwarf_Die> functions;
    for (const entry* each : found) functions.push_back(each->function);
    return functions;
  }

 private:
  struct entry {
    Dwarf_Addr low;
    Dwarf_Addr high;
    int depth;
    Dwarf_Die function;
  };

  void add_children(Dwarf_Die* parent, int depth) {
    Dwarf_Die child;
    if (dwarf_child(parent, &child) != 0) return;
    do {
      if (!may_lead_to_code(&child)) continue;
      const int tag = dwarf_tag(&child);
      if (tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine) add(child, depth);
      add_children(&child, depth + 1);
    } while (dwarf_siblingof(&child, &child) == 0);
  }

  void add(Dwarf_Die& function, int depth) {
    Dwarf_Addr base = 0;
    Dwarf_Addr low = 0;
    Dwarf_Addr high = 0;
    for (std::ptrdiff_t at = 0; (at = dwarf_ranges(&function, at, &base, &low, &high)) > 0;)
      entries_.push_back({low, high, depth, function});
  }

  std::vector<entry> entries_;
};

code_places::code_places() {
  static constexpr Dwfl_Callbacks callbacks{&dwfl_linux_proc_find_elf, &no_other_file, nullptr,
                                            nullptr};
  program_ = dwfl_begin(&callbacks);
  if (program_ == nullptr) return;
  dwfl_report_begin(program_);
  dwfl_linux_proc_report(program_, ::getpid());
  dwfl_report_end(program_, nullptr, nullptr);
}

code_places::~code_places() { dwfl_end(program_); }

std::vector<code_place> code_places::at(std::uintptr_t address) {
  std::vector<code_place> places;
  const unit_range* const found = unit_at(address);
  if (found == nullptr) return places;
  Dwarf_Die* const unit = found->unit;
  const Dwarf_Addr bias = found->bias;
  code_place here;
  if (Dwarf_Line* const line = dwarf_getsrc_die(unit, address - bias)) {
    int number = 0;
    const char* const file = dwarf_linesrc(line, nullptr, nullptr);
    here.file = file != nullptr ? file : "";
    if (dwarf_lineno(line, &number) == 0) here.line = static_cast<unsigned>(number);
    if (dwarf_linecol(line, &number) == 0) here.column = static_cast<unsigned>(number);
  }
  auto& index = units_[unit->addr];
  if (!index) index = std::make_unique<unit_index>(unit);
  for (Dwarf_Die& function : index->around(address - bias)) {
    here.function = name_of(&function);
    places.push_back(here);
    here = call_of(unit, &function);
  }
  return places;
}

/// Not by libdw's own function for it, which needs a table that not all compilers write.
const code_places::unit_range* code_places::unit_at(std::uintptr_t address) {
  Dwfl_Module* const module = program_ == nullptr ? nullptr : dwfl_addrmodule(program_, address);
  if (module == nullptr) return nullptr;
  if (indexed_.insert(module).second) {
    Dwarf_Addr bias = 0;
    for (Dwarf_Die* unit = nullptr; (unit = dwfl_module_nextcu(module, unit, &bias)) != nullptr;) {
      Dwarf_Addr base = 0;
      Dwarf_Addr low = 0;
      Dwarf_Addr high = 0;
      for (std::ptrdiff_t at = 0; (at = dwarf_ranges(unit, at, &base, &low, &high)) > 0;)
        ranges_.push_back({low + bias, high + bias, bias, unit});
    }
  }
  const auto found = std::find_if(
      ranges_.begin(), ranges_.end(),
      [address](const unit_range& each) { return each.low <= address && address < each.high; });
  return found == ranges_.end() ? nullptr : &*found;
}

std::optional<std::string> code_places::symbol_at(std::uintptr_t address) const {
  Dwfl_Module* const module = program_ == nullptr ? nullptr : dwfl_addrmodule(program_, address);
  if (module == nullptr) return std::nullopt;
  GElf_Off offset = 0;
  GElf_Sym symbol;
  const char* const name =
      dwfl_module_addrinfo(module, address, &offset, &symbol, nullptr, nullptr, nullptr);
  if (name == nullptr) return std::nullopt;
  return demangled(name) + (offset == 0 ? "" : "+" + std::to_string(offset));
}

}  // namespace interlock::checker::instrumented
