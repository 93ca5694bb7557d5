# SPDX-License-Identifier: MIT
"""memory_order/checks/litmus/mutants.py: what it breaks is still there, which a run of it would take too long to tell."""

import subprocess
import sys
import unittest

from tree import TreeTest

import source

SCRIPT = source.REPOSITORY / "memory_order" / "checks" / "litmus" / "mutants.py"


class Mutants(TreeTest):
    def mutants(self, *arguments, script=SCRIPT):
        result = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True, timeout=60)
        return result.returncode, result.stdout + result.stderr

    def test_each_breaks_exactly_one_place(self):
        status, output = self.mutants("--dry-run")
        self.assertEqual(status, 0, output)
        self.assertRegex(output, r"^[2-9]\d mutants can be made\n$")

    def test_a_place_that_is_gone_is_named(self):
        text = SCRIPT.read_text(encoding="utf-8")
        copy = self.write("memory_order/checks/litmus/mutants.py", text)
        for path in (source.REPOSITORY / "memory_order/checker/src").glob("*.cpp"):
            code = path.read_text(encoding="utf-8")
            self.write(f"memory_order/checker/src/{path.name}", code.replace("total.hangs = true;", ""))
        status, output = self.mutants("--dry-run", script=copy)
        self.assertEqual(status, 1)
        self.assertIn("hangs are blocked executions: conclude.cpp has 0 times: total.hangs = true;", output)

    def test_bad_arguments(self):
        status, output = self.mutants("--only", "no such mutant")
        self.assertEqual(status, 2)
        self.assertIn("--only no such mutant: no mutant is described so", output)


if __name__ == "__main__":
    unittest.main()
