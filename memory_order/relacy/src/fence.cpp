// SPDX-License-Identifier: MIT
/// @file
/// Fences. The asymmetric ones are weaker than Relacy's: a light fence meets heavy ones alone, and
/// two light ones order nothing. So each kind publishes on a clock of its own.
#include <interlock/memory_order/relacy/model.hpp>

#include "execution.hpp"

#include <algorithm>

namespace interlock::relacy {
namespace {

using clock = list<rl::timestamp_t>;

/// The calling thread learns what `from` knows.
void learn(const rl::context& context, const clock& from) {
  rl::timestamp_t* const known = context.threadx_->acq_rel_order_;
  for (std::size_t thread = 0; thread != from.size(); ++thread) {
    known[thread] = std::max(known[thread], from[thread]);
  }
}

void publish(const rl::context& context, clock& to) {
  to.resize(static_cast<std::size_t>(context.get_thread_count()));
  const rl::timestamp_t* const known = context.threadx_->acq_rel_order_;
  for (std::size_t thread = 0; thread != to.size(); ++thread) {
    to[thread] = std::max(to[thread], known[thread]);
  }
}

}  // namespace

rl::memory_order relacy_order(std::memory_order order) {
  switch (order) {
    case std::memory_order::relaxed:
      return rl::mo_relaxed;
    case std::memory_order::consume:
    case std::memory_order::acquire:
      return rl::mo_acquire;
    case std::memory_order::release:
      return rl::mo_release;
    case std::memory_order::acq_rel:
      return rl::mo_acq_rel;
    case std::memory_order::seq_cst:
      return rl::mo_seq_cst;
  }
  return rl::mo_seq_cst;
}

void fence(std::memory_order order, location where) noexcept {
  if (order == std::memory_order::relaxed) return;
  relacy_context();
  rl::atomic_thread_fence(relacy_order(order), place(where));
}

void light_fence(location where) noexcept {
  rl::context& context = relacy_context();
  context.sched();
  fence_clocks& fences = execution::current->fences;
  learn(context, fences.heavy);
  publish(context, fences.light);
  note(where, "light fence");
}

void heavy_fence(location where) noexcept {
  rl::context& context = relacy_context();
  context.atomic_thread_fence_seq_cst();
  fence_clocks& fences = execution::current->fences;
  learn(context, fences.light);
  learn(context, fences.heavy);
  publish(context, fences.heavy);
  note(where, "heavy fence");
}

}  // namespace interlock::relacy
