#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks docs/pitfalls.md: the tests that it names exist, and every kind of primitive on which threads can wait lists its
waits for the tests of all waits, in tests/contract/<kind>_waits_test.cpp.
"""

import re
import sys

import source
from source import Finding

PAGE = "docs/pitfalls.md"
NAMED = re.compile(r"`(\w+)\.(\w+)`")
TEST = re.compile(r"\b(?:TYPED_)?TEST(?:_F|_P)?\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)")
KINDS = re.compile(r"set\(INTERLOCK_KINDS([^)]*)\)")
NO_WAITS = re.compile(r"Nobody waits in:([^.]*)\.")


def tests(root):
    """{(suite, test)} of everything below tests/."""
    paths = [path for path in sorted((root / "tests").rglob("*")) if path.suffix in source.CPP_SUFFIXES]
    return {match for path in paths for match in TEST.findall(source.read(root, path).code)}


def check(root):
    """Compares the page with the tests, and the kinds with the files of waits."""
    page = (root / PAGE).read_text(encoding="utf-8")
    existing = tests(root)
    findings = []
    named = [(page.count("\n", 0, match.start()) + 1, match.groups()) for match in NAMED.finditer(page)]
    for line, test in named:
        if test not in existing:
            findings.append(Finding(PAGE, line, f"there is no test {'.'.join(test)}"))
    kinds = KINDS.search((root / "cmake/interlock_kinds.cmake").read_text(encoding="utf-8"))[1].split()
    without = re.findall(r"\w+", NO_WAITS.search(page)[1]) if NO_WAITS.search(page) else []
    for kind in kinds:
        name = f"tests/contract/{kind}_waits_test.cpp"
        lists = f"registry::{kind}{{}}"
        if kind in without:
            continue
        if not (root / name).is_file():
            findings.append(Finding(PAGE, 1, f"{kind} have no {name}, and are not among those where nobody waits"))
        elif lists not in source.read(root, root / name).code:
            findings.append(Finding(name, 1, f"does not list the waits of {lists}"))
    return findings, f"{len(named)} tests named, {len(kinds)} kinds"


if __name__ == "__main__":
    sys.exit(source.main("pitfalls", __doc__, check))
