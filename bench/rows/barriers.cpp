// SPDX-License-Identifier: MIT
/// @file
/// interlock's barriers, from the registry.
#include "registry/barriers.hpp"

#include "src/meeting_scenarios.hpp"

namespace interlock::bench {
namespace {

struct no_completion {
  void operator()() noexcept {}
};

template <class Row>
struct barrier_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family = "barrier";
  static constexpr bool is_peer = false;
  class type {
   public:
    explicit type(int threads) : barrier_{threads} {}
    void meet() { barrier_.arrive_and_wait(); }

   private:
    typename Row::template type<no_completion, std_backend> barrier_;
  };
};

const contribution barriers{"interlock", [](catalog& all) {
                              registry::for_each(registry::barriers{}, [&]<class Row>() {
                                add_meeting<barrier_row<Row>>(all);
                              });
                            }};

}  // namespace
}  // namespace interlock::bench
