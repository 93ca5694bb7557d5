// SPDX-License-Identifier: MIT
/// @file
/// interlock's queues, from the registry.
#include "registry/queues.hpp"

#include "src/queue_scenarios.hpp"

#include <memory>

namespace interlock::bench {
namespace {

template <class Row>
struct queue_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family = Row::contract.producers == 1 ? "SPSC"
                                             : Row::contract.bounded      ? "MPMC, bounded"
                                                                          : "MPMC, unbounded";
  static constexpr bool is_peer = false;
  static constexpr std::size_t producers = Row::contract.producers;
  static constexpr std::size_t consumers = Row::contract.consumers;
  static constexpr bool bounded = Row::contract.bounded;
  using type = typename Row::template type<std::uint64_t, std_backend>;

  struct deleter {
    void operator()(type* queue) const noexcept { destroy<std_backend>(queue); }
  };

  static std::unique_ptr<type, deleter> make(std::size_t capacity) {
    return std::unique_ptr<type, deleter>{Row::template make<std::uint64_t, std_backend>(capacity)};
  }
  static bool try_push(type& queue, std::uint64_t value) {
    return Row::template try_push<std::uint64_t, std_backend>(queue, std::move(value));
  }
  static bool try_pop(type& queue, std::uint64_t& value) {
    const auto popped = Row::template try_pop<std::uint64_t, std_backend>(queue);
    if (!popped) return false;
    value = *popped;
    return true;
  }
};

const contribution queues{
    "interlock", [](catalog& all) {
      registry::for_each(registry::queues{}, [&]<class Row>() { add_queue<queue_row<Row>>(all); });
    }};

}  // namespace
}  // namespace interlock::bench
