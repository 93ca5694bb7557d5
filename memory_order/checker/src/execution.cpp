// SPDX-License-Identifier: MIT
/// @file
/// See execution.hpp.
#include <interlock/checker/execution.hpp>

namespace interlock::checker {

std::string source_place::text() const {
  const auto slash = file.find_last_of('/');
  const std::string name = slash == std::string::npos ? file : file.substr(slash + 1);
  return line == 0 ? name : name + ":" + std::to_string(line);
}

const char* name_of(step_kind kind) noexcept {
  switch (kind) {
    case step_kind::start:
      return "start";
    case step_kind::join:
      return "join";
    case step_kind::load:
      return "load";
    case step_kind::store:
      return "store";
    case step_kind::modify:
      return "modify";
    case step_kind::fence:
      return "fence";
    case step_kind::wake:
      return "wake";
    case step_kind::choice:
      return "choice";
    case step_kind::read:
      return "read";
    case step_kind::write:
      return "write";
    case step_kind::construct:
      return "construct";
    case step_kind::destroy:
      return "destroy";
    case step_kind::allocate:
      return "allocate";
    case step_kind::free:
      return "free";
    case step_kind::stop:
      return "stop";
  }
  return "?";
}

}  // namespace interlock::checker
