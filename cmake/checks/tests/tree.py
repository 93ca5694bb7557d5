# SPDX-License-Identifier: MIT
"""A throw-away repository for the tests of the checks."""

import contextlib
import io
import pathlib
import sys
import tempfile
import textwrap
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))


class TreeTest(unittest.TestCase):
    """Writes files below a temporary root and looks at the findings there."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name).resolve()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def findings(self, check):
        return [str(finding) for finding in sorted(set(check(self.root)[0]))]

    def assert_only(self, check, *parts):
        """Exactly one finding, and it contains every part."""
        found = self.findings(check)
        self.assertEqual(len(found), 1, found)
        for part in parts:
            self.assertIn(part, found[0])

    def run_main(self, main, name, check, *arguments):
        """The exit status and output of a check's command line."""
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            try:
                status = main(name, "", check, ["--root", str(self.root), *arguments])
            except SystemExit as exit_:
                status = exit_.code
        return status, output.getvalue()
