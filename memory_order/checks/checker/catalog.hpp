// SPDX-License-Identifier: MIT
/// @file
/// The clients of all registry rows, ready for the model checker.
#pragma once

#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/history.hpp>

#include "clients/history.hpp"
#include "registry/type_list.hpp"
#include "run_client.hpp"

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
  bool large;  ///< too many executions for a quick look at all of them
  std::function<void()> body;

  [[nodiscard]] std::string name() const { return row + "/" + client; }
};

/// Adds the clients of kind `Clients` of every row in `Rows`.
template <class Clients, class Rows>
void add_clients(std::vector<catalog_entry>& all) {
  registry::for_each(Rows{}, [&all]<class Row>() {
    Clients::template each<checker::checker_backend, Row>([&all]<class Client>(const char* name) {
      constexpr bool large = requires { Client::is_large; };
      all.push_back({std::string{Row::name}, name, Client::threads, large, &run_client<Client>});
    });
  });
}

void add_locks(std::vector<catalog_entry>& all);
void add_shared_locks(std::vector<catalog_entry>& all);
void add_semaphores(std::vector<catalog_entry>& all);
void add_condition_variables(std::vector<catalog_entry>& all);
void add_parking_lots(std::vector<catalog_entry>& all);
void add_queues(std::vector<catalog_entry>& all);
void add_reclaimers(std::vector<catalog_entry>& all);
void add_events(std::vector<catalog_entry>& all);
void add_barriers(std::vector<catalog_entry>& all);
void add_once_flags(std::vector<catalog_entry>& all);
void add_event_counts(std::vector<catalog_entry>& all);
void add_latches(std::vector<catalog_entry>& all);
void add_snapshots(std::vector<catalog_entry>& all);

[[nodiscard]] std::vector<catalog_entry> whole_catalog();

}  // namespace interlock::checks
