// SPDX-License-Identifier: MIT
/// @file
/// Race detection on non-atomic memory with Relacy's clocks.
#include <interlock/memory_order/relacy/shadow.hpp>

#include "execution.hpp"

#include <cinttypes>

namespace interlock::relacy {
namespace {

constexpr std::uint64_t alive = 0x616c697665736861;

rl::var_data& clocks(void* history) { return *static_cast<rl::var_data*>(history); }

void describe(const char* what, const void* object, location where, const bits* shown) {
  if (what == nullptr) return;
  if (shown == nullptr) {
    note(where, "<%p> %s", object, what);
  } else {
    note(where, "<%p> %s, value=%" PRIu64, object, what, shown->low);
  }
}

}  // namespace

shadow::shadow(location where) : alive_{alive} {
  rl::context& context = relacy_context();
  history_ = context.var_ctor();
  clocks(history_).init(*context.threadx_);
  static_cast<void>(where);
}

shadow::~shadow() {
  const location here = location::current();
  require_alive(here);
  rl::context& context = relacy_context();
  if (!clocks(history_).store(*context.threadx_))
    end_execution(rl::test_result_data_race, "destroyed before an access by another thread", here);
  context.var_dtor(&clocks(history_));
  alive_ = 0;
}

void shadow::require_alive(location where) const {
  if (alive_ != alive)
    end_execution(rl::test_result_access_to_freed_memory, "the object has been destroyed", where);
}

void shadow::read(const char* what, location where, const bits* shown) const {
  rl::context& context = relacy_context();
  require_alive(where);
  describe(what, this, where, shown);
  if (!clocks(history_).load(*context.threadx_))
    end_execution(rl::test_result_data_race, "read without happening after the last write", where);
}

void shadow::write(const char* what, location where, const bits* shown) {
  rl::context& context = relacy_context();
  require_alive(where);
  describe(what, this, where, shown);
  if (!clocks(history_).store(*context.threadx_))
    end_execution(rl::test_result_data_race, "write without happening after the last access",
                  where);
}

}  // namespace interlock::relacy
