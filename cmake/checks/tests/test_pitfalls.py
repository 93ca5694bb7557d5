# SPDX-License-Identifier: MIT
"""pitfalls.py finds tests that are gone, and kinds whose waits nobody tests."""

import unittest

from tree import TreeTest

import pitfalls

PAGE = "Nobody waits in: queues.\n\n| pitfall | tests |\n|---|---|\n| signals | `waits.Signals` `Mutex.Sleeps` |\n"


class Pitfalls(TreeTest):
    def setUp(self):
        super().setUp()
        self.write("docs/pitfalls.md", PAGE)
        self.write("cmake/interlock_kinds.cmake", "set(INTERLOCK_KINDS\n  locks queues)\n")
        self.write("tests/contract/waits/waits_test.cpp", "TEST_P(waits, Signals) {}\n")
        self.write("tests/contract/locks_waits_test.cpp", "list_waits<lock_wait>(registry::locks{});\n")
        self.write("tests/unit/mutex_test.cpp", "TYPED_TEST(Mutex,\n           Sleeps) {}\n")

    def test_accepts_tests_of_every_sort(self):
        self.assertEqual(self.findings(pitfalls.check), [])

    def test_test_that_is_gone(self):
        self.write("tests/unit/mutex_test.cpp", "// TEST(Mutex, Sleeps)\n")
        self.assert_only(pitfalls.check, "docs/pitfalls.md:5: there is no test Mutex.Sleeps")

    def test_kind_without_waits(self):
        self.write("cmake/interlock_kinds.cmake", "set(INTERLOCK_KINDS locks queues events)\n")
        self.assert_only(pitfalls.check, "events have no tests/contract/events_waits_test.cpp")

    def test_kind_whose_rows_are_not_listed(self):
        self.write("tests/contract/locks_waits_test.cpp", "list_waits<lock_wait>(some_of_them{});\n")
        self.assert_only(pitfalls.check, "locks_waits_test.cpp:1: does not list the waits of registry::locks{}")


if __name__ == "__main__":
    unittest.main()
