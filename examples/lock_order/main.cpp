// SPDX-License-Identifier: MIT
/// @file
/// A program that may deadlock but hardly ever does, and what `lock_order` says about it.
///
///     lock_order                                prints the report, and goes on
///     INTERLOCK_LOCK_ORDER=abort lock_order     ends with it
///     INTERLOCK_LOCK_ORDER=off lock_order       looks at nothing
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/lock_order.hpp>

#include <cstdio>
#include <mutex>
#include <thread>

namespace bank {

// With interlock::mutex in place of lock_order<> nobody would notice the order of the locks.
struct account {
  interlock::lock_order<> guard{"account"};
  long balance = 100;
};
struct journal {
  interlock::lock_order<> guard{"journal"};
  long entries = 0;
};

/// Locks the account, then the journal.
void withdraw(account& from, journal& log, long amount) {
  const interlock::lock_guard held{from.guard};
  from.balance -= amount;
  const interlock::lock_guard writing{log.guard};
  ++log.entries;
}

/// Locks the journal, then the account: a deadlock, if it comes while another thread withdraws. The
/// guards of `std` do not say where they are; the report shows who called them.
void audit(account& of, journal& log) {
  const std::lock_guard reading{log.guard};
  const std::scoped_lock held{of.guard};
  std::printf("%ld entries, balance %ld\n", log.entries, of.balance);
}

}  // namespace bank

int main() {
  bank::account mine;
  bank::journal log;
  // One after the other, so that nothing happens, this time.
  std::thread{[&] { bank::withdraw(mine, log, 30); }}.join();
  std::thread{[&] { bank::audit(mine, log); }}.join();
}
