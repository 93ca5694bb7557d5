// SPDX-License-Identifier: MIT
/// @file
/// A Michael-Scott queue [MS96] on the hazard pointers of this corpus that is right with
/// `queue_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>

#include "broken/choice.hpp"
#include "broken/variants/hazard_pointer.hpp"

#include <optional>
#include <utility>

namespace interlock::broken {

enum class queue_flaw {
  none,
  relaxed_link,
  links_without_look,
  stores_tail,
  leaves_tail_behind,
  value_unprotected,
  frees_at_once,
};

template <queue_flaw Flaw, class T, backend B>
class michael_scott_queue {
 public:
  michael_scott_queue() {
    node* const dummy = create<B, node>();
    head_.store(dummy, order::relaxed);
    tail_.store(dummy, order::relaxed);
  }
  michael_scott_queue(const michael_scott_queue&) = delete;
  michael_scott_queue& operator=(const michael_scott_queue&) = delete;
  ~michael_scott_queue() {
    while (try_pop()) {
    }
    destroy<B>(head_.load(order::relaxed));
    domain::standard().scan();
  }

  void push(T&& value) {
    node* const fresh = create<B, node>();
    fresh->value.construct(std::move(value));
    guard protection;
    for (;;) {
      node* last = protection.template protect<node>(tail_);
      node* next = last->next.load(order::acquire);
      if (next != nullptr) {
        tail_.compare_exchange_strong(last, next, order::release, order::relaxed);
      } else if (link(last, fresh)) {
        // leaves_tail_behind, continued: nor does the push keep the node to which the tail leads.
        if (has<Flaw>(queue_flaw::leaves_tail_behind)) protection.reset();
        swing_tail(last, fresh);
        return;
      }
    }
  }

  [[nodiscard]] std::optional<T> try_pop() {
    guard first;
    guard second;
    for (;;) {
      node* head = first.template protect<node>(head_);
      // defect: value_unprotected reads the value of a node that others may pop and reclaim.
      node* const next = has<Flaw>(queue_flaw::value_unprotected)
                             ? head->next.load(order::acquire)
                             : second.template protect<node>(head->next);
      if (next == nullptr) return std::nullopt;
      // defect: leaves_tail_behind retires a node before the tail has left it.
      if (!has<Flaw>(queue_flaw::leaves_tail_behind)) help_tail(head, next);
      if (!head_.compare_exchange_strong(head, next, order::acq_rel, order::relaxed)) continue;
      std::optional<T> value{std::move(next->value.exclusive())};
      next->value.destroy();
      dispose(head);
      return value;
    }
  }

 private:
  struct node : retired_node<B> {
    typename B::template atomic<node*> next{nullptr};
    typename B::template slot<T> value;
  };
  using domain = hazard_domain<hazard_flaw::none, B>;
  using guard = hazard_guard<hazard_flaw::none, B>;

  bool link(node* last, node* fresh) noexcept {
    if (has<Flaw>(queue_flaw::links_without_look)) {
      // defect: what another producer has linked since we looked is dropped.
      last->next.store(fresh, order::release);
      return true;
    }
    // defect: relaxed_link publishes the node, not its value.
    const auto linked = has<Flaw>(queue_flaw::relaxed_link) ? order::relaxed : order::release;
    node* none = nullptr;
    return last->next.compare_exchange_strong(none, fresh, linked, order::relaxed);
  }

  void swing_tail(node* last, node* fresh) noexcept {
    if (has<Flaw>(queue_flaw::stores_tail)) {
      // defect: others may have helped, gone on, and retired `fresh` by now.
      tail_.store(fresh, order::release);
    } else {
      tail_.compare_exchange_strong(last, fresh, order::release, order::relaxed);
    }
  }

  void help_tail(node* head, node* next) noexcept {
    if (tail_.load(order::relaxed) != head) return;
    tail_.compare_exchange_strong(head, next, order::release, order::relaxed);
  }

  static void dispose(node* old) noexcept {
    const auto reclaim = [](retired_node<B>* retired) { destroy<B>(static_cast<node*>(retired)); };
    if (has<Flaw>(queue_flaw::frees_at_once)) {
      // defect: others may still read the node through their protection.
      reclaim(old);
    } else {
      domain::standard().retire(*old, reclaim);
    }
  }

  alignas(cache_line) typename B::template atomic<node*> head_{nullptr};
  alignas(cache_line) typename B::template atomic<node*> tail_{nullptr};
};

}  // namespace interlock::broken
