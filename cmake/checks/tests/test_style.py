# SPDX-License-Identifier: MIT
"""style.py finds each kind of seeded defect."""

import contextlib
import io
import os
import unittest
from unittest import mock

from tree import TreeTest

import style

HEADER = "sync/include/interlock/sync/lock.hpp"
BACKEND = "memory_order/include/interlock/memory_order/std_backend.hpp"
START = "// SPDX-License-Identifier: MIT\n/// @file\n/// A lock [MCS91, §2], and some[N1] thing.\n#pragma once\n"


class Style(TreeTest):
    def setUp(self):
        super().setUp()
        self.write(".clang-format", "# SPDX-License-Identifier: MIT\nBasedOnStyle: Google\nColumnLimit: 100\n")
        self.write("docs/references.md", "Keys such as [Craig93].\n\n| key | source |\n|---|---|\n| MCS91 | Two. |\n")
        self.write(HEADER, START)

    def expect(self, name, text, *parts):
        self.write(name, text)
        self.assert_only(style.check, *parts)

    def test_accepts_clean_files(self):
        self.write(BACKEND, START + "#if defined(__linux__)\n#endif\nthread_local std::atomic<int> a;\n")
        self.write("build/a.cpp", "no licence")
        self.write("tests/a_test.cpp", START.replace("#pragma once\n", "") + "std::atomic<int> a;\n")
        self.write(HEADER, START + 'const char* text = "std::atomic, #if";  // not thread_local\n')
        self.assertEqual(self.findings(style.check), [])

    def test_licence(self):
        self.expect("cmake/a.cmake", "# a module\n", "cmake/a.cmake:1:", "SPDX-License-Identifier")

    def test_file_line(self):
        self.expect("tests/a.cpp", "// SPDX-License-Identifier: MIT\nint a;\n", "tests/a.cpp:2:", "@file")

    def test_reminders(self):
        word = "TO" + "DO"
        self.expect("docs/a.md", f"a\nb {word}: c\n", f"docs/a.md:2: {word}")

    def test_suppressions(self):
        text = START + '[[gnu::no_sanitize("thread")]] int a();\n'
        self.expect("tests/a.cpp", text, "tests/a.cpp:5: `no_sanitize`")
        self.write("tests/a.cpp", START + "int a();\n")
        self.expect("CMakePresets.json", '{ "TSAN_OPTIONS": "suppressions=a" }', "CMakePresets.json:1: `suppressions=`")

    def test_length(self):
        with contextlib.redirect_stdout(io.StringIO()) as output:
            self.write("tests/a.cpp", START + "int a;\n" * 430)
            self.assertEqual(self.findings(style.check), [])
            self.assertIn("tests/a.cpp:434: warning: 434 lines", output.getvalue())
        self.expect("tests/a.cpp", START + "int a;\n" * 500, "tests/a.cpp:504: 504 lines: split it")

    def test_conditional_outside_the_allowed_files(self):
        for directive in ("#if defined(__linux__)", "#ifdef A", "#ifndef A"):
            self.expect(HEADER, f"{START}{directive}\n#endif\n", "lock.hpp:5: `#", "outside the files")

    def test_machine_outside_a_backend(self):
        for word in ("std::atomic<int> a;", "thread_local int a;", "std::this_thread::yield();", "syscall(1);"):
            self.expect(HEADER, START + word + "\n", "lock.hpp:5: `", "outside a backend")

    def test_macro_prefix(self):
        self.expect(HEADER, START + "#define LOCKED 1\n", "lock.hpp:5: macro LOCKED")

    def test_unknown_citation(self):
        self.expect(HEADER, START + "// As in\n// [Craig93].\n", "lock.hpp:6: [Craig93] is not in docs/references.md")

    def test_format(self):
        self.expect("tests/a.cpp", START + "int  a;\n", "tests/a.cpp:5: 1 places not as clang-format")

    def test_missing_or_other_clang_format(self):
        with mock.patch.dict(os.environ, {"CLANG_FORMAT": "/nonexistent/clang-format"}):
            self.assert_only(style.check, "cannot run /nonexistent/clang-format: install Debian's package")
        with mock.patch.dict(os.environ, {"CLANG_FORMAT": "echo"}):
            self.assert_only(style.check, "the project's is 14")


if __name__ == "__main__":
    unittest.main()
