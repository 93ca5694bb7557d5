#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Proves that compare.py finds an instruction too many. Usage: compare_test.py COMPILER OBJDUMP"""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest

import compare

COMPILER, OBJDUMP = "c++", "objdump"

TWINS = """
extern "C" int interlock_load(const int& value) { return __atomic_load_n(&value, __ATOMIC_ACQUIRE); }
extern "C" int by_hand_load(const int& value) { return __atomic_load_n(&value, __ATOMIC_ACQUIRE); }
"""
COLD = """
[[gnu::cold]] void slow(int& v, int a = 0, int b = 0, int c = 0);
extern "C" void interlock_take(int& v) {
  if (__builtin_expect(__atomic_exchange_n(&v, 1, 2), 0)) slow(v, 1, 22, 333);
}
extern "C" void by_hand_take(int& v) {
  if (__builtin_expect(__atomic_exchange_n(&v, 1, 2), 0)) slow(v);
}
"""


def verdict(source):
    """The exit status, and all output, of a comparison."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "pairs.cpp"
        path.write_text(source, encoding="utf-8")
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            status = compare.main(["--compiler", COMPILER, "--objdump", OBJDUMP, str(path)])
        return status, output.getvalue()


class CompareTest(unittest.TestCase):
    def test_accepts_twins(self):
        status, output = verdict(TWINS)
        self.assertEqual(status, 0, output)

    def test_finds_one_instruction_too_many(self):
        defect = TWINS.replace("{ return", '{ __asm__ volatile("mfence" ::: "memory"); return', 1)
        defect = defect.replace("mfence", "dmb ish") if "aarch64" in COMPILER else defect
        status, output = verdict(defect)
        self.assertEqual(status, 1)
        self.assertIn("1 x mfence" if "mfence" in defect else "1 x dmb", output)

    def test_finds_a_stronger_order(self):
        weak = """
        extern "C" void interlock_store(int& v) { __atomic_store_n(&v, 1, __ATOMIC_SEQ_CST); }
        extern "C" void by_hand_store(int& v) { __atomic_store_n(&v, 1, __ATOMIC_RELEASE); }
        """
        status, output = verdict(weak)
        self.assertEqual(status, 1)
        self.assertIn("store", output)

    def test_finds_a_second_load(self):
        status, _ = verdict(TWINS.replace("{ return", "{ (void)*const_cast<const volatile int*>(&value); return", 1))
        self.assertEqual(status, 1)

    def test_accepts_a_longer_slow_path(self):
        status, output = verdict(COLD)
        self.assertEqual(status, 0, output)

    def test_refuses_a_function_without_a_twin(self):
        status, output = verdict(TWINS + 'extern "C" int interlock_alone() { return 1; }')
        self.assertEqual(status, 1)
        self.assertIn("without a twin: alone", output)

    def test_refuses_a_source_without_pairs(self):
        status, output = verdict("int nothing() { return 0; }")
        self.assertEqual(status, 1)
        self.assertIn("no functions", output)

    def test_reports_what_does_not_compile(self):
        status, output = verdict("not C++")
        self.assertEqual(status, 1)
        self.assertIn("failed", output)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: compare_test.py COMPILER OBJDUMP")
    COMPILER, OBJDUMP = sys.argv[1:]
    unittest.main(argv=sys.argv[:1])
