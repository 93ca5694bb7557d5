#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that every public header has evidence: a row in tests/registry/, or a test of its own.

A row names its header: `static constexpr std::string_view header = "interlock/sync/mutex.hpp";`. A test of its own is
`tests/**/<header>_test.cpp` that includes it. Headers in detail/ are not public: their users carry the evidence.
"""

import re
import sys

import source
from source import Finding

STRUCT = re.compile(r"\b(?:struct|class)\s+(\w+)")
LIST = re.compile(r"\btype_list\s*<([^<>]+)>")
ROW_HEADER = re.compile(r'\bheader\s*(?:=|\{)\s*"([^"\n]*)"')
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">]', re.MULTILINE)


def registry_rows(root):
    """(file, line, header, whether a type_list holds the row) of each row in the registry."""
    sources = [source.read(root, path) for path in sorted((root / "tests" / "registry").rglob("*.hpp"))]
    listed = {name.strip() for src in sources for names in LIST.findall(src.code) for name in names.split(",")}
    for src in sources:
        for match in ROW_HEADER.finditer(src.text):
            # A row in a comment is no row: only its spelling outside comments survives in `code`.
            if src.code[match.start()] == src.text[match.start()]:
                row = STRUCT.findall(src.code, 0, match.start())
                yield src.path, src.line_of(match.start()), match[1], bool(row) and row[-1] in listed


def check(root):
    """Compares the public headers with the rows and the tests."""
    findings = []
    headers = {
        source.include_name(root, path): path
        for path in source.product_headers(root)
        if "detail" not in path.relative_to(root).parts
    }
    rows = list(registry_rows(root))
    for file, line, name, listed in rows:
        if name not in headers:
            findings.append(Finding(file, line, f'row names "{name}", which is not a public header'))
        if not listed:
            findings.append(Finding(file, line, f'the row for "{name}" is in no type_list, so nothing runs it'))
    with_row = {name for _, _, name, _ in rows}
    tests = {}
    for path in sorted((root / "tests").rglob("*_test.cpp")):
        tests.setdefault(path.name, []).append(path)
    for name, path in headers.items():
        if name in with_row:
            continue
        file, test = str(path.relative_to(root)), f"{path.stem}_test.cpp"
        if test not in tests:
            findings.append(Finding(file, 1, f"has neither a row in tests/registry/ nor a test of its own, tests/**/{test}"))
        elif not any(name in INCLUDE.findall(found.read_text(encoding="utf-8")) for found in tests[test]):
            where = tests[test][0].relative_to(root)
            findings.append(Finding(file, 1, f"has no row in tests/registry/, and {where} does not include <{name}>"))
    return findings, f"{len(headers)} public headers, {len(with_row & headers.keys())} with a row"


if __name__ == "__main__":
    sys.exit(source.main("coverage", __doc__, check))
