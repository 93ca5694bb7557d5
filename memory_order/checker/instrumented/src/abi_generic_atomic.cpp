// SPDX-License-Identifier: MIT
/// @file
/// Atomic operations on objects whose size or alignment fits no instruction, which compilers leave
/// to a library (libatomic): those of up to 16 bytes are as all others, larger ones have a lock
/// behind them and are not modelled.
#include "session.hpp"

#include <atomic>
#include <cstddef>
#include <cstring>
#include <string>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

/// For what happens outside of explorations; 1 while it is held.
int native_lock = 0;

class locked {
 public:
  locked() noexcept {
    while (__atomic_exchange_n(&native_lock, 1, __ATOMIC_ACQUIRE) != 0) {
    }
  }
  locked(const locked&) = delete;
  locked& operator=(const locked&) = delete;
  ~locked() { __atomic_store_n(&native_lock, 0, __ATOMIC_RELEASE); }
};

[[nodiscard]] word word_at(const void* value, std::size_t bytes) noexcept {
  word result = 0;
  std::memcpy(&result, value, bytes);
  return result;
}

outcome perform(operation wanted, std::size_t bytes, void* object, int order, std::uintptr_t from) {
  const checker_code inside;
  session& here = session::here();
  const bool fits = bytes <= sizeof(word) && bytes != 0 && (bytes & (bytes - 1)) == 0;
  if (!fits) {
    here.fail_not_modelled("an atomic operation on " + std::to_string(bytes) + " bytes", from);
  }
  wanted.order = static_cast<std::memory_order>(order);
  return here.perform(wanted, object, static_cast<std::uint8_t>(bytes), from);
}

}  // namespace

// Compilers have ideas of their own about these names.
void load(std::size_t bytes, void* object, void* result, int order) __asm__("__atomic_load");
void store(std::size_t bytes, void* object, void* value, int order) __asm__("__atomic_store");
void exchange(std::size_t bytes, void* object, void* value, void* result,
              int order) __asm__("__atomic_exchange");
bool compare_exchange(std::size_t bytes, void* object, void* expected, void* desired, int success,
                      int failure) __asm__("__atomic_compare_exchange");
bool is_lock_free(std::size_t bytes, const void* object) __asm__("__atomic_is_lock_free");

void load(std::size_t bytes, void* object, void* result, int order) {
  if (!runs_client_code()) {
    const locked now;
    std::memcpy(result, object, bytes);
    return;
  }
  operation wanted;
  wanted.kind = event_kind::read;
  const outcome got = perform(wanted, bytes, object, order, caller());
  std::memcpy(result, &got.value, bytes);
}

void store(std::size_t bytes, void* object, void* value, int order) {
  if (!runs_client_code()) {
    const locked now;
    std::memcpy(object, value, bytes);
    return;
  }
  operation wanted;
  wanted.kind = event_kind::write;
  if (bytes <= sizeof(word)) wanted.operand = word_at(value, bytes);
  (void)perform(wanted, bytes, object, order, caller());
}

void exchange(std::size_t bytes, void* object, void* value, void* result, int order) {
  if (!runs_client_code()) {
    const locked now;
    std::memcpy(result, object, bytes);
    std::memcpy(object, value, bytes);
    return;
  }
  operation wanted;
  wanted.kind = event_kind::read;
  wanted.modify = modification::exchange;
  if (bytes <= sizeof(word)) wanted.operand = word_at(value, bytes);
  const outcome got = perform(wanted, bytes, object, order, caller());
  std::memcpy(result, &got.value, bytes);
}

bool compare_exchange(std::size_t bytes, void* object, void* expected, void* desired, int success,
                      int failure) {
  if (!runs_client_code()) {
    const locked now;
    const bool equal = std::memcmp(object, expected, bytes) == 0;
    std::memcpy(equal ? object : expected, equal ? desired : object, bytes);
    return equal;
  }
  operation wanted;
  wanted.kind = event_kind::read;
  wanted.modify = modification::compare_exchange;
  wanted.failure = static_cast<std::memory_order>(failure);
  if (bytes <= sizeof(word)) {
    wanted.operand = word_at(desired, bytes);
    wanted.expected = word_at(expected, bytes);
  }
  const outcome got = perform(wanted, bytes, object, success, caller());
  if (!got.modified) std::memcpy(expected, &got.value, bytes);
  return got.modified;
}

bool is_lock_free(std::size_t bytes, const void*) { return bytes <= sizeof(word); }
