// SPDX-License-Identifier: MIT
/// @file
/// The running execution: failure, history, and the objects kept for threads and for the whole.
#include "execution.hpp"

#include <interlock/memory_order/relacy/model.hpp>
#include <interlock/memory_order/relacy/thread.hpp>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace interlock::relacy {

execution* execution::current = nullptr;

rl::context& relacy_context() {
  if (!rl::is_ctx() || execution::current == nullptr) {
    std::fputs(
        "relacy_backend: used outside relacy::run() (an atomic with static storage duration?)\n",
        stderr);
    std::abort();
  }
  return rl::ctx();
}

void note(const location& where, const char* format, ...) {
  rl::context& context = relacy_context();
  if (!context.collecting_history()) return;
  char text[200];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  context.exec_log(place(where), rl::user_msg_event{text});
}

void end_execution(rl::test_result_e why, const char* text, const location& where) {
  relacy_context().fail_test(text, why, place(where));
  std::abort();  // Relacy has left this stack for good
}

void fail(const char* rule, location where) noexcept {
  end_execution(rl::test_result_user_assert_failed, rule, where);
}

void yield(location where) noexcept { relacy_context().yield(1, place(where)); }

namespace {

/// All memory of an execution comes from here, from the start again in each execution: so equal
/// executions see equal addresses, and one that depends on them (an algorithm that sorts pointers)
/// can be searched and repeated.
constexpr std::size_t arena_size = std::size_t{8} << 20;
alignas(4096) std::byte arena[arena_size];

}  // namespace

void* keep_storage(execution& now, std::size_t bytes, std::size_t alignment) {
  const std::size_t start = (now.arena_used + alignment - 1) / alignment * alignment;
  if (alignment > std::size_t{4096} || start > arena_size || bytes > arena_size - start) {
    std::fputs("relacy_backend: an execution needs more memory than the model has (8 MiB)\n",
               stderr);
    std::abort();
  }
  now.arena_used = start + bytes;
  return arena + start;
}

namespace {

void end_youngest(list<kept_object>& objects, std::size_t index) {
  objects[index].ended = true;
  const kept_object ended = objects[index];
  ended.what->destroy(ended.object);
}

bool is_live(const kept_object& object, unsigned thread) {
  return !object.ended && object.thread == thread;
}

}  // namespace

execution::execution(const list<const kind*>& globals_known, list<const kind*>& missing)
    : globals_missing{missing}, spurious_wakeups_left{1} {
  current = this;
  for (const kind* what : globals_known) {
    void* const object = keep_storage(*this, what->bytes, what->alignment);
    what->construct(object);
    globals.push_back({what, 0, object, false});
  }
}

execution::~execution() { current = nullptr; }

void execution::end_thread() {
  const unsigned thread = current_thread();
  // A destructor may ask for further objects, so look again after each.
  for (std::size_t index = locals.size(); index != 0;) {
    --index;
    if (!is_live(locals[index], thread)) continue;
    end_youngest(locals, index);
    index = locals.size();
  }
}

void execution::finish() {
  end_thread();
  for (std::size_t index = globals.size(); index != 0; --index) end_youngest(globals, index - 1);
  for (const memory_block& block : blocks) {
    if (block.now != memory_block::state::live) continue;
    note(block.where, "%p: never deallocated, %zu bytes", block.memory, block.bytes);
    end_execution(rl::test_result_memory_leak, "allocated here and never deallocated", block.where);
  }
}

unsigned current_thread() noexcept {
  const rl::context& context = relacy_context();
  if (!execution::current->concurrent) return 0;
  return static_cast<unsigned>(context.current_thread()) + 1;
}

void* local_object(const kind& what) {
  relacy_context();
  execution& now = *execution::current;
  const unsigned thread = current_thread();
  for (const kept_object& object : now.locals) {
    if (object.what != &what || object.thread != thread) continue;
    return object.ended ? nullptr : object.object;
  }
  void* const object = keep_storage(now, what.bytes, what.alignment);
  what.construct(object);
  now.locals.push_back({&what, thread, object, false});
  return object;
}

void* global_object(const kind& what) {
  rl::context& context = relacy_context();
  execution& now = *execution::current;
  for (const kept_object& object : now.globals) {
    if (object.what == &what) return object.object;
  }
  // Made here it would seem to belong to this thread: start over with an execution that has it from
  // the beginning.
  now.globals_missing.push_back(&what);
  context.rl_until("a global object is used for the first time", rl::debug_info{});
  std::abort();
}

}  // namespace interlock::relacy
