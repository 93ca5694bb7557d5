// SPDX-License-Identifier: MIT
/// @file
/// How locks with shared access wait, for the contract of all waits, for each pair of an access
/// that is held and one that is attempted. How a writer waits for a writer is tested with the
/// locks.
#include "registry/shared_locks.hpp"
#include "support/wait.hpp"

#include <memory>
#include <type_traits>

namespace interlock {
namespace {

template <class Row, backend B>
struct shared_wait {
  [[nodiscard]] static constexpr support::wait_facts facts_as(const char* access) {
    return {.as = access,
            .timed = Row::contract.timed,
            .parks = Row::contract.parks,
            .handed_over = true};
  }
  void renew() { std::construct_at(&lock); }

  typename Row::template type<B> lock;
};

/// A reader waits for a writer.
template <class Row, backend B>
struct reader_wait : shared_wait<Row, B> {
  static constexpr support::wait_facts facts = shared_wait<Row, B>::facts_as("a_reader");

  void hold() { this->lock.lock(); }
  void let_go() { this->lock.unlock(); }
  void attempt() { this->lock.lock_shared(); }
  bool attempt_for(const auto& length) { return this->lock.try_lock_shared_for(length); }
  bool attempt_until(const auto& when) { return this->lock.try_lock_shared_until(when); }
  void undo() { this->lock.unlock_shared(); }
};

/// A writer waits for a reader.
template <class Row, backend B>
struct writer_wait : shared_wait<Row, B> {
  static constexpr support::wait_facts facts = shared_wait<Row, B>::facts_as("a_writer");

  void hold() { this->lock.lock_shared(); }
  void let_go() { this->lock.unlock_shared(); }
  void attempt() { this->lock.lock(); }
  bool attempt_for(const auto& length) { return this->lock.try_lock_for(length); }
  bool attempt_until(const auto& when) { return this->lock.try_lock_until(when); }
  void undo() { this->lock.unlock(); }
};

/// One who wants upgrade access waits for one who has it.
template <class Row, backend B>
struct upgrader_wait : shared_wait<Row, B> {
  static constexpr support::wait_facts facts = shared_wait<Row, B>::facts_as("an_upgrader");

  void hold() { this->lock.lock_upgrade(); }
  void let_go() { this->lock.unlock_upgrade(); }
  void attempt() { this->lock.lock_upgrade(); }
  bool attempt_for(const auto& length) { return this->lock.try_lock_upgrade_for(length); }
  bool attempt_until(const auto& when) { return this->lock.try_lock_upgrade_until(when); }
  void undo() { this->lock.unlock_upgrade(); }
};

/// One who has upgrade access waits for a reader to become the writer.
template <class Row, backend B>
struct upgrade_wait : shared_wait<Row, B> {
  static constexpr support::wait_facts facts = shared_wait<Row, B>::facts_as("an_upgrade");

  void hold() { this->lock.lock_shared(); }
  void let_go() { this->lock.unlock_shared(); }
  void attempt() {
    this->lock.lock_upgrade();
    this->lock.unlock_upgrade_and_lock();
  }
  bool attempt_for(const auto& length) {
    return this->lock.try_lock_upgrade_for(length) &&
           upgraded(this->lock.try_unlock_upgrade_and_lock_for(length));
  }
  bool attempt_until(const auto& when) {
    return this->lock.try_lock_upgrade_until(when) &&
           upgraded(this->lock.try_unlock_upgrade_and_lock_until(when));
  }
  void undo() { this->lock.unlock(); }

 private:
  bool upgraded(bool success) {
    if (!success) this->lock.unlock_upgrade();
    return success;
  }
};

template <class Row>
using has_upgrade = std::bool_constant<Row::contract.upgrade>;
using upgrade_rows = registry::filter_t<has_upgrade, registry::shared_locks>;

[[maybe_unused]] const bool listed = support::list_waits<reader_wait>(registry::shared_locks{}) &&
                                     support::list_waits<writer_wait>(registry::shared_locks{}) &&
                                     support::list_waits<upgrader_wait>(upgrade_rows{}) &&
                                     support::list_waits<upgrade_wait>(upgrade_rows{});

}  // namespace
}  // namespace interlock
