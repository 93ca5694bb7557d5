# SPDX-License-Identifier: MIT
"""The generated tables of the documents."""

import json
import unittest

from tree import TreeTest

import lock_tables
import tables

README = """# it
<!-- generated: guide -->
<!-- end of guide -->
<!-- generated: matrix -->
<!-- end of matrix -->
"""
HEADER = """// SPDX-License-Identifier: MIT
/// @file
/// Ticket lock [MCS91]: in
/// order.
///
/// fair: FIFO | size: 8
/// bytes
#pragma once
"""
LEDGER = """{
 "clients": [
  {"row": "ticket_lock", "client": "exclusion", "verdict": "passed", "executions": 1200},
  {"row": "ticket_lock", "client": "more", "verdict": "incomplete", "executions": 5000},
  {"row": "mutex", "client": "exclusion", "verdict": "passed", "executions": 3}
 ],
 "orders": [
  {"order": "a", "rows": ["mutex", "ticket_lock"], "verdict": "necessary"},
  {"order": "b", "rows": ["ticket_lock"], "verdict": "justified"},
  {"order": "c", "rows": ["mutex"], "verdict": "necessary"}
 ]
}
"""
LOCKS = """# locks
<!-- generated: measured -->
<!-- end of measured -->
<!-- generated: costs -->
<!-- end of costs -->
"""
COSTS = {"ticket_lock": {"bytes": 8, "lock": 1, "unlock": 0}}
MEASURED = (("interlock::lock_order", False, 2.4), ("interlock::ticket_lock", False, 2.5), ("interlock::mutex", False, 4.0), ("a peer", True, 3.0), ("another", True, 1234.0))


def figures():
    """Figures of each situation."""
    results = [
        {"kind": kind, "scenario": scenario, "metric": metric, "threads": max(1, 2 * factor), "name": name,
         "is_peer": is_peer, "median": median, "better": "higher" if metric == "throughput" else "lower"}
        for kind, scenario, metric, factor, _ in lock_tables.SITUATIONS
        for name, is_peer, median in MEASURED
    ]
    return {"machine": {"cpu": "a CPU", "processors": 2, "kernel": "Linux"}, "results": results}


ROW = """struct ticket_lock_row {
  static constexpr std::string_view header = "interlock/sync/ticket_lock.hpp";
};
"""


class Tables(TreeTest):
    def setUp(self):
        super().setUp()
        self.write("README.md", README)
        self.write("sync/include/interlock/sync/ticket_lock.hpp", HEADER)
        self.write("tests/registry/locks.hpp", ROW)
        self.write("tests/contract/locks_test.cpp", "")
        self.write("memory_order/checks/ledger.json", LEDGER)
        self.write("sync/README.md", LOCKS)
        self.write(lock_tables.COSTS, json.dumps(COSTS))
        self.write(lock_tables.FIGURES, json.dumps(figures()))
        self.write("tests/broken/locks.hpp", "  static constexpr std::string_view defect = \"\";\n")

    def run_tables(self, *arguments):
        return tables.main(["--root", str(self.root), *arguments])

    def readme(self):
        return (self.root / "README.md").read_text(encoding="utf-8")

    def test_writes_what_it_then_accepts(self):
        self.assertEqual(self.run_tables(), 1)
        self.assertEqual(self.run_tables("--write"), 0)
        self.assertEqual(self.run_tables(), 0)
        self.assertIn("| Ticket lock | fair: FIFO; size: 8 bytes |", self.readme())
        self.assertIn("| [yes](tests/contract/locks_test.cpp) | no |", self.readme())
        self.assertIn("[1 of its kind](tests/broken/locks.hpp)", self.readme())
        self.assertIn("[1 of 2 clients completely, 6,200 executions](memory_order/checks/ledger.json) | 1 of 2 |", self.readme())

    def test_without_clients_nothing_is_claimed(self):
        self.write("memory_order/checks/ledger.json", '{"clients": [], "orders": []}')
        self.run_tables("--write")
        self.assertIn("| `ticket_lock` | no | none |", self.readme())

    def test_without_a_ledger_it_is_an_error(self):
        self.write("memory_order/checks/ledger.json", "{}")
        self.assertEqual(self.run_tables("--write"), 1)
        (self.root / "memory_order/checks/ledger.json").unlink()
        self.assertEqual(self.run_tables("--write"), 1)

    def test_a_change_makes_it_out_of_date(self):
        self.run_tables("--write")
        self.write("sync/include/interlock/sync/ticket_lock.hpp", HEADER.replace("FIFO", "no"))
        self.assertEqual(self.run_tables(), 1)

    def test_a_header_without_facts_is_an_error(self):
        self.write("sync/include/interlock/sync/ticket_lock.hpp", "/// @file\n/// A lock.\n")
        self.assertEqual(self.run_tables("--write"), 1)

    def test_a_row_without_its_header_is_an_error(self):
        (self.root / "sync/include/interlock/sync/ticket_lock.hpp").unlink()
        self.assertEqual(self.run_tables("--write"), 1)

    def test_the_best_lock_of_each_situation(self):
        self.run_tables("--write")
        text = (self.root / "sync/README.md").read_text(encoding="utf-8")
        self.assertIn("ns for `lock()` and `unlock()` | `ticket_lock` 2.5, `mutex` 4 | a peer 3 |", text)
        self.assertIn("million sections of 100 ns per second | `mutex` 4, `ticket_lock` 2.5 | another 1,234 |", text)
        self.assertIn("Measured on 2 processors (a CPU, Linux).", text)
        self.assertIn("| `ticket_lock` | 8 | 1 | 0 |  |  |", text)

    def test_a_situation_without_figures_is_an_error(self):
        known = figures()
        del known["results"][: len(MEASURED)]
        self.write(lock_tables.FIGURES, json.dumps(known))
        self.assertEqual(self.run_tables("--write"), 1)

    def test_a_readme_without_blocks_is_an_error(self):
        self.write("README.md", "# it\n")
        self.assertEqual(self.run_tables("--write"), 1)


if __name__ == "__main__":
    unittest.main()
