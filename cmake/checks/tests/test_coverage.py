# SPDX-License-Identifier: MIT
"""coverage.py finds headers without evidence and rows without a header."""

import unittest

from tree import TreeTest

import coverage

ROW = 'struct row {{ static constexpr std::string_view header = "{}"; }};\nusing rows = type_list<other_row, row>;\n'


class Coverage(TreeTest):
    def setUp(self):
        super().setUp()
        self.write("sync/include/interlock/sync/mutex.hpp", "")
        self.write("sync/include/interlock/sync/concepts.hpp", "")
        self.write("sync/include/interlock/sync/detail/parking.hpp", "")
        self.write("tests/registry/locks.hpp", ROW.format("interlock/sync/mutex.hpp"))
        self.write("tests/unit/sync/concepts_test.cpp", "#include <interlock/sync/concepts.hpp>\n")

    def test_accepts_a_row_or_a_test_and_skips_detail(self):
        self.assertEqual(self.findings(coverage.check), [])

    def test_accepts_a_row_over_two_lines_and_braces(self):
        self.write("tests/registry/locks.hpp", ROW.replace("= ", "=\n    ", 1).format("interlock/sync/mutex.hpp"))
        self.assertEqual(self.findings(coverage.check), [])
        self.write("tests/registry/locks.hpp", ROW.replace(' = "{}"', '{{"{}"}}').format("interlock/sync/mutex.hpp"))
        self.assertEqual(self.findings(coverage.check), [])

    def test_header_without_evidence(self):
        self.write("lockfree/include/interlock/lockfree/queue.hpp", "")
        self.assert_only(coverage.check, "lockfree/queue.hpp:1: has neither a row", "tests/**/queue_test.cpp")

    def test_test_that_does_not_include_its_header(self):
        self.write("tests/unit/sync/concepts_test.cpp", "// #include nothing\n")
        self.assert_only(coverage.check, "concepts.hpp:1:", "tests/unit/sync/concepts_test.cpp does not include")

    def test_row_without_a_header(self):
        self.write("tests/registry/queues.hpp", "\n" + ROW.format("interlock/lockfree/gone.hpp"))
        self.assert_only(coverage.check, 'tests/registry/queues.hpp:2: row names "interlock/lockfree/gone.hpp"')

    def test_row_in_no_list(self):
        self.write("tests/registry/locks.hpp", ROW.replace("other_row, row", "other_row").format("interlock/sync/mutex.hpp"))
        self.assert_only(coverage.check, 'locks.hpp:1: the row for "interlock/sync/mutex.hpp" is in no type_list')

    def test_row_in_a_comment_is_no_row(self):
        self.write("tests/registry/locks.hpp", "// " + ROW.format("interlock/sync/mutex.hpp"))
        self.assert_only(coverage.check, "mutex.hpp:1: has neither")

    def test_detail_header_is_not_public(self):
        self.write("tests/registry/queues.hpp", ROW.format("interlock/sync/detail/parking.hpp"))
        self.assert_only(coverage.check, "not a public header")


if __name__ == "__main__":
    unittest.main()
