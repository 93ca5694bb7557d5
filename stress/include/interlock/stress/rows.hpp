// SPDX-License-Identifier: MIT
/// @file
/// Cases from lists of rows. A row names a primitive, its template over backends and its contract;
/// each function here adds the scenarios of one kind for every row of a list.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/stress/bounded_buffer.hpp>
#include <interlock/stress/condition_variable_ring.hpp>
#include <interlock/stress/mutual_exclusion.hpp>
#include <interlock/stress/once_race.hpp>
#include <interlock/stress/parked_semaphore.hpp>
#include <interlock/stress/permit_pool.hpp>
#include <interlock/stress/queue_conservation.hpp>
#include <interlock/stress/reclamation.hpp>
#include <interlock/stress/semaphore_ring.hpp>
#include <interlock/stress/shared_access.hpp>
#include <interlock/stress/torn_reads.hpp>

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace interlock::stress {
namespace detail {

template <class Row, backend B>
struct row_queue {
  using type = typename Row::template type<item, B>;
  struct destroyer {
    void operator()(type* queue) const noexcept { destroy<B>(queue); }
  };

  static std::unique_ptr<type, destroyer> make(std::size_t capacity) {
    return std::unique_ptr<type, destroyer>{Row::template make<item, B>(capacity)};
  }
  static bool try_push(type& queue, item&& value) {
    return Row::template try_push<item, B>(queue, std::move(value));
  }
  static std::optional<item> try_pop(type& queue) { return Row::template try_pop<item, B>(queue); }
};

template <class Row, backend B>
struct row_reclaimer {
  template <class T>
  using base = typename Row::template base<T, B>;
  template <class T>
  using atomic = typename B::template atomic<T>;

  class guard {
   public:
    template <class Place>
    auto* protect(const Place& place) {
      return guard_.template protect<detail::tracked<row_reclaimer>>(place);
    }

   private:
    typename Row::template guard<B> guard_;
  };

  template <class T>
  static void retire(T* object) noexcept {
    Row::template retire<B>(object);
  }
  static void reclaim() { Row::template reclaim<B>(); }
};

/// The limit on threads of a contract, where the largest number stands for none.
template <class Number>
constexpr unsigned limit_of(Number count) noexcept {
  return count == std::numeric_limits<Number>::max() ? 0 : static_cast<unsigned>(count);
}

}  // namespace detail

template <backend B, template <class...> class List, class... Rows>
void add_locks(suite& cases, List<Rows...>) {
  (cases.push_back(mutual_exclusion<typename Rows::template type<B>>(std::string{Rows::name})),
   ...);
}

template <backend B, template <class...> class List, class... Rows>
void add_shared_locks(suite& cases, List<Rows...>) {
  (cases.push_back(shared_access<typename Rows::template type<B>>(std::string{Rows::name})), ...);
}

template <backend B, template <class...> class List, class... Rows>
void add_queues(suite& cases, List<Rows...>) {
  (cases.push_back(queue_conservation_through<detail::row_queue<Rows, B>>(
       std::string{Rows::name}, {.max_producers = detail::limit_of(Rows::contract.producers),
                                 .max_consumers = detail::limit_of(Rows::contract.consumers)})),
   ...);
}

template <backend B, class Row>
void add_condition_variable(suite& cases) {
  using condition_variable = typename Row::template type<B>;
  using mutex = typename Row::template mutex_type<B>;
  cases.push_back(condition_variable_ring<condition_variable, mutex>(std::string{Row::name}));
  cases.push_back(bounded_buffer<condition_variable, mutex>(std::string{Row::name}));
}

template <backend B, template <class...> class List, class... Rows>
void add_condition_variables(suite& cases, List<Rows...>) {
  (add_condition_variable<B, Rows>(cases), ...);
}

template <backend B, class Row>
void add_semaphore(suite& cases) {
  using semaphore = typename Row::template type<B>;
  cases.push_back(semaphore_ring<semaphore>(std::string{Row::name}));
  cases.push_back(permit_pool<semaphore>(std::string{Row::name}, Row::contract.binary ? 1 : 0));
}

template <backend B, template <class...> class List, class... Rows>
void add_semaphores(suite& cases, List<Rows...>) {
  (add_semaphore<B, Rows>(cases), ...);
}

template <backend B, class Row>
void add_parking_lot(suite& cases) {
  using semaphore = parked_semaphore<B, typename Row::template type<B>>;
  cases.push_back(semaphore_ring<semaphore>(std::string{Row::name}));
  cases.push_back(permit_pool<semaphore>(std::string{Row::name}, 0));
}

template <backend B, template <class...> class List, class... Rows>
void add_parking_lots(suite& cases, List<Rows...>) {
  (add_parking_lot<B, Rows>(cases), ...);
}

template <backend B, template <class...> class List, class... Rows>
void add_reclaimers(suite& cases, List<Rows...>) {
  (cases.push_back(reclamation<detail::row_reclaimer<Rows, B>>(std::string{Rows::name})), ...);
}

template <backend B, template <class...> class List, class... Rows>
void add_snapshots(suite& cases, List<Rows...>) {
  (cases.push_back(torn_reads<typename Rows::template type<stamped_bytes, B>>(
       std::string{Rows::name}, {.many_writers = Rows::contract.many_writers})),
   ...);
}

template <backend B, template <class...> class List, class... Rows>
void add_once_flags(suite& cases, List<Rows...>) {
  (cases.push_back(once_race<typename Rows::template type<B>>(
       std::string{Rows::name}, {.destroyable = Rows::contract.destroyable})),
   ...);
}

}  // namespace interlock::stress
