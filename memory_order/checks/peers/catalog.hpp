// SPDX-License-Identifier: MIT
/// @file
/// The clients of other people's libraries, and what the model checker must say about each.
#pragma once

#include <interlock/checker/options.hpp>
#include <interlock/checker/result.hpp>

#include <functional>
#include <string>
#include <vector>

namespace interlock::peers {

/// What an exploration must end with. Whatever is not `passed` has a reason.
struct expectation {
  checker::verdict outcome = checker::verdict::passed;
  checker::failure kind = checker::failure::none;
  std::string message;  ///< a part of the failure's
  std::string reason;
};

/// A failure that is expected, with a part of its message.
[[nodiscard]] expectation fails(checker::failure kind, std::string message, std::string reason);

struct check {
  std::string type;    ///< of the peer
  std::string client;  ///< what is done with it
  std::string bounds;  ///< how much of that
  checker::options wanted;
  expectation expected;
  std::function<void()> body;
};

/// A library that is installed. Exists as long as the program.
class peer {
 public:
  peer(std::string name, std::string version, std::vector<check> checks);
  peer(const peer&) = delete;
  peer& operator=(const peer&) = delete;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::string& version() const noexcept { return version_; }
  [[nodiscard]] const std::vector<check>& checks() const noexcept { return checks_; }

  /// All of them, by name.
  [[nodiscard]] static std::vector<const peer*> all();

 private:
  std::string name_;
  std::string version_;
  std::vector<check> checks_;
};

/// How `found` differs from `expected`; empty if it does not.
[[nodiscard]] std::string difference(const expectation& expected, const checker::result& found);

}  // namespace interlock::peers
