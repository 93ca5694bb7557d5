// SPDX-License-Identifier: MIT
/// @file
/// See place.hpp.
#include "place.hpp"

#include "trace.hpp"

#include <cstring>
#include <dlfcn.h>
#include <sstream>

namespace interlock::checker {

std::string at(source_location where) {
  const std::string place = text_of(where);
  return place.empty() ? place : " at " + place;
}

std::string at(const arena::moment& when) {
  if (when.code != 0) return " by the code at " + text_of_code(when.code);
  return at(when.where);
}

source_place place_of(const arena::moment& when) {
  if (when.code != 0) return {text_of_code(when.code), 0, 0};
  return place_of(when.where);
}

std::string text_of_code(std::uintptr_t code) {
  std::ostringstream text;
  text << std::hex << std::showbase;
  Dl_info found{};
  if (::dladdr(reinterpret_cast<const void*>(code), &found) == 0 || found.dli_fname == nullptr) {
    text << code;
    return text.str();
  }
  const char* const slash = std::strrchr(found.dli_fname, '/');
  text << (slash == nullptr ? found.dli_fname : slash + 1) << '+'
       << code - reinterpret_cast<std::uintptr_t>(found.dli_fbase);
  return text.str();
}

}  // namespace interlock::checker
