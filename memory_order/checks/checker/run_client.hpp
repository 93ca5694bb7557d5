// SPDX-License-Identifier: MIT
/// @file
/// One execution of a client under the model checker.
#pragma once

#include <interlock/checker/checker_backend.hpp>
#include <interlock/memory_order/order.hpp>

#include <array>

namespace interlock::checks {

template <class Client>
concept warms_up = requires(Client& client) {
  client.warm_up(0U);
};

/// The threads of one execution. The first of them is the one that runs `before` and `after`, so
/// its own end comes after them.
///
/// What a thread leaves to others when it ends (see per_thread in backend.hpp) would multiply the
/// executions. So the threads of a client that warms up also end one after the other, when all have
/// done their work; everybody waits through flags with one writer, of which the search has one way
/// to read each.
template <class Client>
class client_run {
  using B = checker::checker_backend;

 public:
  void run() {
    Client* const client = create<B, Client>();
    if constexpr (requires { client->before(); }) client->before();
    for (unsigned i = 1; i < count; ++i) {
      threads_[i] = B::thread{[this, client, i] { part(*client, i); }};
    }
    part(*client, 0);
    // Those that end one after the other join each other: the last one joins the last but one.
    for (unsigned i = in_order ? count - 1 : 1; i != 0 && i < count; ++i) threads_[i].join();
    if constexpr (requires { client->after(); }) client->after();
    destroy<B>(client);
  }

 private:
  static constexpr unsigned count = Client::threads;
  static constexpr bool in_order = warms_up<Client> && count > 1;
  using flags = std::array<B::atomic<bool>, in_order ? count : 0>;

  void part(Client& client, unsigned index) {
    if constexpr (!in_order) {
      client.thread(index);
    } else {
      if (index != 0) wait_for(warm_, index - 1);
      client.warm_up(index);
      raise(warm_, index);
      wait_for(warm_, count - 1);
      client.thread(index);
      raise(done_, index);
      if (index == 0) return;
      for (unsigned other = 0; other != count; ++other) {
        if (other != index) wait_for(done_, other);
      }
      if (index > 1) threads_[index - 1].join();
    }
  }

  static void raise(flags& of, unsigned index) { of[index].store(true, order::release); }
  static void wait_for(const flags& of, unsigned index) {
    B::await(of[index], order::acquire, [](bool raised) { return raised; });
  }

  std::array<B::thread, count> threads_;
  flags warm_;
  flags done_;
};

template <class Client>
void run_client() {
  client_run<Client>{}.run();
}

}  // namespace interlock::checks
