// SPDX-License-Identifier: MIT
/// @file
/// interlock's reclamation schemes, from the registry.
#include "registry/reclaimers.hpp"

#include "src/reclaimer_scenarios.hpp"

#include <atomic>

namespace interlock::bench {
namespace {

template <class Row>
struct reclaimer_row {
  static constexpr std::string_view name = Row::name;
  static constexpr std::string_view family =
      Row::contract.bounded_garbage ? "bounded garbage" : "unbounded garbage";
  static constexpr bool is_peer = false;

  struct object : Row::template base<object, std_backend> {
    explicit object(std::uint64_t initial) noexcept : value{initial} {}
    std::uint64_t value;
  };

  class cell {
   public:
    explicit cell(std::uint64_t value) : current_{new object{value}} {}
    cell(const cell&) = delete;
    cell& operator=(const cell&) = delete;
    ~cell() { delete current_.load(); }

    void replace(std::uint64_t value) {
      object* const old = current_.exchange(new object{value}, std::memory_order::acq_rel);
      Row::template retire<std_backend>(old);
    }

    [[nodiscard]] const std::atomic<object*>& source() const noexcept { return current_; }

   private:
    std::atomic<object*> current_;
  };

  class guard {
   public:
    [[nodiscard]] std::uint64_t read(const cell& source) {
      return guard_.template protect<object>(source.source())->value;
    }

   private:
    typename Row::template guard<std_backend> guard_;
  };
};

const contribution reclaimers{"interlock", [](catalog& all) {
                                registry::for_each(registry::reclaimers{}, [&]<class Row>() {
                                  add_reclaimer<reclaimer_row<Row>>(all);
                                });
                              }};

}  // namespace
}  // namespace interlock::bench
