// SPDX-License-Identifier: MIT
/// @file
/// See client.hpp.
#include <interlock/checker/client.hpp>

#include <algorithm>
#include <utility>

namespace interlock::checker {
namespace {

/// Made by the first client, so it ends after the last one.
[[nodiscard]] std::vector<const client*>& registered() {
  static std::vector<const client*> clients;
  return clients;
}

}  // namespace

client::client(std::string name, std::function<void()> body, source_location where)
    : client{std::move(name), options{}, std::move(body), where} {}

client::client(std::string name, options wanted, std::function<void()> body, source_location where)
    : name_{std::move(name)}, wanted_{std::move(wanted)}, body_{std::move(body)}, where_{where} {
  registered().push_back(this);
}

client::~client() { std::erase(registered(), this); }

const std::vector<const client*>& client::all() { return registered(); }

}  // namespace interlock::checker
