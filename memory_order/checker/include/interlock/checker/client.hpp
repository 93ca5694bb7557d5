// SPDX-License-Identifier: MIT
/// @file
/// `client`: a named body for `explore()`, known to the program from its construction on. A file
/// with nothing but clients, linked with `interlock::checker_main`, is a program that checks them:
///
///     const checker::client publish{"publish", [] {
///       ...
///     }};
///
/// Its command line (`--help`) chooses clients and overrides their options.
#pragma once

#include <interlock/checker/options.hpp>
#include <interlock/checker/source_location.hpp>

#include <functional>
#include <string>
#include <vector>

namespace interlock::checker {

class client {
 public:
  client(std::string name, std::function<void()> body,
         source_location where = source_location::current());
  client(std::string name, options wanted, std::function<void()> body,
         source_location where = source_location::current());
  client(const client&) = delete;
  client& operator=(const client&) = delete;
  ~client();

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const options& wanted() const noexcept { return wanted_; }
  [[nodiscard]] const std::function<void()>& body() const noexcept { return body_; }
  [[nodiscard]] source_location where() const noexcept { return where_; }

  /// All that exist now, in the order of their construction.
  [[nodiscard]] static const std::vector<const client*>& all();

 private:
  std::string name_;
  options wanted_;
  std::function<void()> body_;
  source_location where_;
};

}  // namespace interlock::checker
