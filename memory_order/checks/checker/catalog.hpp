// SPDX-License-Identifier: MIT
/// @file
/// The clients of all registry rows, ready for the model checker.
#pragma once

#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/history.hpp>

#include "clients/history.hpp"
#include "registry/type_list.hpp"

#include <array>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace interlock::checks {

/// Under the model checker, what happens before a call precedes it.
template <linearizability::specification S, std::size_t Threads>
class history_of<checker::checker_backend, S, Threads> {
 public:
  explicit history_of(S initial) : calls_{std::move(initial)} {}

  template <class Perform>
  void call(std::size_t, typename S::call what, Perform&& perform) {
    (void)calls_.call(std::move(what), std::forward<Perform>(perform));
  }
  void check() { calls_.check(); }

 private:
  checker::history<S> calls_;
};

struct catalog_entry {
  std::string row;
  std::string client;
  unsigned threads;
  std::function<void()> body;

  [[nodiscard]] std::string name() const { return row + "/" + client; }
};

/// One execution of a client: its threads run at once, between `before` and `after`. The first one
/// is the thread that runs those two, so its own end comes after them.
template <class Client>
void run_client() {
  using B = checker::checker_backend;
  Client* const client = create<B, Client>();
  if constexpr (requires { client->before(); }) client->before();
  std::array<B::thread, Client::threads> others;
  for (unsigned i = 1; i < Client::threads; ++i)
    others[i] = B::thread{[client, i] { client->thread(i); }};
  client->thread(0);
  for (unsigned i = 1; i < Client::threads; ++i) others[i].join();
  if constexpr (requires { client->after(); }) client->after();
  destroy<B>(client);
}

/// Adds the clients of kind `Clients` of every row in `Rows`.
template <class Clients, class Rows>
void add_clients(std::vector<catalog_entry>& all) {
  registry::for_each(Rows{}, [&all]<class Row>() {
    Clients::template each<checker::checker_backend, Row>([&all]<class Client>(const char* name) {
      all.push_back({std::string{Row::name}, name, Client::threads, &run_client<Client>});
    });
  });
}

void add_locks(std::vector<catalog_entry>& all);
void add_semaphores(std::vector<catalog_entry>& all);
void add_condition_variables(std::vector<catalog_entry>& all);
void add_queues(std::vector<catalog_entry>& all);
void add_reclaimers(std::vector<catalog_entry>& all);

[[nodiscard]] std::vector<catalog_entry> whole_catalog();

}  // namespace interlock::checks
