# SPDX-License-Identifier: MIT
"""The generated tables of README.md."""

import unittest

from tree import TreeTest

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

    def test_a_readme_without_blocks_is_an_error(self):
        self.write("README.md", "# it\n")
        self.assertEqual(self.run_tables("--write"), 1)


if __name__ == "__main__":
    unittest.main()
