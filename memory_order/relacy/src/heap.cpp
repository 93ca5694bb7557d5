// SPDX-License-Identifier: MIT
/// @file
/// The memory of an execution. It depends on nothing that earlier executions did, so a failing one
/// can be repeated.
#include <interlock/memory_order/relacy/model.hpp>

#include "execution.hpp"

#include <algorithm>
#include <cstring>

namespace interlock::relacy {
namespace {

constexpr int poison = 0xdb;

using state = memory_block::state;

/// The block released last that fits exactly: what an allocator would hand out first.
memory_block* reusable_block(list<memory_block>& blocks, std::size_t bytes, std::size_t alignment) {
  const auto fits = [&](const memory_block& block) {
    return block.now == state::reusable && block.bytes == bytes && block.alignment == alignment;
  };
  const auto found = std::find_if(blocks.rbegin(), blocks.rend(), fits);
  return found == blocks.rend() ? nullptr : &*found;
}

}  // namespace

void* allocate(std::size_t bytes, std::size_t alignment, location where) {
  relacy_context();
  execution& now = *execution::current;
  memory_block* const reused = reusable_block(now.blocks, bytes, alignment);
  if (reused != nullptr) {
    reused->now = state::live;
    reused->where = where;
    note(where, "<%p> allocates %zu bytes again", reused->memory, bytes);
    return reused->memory;
  }
  void* const memory = keep_storage(now, bytes, alignment);
  std::memset(memory, poison, bytes);
  now.blocks.push_back({memory, bytes, alignment, state::live, where});
  note(where, "<%p> allocates %zu bytes", memory, bytes);
  return memory;
}

void deallocate(void* memory, std::size_t bytes, std::size_t alignment, location where) noexcept {
  rl::context& context = relacy_context();
  list<memory_block>& blocks = execution::current->blocks;
  note(where, "<%p> deallocates %zu bytes", memory, bytes);
  const auto found = std::find_if(blocks.begin(), blocks.end(), [memory](const memory_block& each) {
    return each.memory == memory;
  });
  if (found == blocks.end() || found->now != state::live)
    end_execution(rl::test_result_double_free, "deallocate: not allocated, or no more", where);
  if (found->bytes != bytes || found->alignment != alignment)
    fail("deallocate: size or alignment differ from those of allocate", where);
  std::memset(memory, poison, bytes);
  const bool reuse = context.is_random_sched() && context.rand(2, rl::sched_type_mem_realloc) == 0;
  memory_block block = *found;
  block.now = reuse ? state::reusable : state::retired;
  blocks.erase(found);
  blocks.push_back(block);
}

}  // namespace interlock::relacy
