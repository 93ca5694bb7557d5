// SPDX-License-Identifier: MIT
/// @file
/// interlock's event counts, from the registry.
#include "registry/event_counts.hpp"

#include "src/event_count_scenarios.hpp"

namespace interlock::bench {
namespace {

template <class Row>
struct event_count_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family = "event count";
  static constexpr bool is_peer = false;
  class type {
   public:
    template <class Function>
    void change(Function function) {
      function();
      event_.notify_one();
    }
    template <class Condition>
    void wait(Condition condition) {
      event_.wait(condition);
    }

   private:
    typename Row::template type<std_backend> event_;
  };
};

const contribution event_counts{"interlock", [](catalog& all) {
                                  registry::for_each(registry::event_counts{}, [&]<class Row>() {
                                    add_event_count<event_count_row<Row>>(all);
                                  });
                                }};

}  // namespace
}  // namespace interlock::bench
