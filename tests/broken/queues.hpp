// SPDX-License-Identifier: MIT
/// @file
/// Queues that are wrong, and a right twin of each, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/michael_scott_queue.hpp"
#include "broken/variants/spsc_queue.hpp"
#include "registry/queues.hpp"

#include <optional>

namespace interlock::broken {

template <spsc_flaw Flaw>
struct spsc_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "spsc_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/spsc_queue.hpp";
  template <class T, backend B>
  using type = spsc_queue<Flaw, T, B>;
  static constexpr registry::queue_contract contract{
      .producers = 1, .consumers = 1, .bounded = true, .lock_free = true, .starts_anywhere = true};

  template <class T, backend B>
  static type<T, B>* make(std::size_t capacity, std::size_t first_index = 0) {
    return create<B, type<T, B>>(capacity, first_index);
  }
  template <class T, backend B>
  static bool try_push(type<T, B>& queue, T&& value) {
    return queue.try_push(std::move(value));
  }
  template <class T, backend B>
  static std::optional<T> try_pop(type<T, B>& queue) {
    return queue.try_pop();
  }
};

struct spsc_twin : spsc_variant<spsc_flaw::none> {
  static constexpr std::string_view name = "spsc_queue_twin";
};

struct spsc_publishes_before_constructing : spsc_variant<spsc_flaw::publishes_before_constructing> {
  static constexpr std::string_view name = "spsc_queue_publishes_before_constructing";
  static constexpr std::string_view defect =
      "the index is stored before the element is constructed";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true, .tsan = true};
};

struct spsc_relaxed_push : spsc_variant<spsc_flaw::relaxed_push> {
  static constexpr std::string_view name = "spsc_queue_relaxed_push";
  static constexpr std::string_view defect = "the producer publishes the index, not the element";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct spsc_relaxed_front : spsc_variant<spsc_flaw::relaxed_front> {
  static constexpr std::string_view name = "spsc_queue_relaxed_front";
  static constexpr std::string_view defect = "the consumer sees the index, not the element";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct spsc_relaxed_pop : spsc_variant<spsc_flaw::relaxed_pop> {
  static constexpr std::string_view name = "spsc_queue_relaxed_pop";
  static constexpr std::string_view defect =
      "the consumer gives a slot back before the element has left it";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct spsc_relaxed_room : spsc_variant<spsc_flaw::relaxed_room> {
  static constexpr std::string_view name = "spsc_queue_relaxed_room";
  static constexpr std::string_view defect = "the producer fills a slot that may still be in use";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct spsc_one_too_many : spsc_variant<spsc_flaw::one_too_many> {
  static constexpr std::string_view name = "spsc_queue_one_too_many";
  static constexpr std::string_view defect = "a full ring takes one element more";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct spsc_ordered_indices : spsc_variant<spsc_flaw::ordered_indices> {
  static constexpr std::string_view name = "spsc_queue_ordered_indices";
  static constexpr std::string_view defect =
      "indices are compared with >=: elements are lost at 2^64 (atomic_queue hangs at 2^32)";
  static constexpr catchers found_by{.contract = true, .checker = true};
};

struct spsc_failed_push_consumes : spsc_variant<spsc_flaw::failed_push_consumes> {
  static constexpr std::string_view name = "spsc_queue_failed_push_consumes";
  static constexpr std::string_view defect =
      "a push that fails has moved the value away (atomic_queue issue 5)";
  static constexpr catchers found_by{.contract = true, .checker = true};
};

struct spsc_pops_before_moving : spsc_variant<spsc_flaw::pops_before_moving> {
  static constexpr std::string_view name = "spsc_queue_pops_before_moving";
  static constexpr std::string_view defect =
      "the slot is given back before the element is moved out";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true, .tsan = true};
};

template <queue_flaw Flaw>
struct michael_scott_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "michael_scott_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/michael_scott_queue.hpp";
  template <class T, backend B>
  using type = michael_scott_queue<Flaw, T, B>;
  static constexpr registry::queue_contract contract{};

  template <class T, backend B>
  static type<T, B>* make(std::size_t, std::size_t = 0) {
    return create<B, type<T, B>>();
  }
  template <class T, backend B>
  static bool try_push(type<T, B>& queue, T&& value) {
    queue.push(std::move(value));
    return true;
  }
  template <class T, backend B>
  static std::optional<T> try_pop(type<T, B>& queue) {
    return queue.try_pop();
  }
};

struct queue_twin : michael_scott_variant<queue_flaw::none> {
  static constexpr std::string_view name = "queue_twin";
};

struct queue_relaxed_link : michael_scott_variant<queue_flaw::relaxed_link> {
  static constexpr std::string_view name = "queue_relaxed_link";
  static constexpr std::string_view defect = "a node is linked without publishing its value";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct queue_links_without_look : michael_scott_variant<queue_flaw::links_without_look> {
  static constexpr std::string_view name = "queue_links_without_look";
  static constexpr std::string_view defect =
      "a node is linked by a store, which drops what another producer has just linked";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct queue_stores_tail : michael_scott_variant<queue_flaw::stores_tail> {
  static constexpr std::string_view name = "queue_stores_tail";
  static constexpr std::string_view defect =
      "the tail is stored, not swung: it may go back to a node that has been reclaimed";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct queue_leaves_tail_behind : michael_scott_variant<queue_flaw::leaves_tail_behind> {
  static constexpr std::string_view name = "queue_leaves_tail_behind";
  static constexpr std::string_view defect =
      "retire before unlink: the head passes the tail, which still leads to a retired node";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct queue_value_unprotected : michael_scott_variant<queue_flaw::value_unprotected> {
  static constexpr std::string_view name = "queue_value_unprotected";
  static constexpr std::string_view defect =
      "the value is read from a node that others may have popped and reclaimed";
  static constexpr catchers found_by{.checker = true, .relacy = true, .asan = true, .tsan = true};
};

struct queue_frees_at_once : michael_scott_variant<queue_flaw::frees_at_once> {
  static constexpr std::string_view name = "queue_frees_at_once";
  static constexpr std::string_view defect =
      "a popped node is freed though others may be reading it";
  static constexpr catchers found_by{
      .checker = true, .relacy = true, .stress = true, .asan = true, .tsan = true};
};

/// Each of them with any of its flaws.
using queue_families = registry::type_list<spsc_variant<at_run_time<spsc_flaw>>,
                                           michael_scott_variant<at_run_time<queue_flaw>>>;

using queue_twins = registry::type_list<spsc_twin, queue_twin>;

using broken_queues =
    registry::type_list<spsc_publishes_before_constructing, spsc_relaxed_push, spsc_relaxed_front,
                        spsc_relaxed_pop, spsc_relaxed_room, spsc_one_too_many,
                        spsc_ordered_indices, spsc_failed_push_consumes, spsc_pops_before_moving,
                        queue_relaxed_link, queue_links_without_look, queue_stores_tail,
                        queue_leaves_tail_behind, queue_value_unprotected, queue_frees_at_once>;

}  // namespace interlock::broken
