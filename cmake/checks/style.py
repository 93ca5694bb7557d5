#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks what a script can check of how the code reads.

In all files: the licence line, no reminders left behind, no suppressed sanitizers. In C++ files: the @file line, the length, clang-format. In
product headers: `#if` and the machine (std::atomic, thread_local, system calls, ...) only in the files that may know
them, macros prefixed, each citation known to docs/references.md.
"""

import os
import re
import shutil
import subprocess
import sys

import source
from source import Finding

LENGTH_ALARM, LENGTH_LIMIT = 400, 500
CLANG_FORMAT_MAJOR = 14

SEAM = "memory_order/include/interlock/memory_order/"
# The files that know the machine; everything else reaches it through the backend.
MACHINE = {
    SEAM + "std_backend.hpp": "the real machine",
    SEAM + "fence.hpp": "the fences of the real machine",
    SEAM + "deadline.hpp": "the clock of the real machine",
    SEAM + "detail/std_spin.hpp": "await on the real machine",
    SEAM + "detail/std_per_thread.hpp": "thread-local state of the real machine",
    SEAM + "detail/futex_linux.hpp": "parking by the kernel",
    SEAM + "detail/futex_portable.hpp": "parking by the C++ library",
    SEAM + "detail/membarrier.hpp": "the kernel's memory barrier",
    SEAM + "detail/numa_linux.hpp": "the machine's nodes, as the kernel tells",
    SEAM + "detail/cpu.hpp": "the processor's pause",
}
CONDITIONAL = {
    **MACHINE,
    SEAM + "cache_line.hpp": "a constant per processor",
    SEAM + "assert.hpp": "assertions depend on NDEBUG",
    SEAM + "detail/tsan.hpp": "annotations for ThreadSanitizer",
    "sync/include/interlock/sync/thread_annotations.hpp": "annotations for Clang",
    "sync/include/interlock/sync/detail/call_stack.hpp": "callers, where the C library knows them",
}

SPDX = "SPDX-License-Identifier: MIT"
WITH_LICENCE = (".hpp", ".cpp", ".py", ".sh", ".cmake")
WITH_LICENCE_NAMES = ("CMakeLists.txt", "dev", "run", ".clang-format", ".clang-tidy")
REMINDER = re.compile(r"\b(" + "|".join(("TO" "DO", "FIX" "ME", "X" "XX")) + r")\b")
# Sanitizers see everything: no function is exempt and no report is suppressed.
EXEMPT = {"stress/src/sanitizer.cpp": "is called by ThreadSanitizer's runtime under its own locks"}
SUPPRESSION = re.compile(r"\bno_sanitize\w*|\w*san_default_suppressions|\bsuppressions" "=")
MACHINE_WORD = re.compile(
    r"\bstd\s*::\s*(?:atomic\w*|this_thread|thread|jthread)\b|\bthread_local\b|\b(?:__)?asm(?:__)?\b|\bsyscall\b"
)
CONDITION = re.compile(r"#\s*(?:if|ifdef|ifndef|elif)\b")
DEFINE = re.compile(r"#\s*define\s+(\w+)")
ENTRY = re.compile(r"^(?:\|\s*|[-*]\s+)[\[*]*([A-Z][\w+-]*\d\w*)", re.MULTILINE)
CITATION = re.compile(r"(?<![\w\])])\[([A-Z][\w+-]*\d\w*)(?:,[^\]\n]*)?\]")


def check_text(path, name, findings):
    """What holds for every text file of the project."""
    if not (name.endswith((*WITH_LICENCE, ".md", ".json")) or path.name in WITH_LICENCE_NAMES):
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if match := REMINDER.search(line):
            findings.append(Finding(name, number, f"{match[1]}: finish it, or write an issue"))
        if name not in EXEMPT and not name.endswith((".md", ".py")) and (match := SUPPRESSION.search(line)):
            findings.append(Finding(name, number, f"`{match[0]}`: sanitizer reports are mended, not suppressed"))
    if name.endswith((".md", ".json")):
        return
    if not any(SPDX in line for line in lines[:2]):
        findings.append(Finding(name, 1, f"the file does not start with `{SPDX}`"))
    if len(lines) > LENGTH_LIMIT:
        findings.append(Finding(name, len(lines), f"{len(lines)} lines: split it, {LENGTH_LIMIT} are the limit"))
    elif len(lines) > LENGTH_ALARM:
        print(f"{name}:{len(lines)}: warning: {len(lines)} lines, {LENGTH_LIMIT} are the limit")
    if name.endswith(source.CPP_SUFFIXES) and not any(line.startswith("/// @file") for line in lines[:4]):
        findings.append(Finding(name, 2, "the file does not say what it is in a `/// @file` line"))


def check_product(src, keys, findings):
    """What holds for the headers that users include."""

    def report(line, message):
        findings.append(Finding(src.path, line, message))

    for line, directive in src.directives:
        if CONDITION.match(directive) and src.path not in CONDITIONAL:
            report(line, f"`{directive.split()[0]}` outside the files that may have one (CONDITIONAL in style.py)")
        if (macro := DEFINE.match(directive)) and not macro[1].startswith("INTERLOCK_"):
            report(line, f"macro {macro[1]} in a public header lacks the prefix INTERLOCK_")
    if src.path not in MACHINE:
        for match in MACHINE_WORD.finditer(src.code):
            report(src.line_of(match.start()), f"`{match[0]}` outside a backend: ask the backend B for it")
    for line, comment in src.comments:
        for match in CITATION.finditer(comment):
            if match[1] not in keys:
                where = line + comment.count("\n", 0, match.start())
                report(where, f"[{match[1]}] is not in docs/references.md")


def citation_keys(root):
    """The keys that docs/references.md defines."""
    references = root / "docs" / "references.md"
    return set(ENTRY.findall(references.read_text(encoding="utf-8"))) if references.is_file() else set()


def clang_format(root, paths):
    """Findings of `clang-format --dry-run` in the given files."""
    names = [str(path.relative_to(root)) for path in paths]
    program = os.environ.get("CLANG_FORMAT") or shutil.which(f"clang-format-{CLANG_FORMAT_MAJOR}") or "clang-format"
    try:
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return [Finding(".clang-format", 1, f"cannot run {program}: install Debian's package clang-format")]
    if f"version {CLANG_FORMAT_MAJOR}." not in version:
        return [Finding(".clang-format", 1, f"{program} is `{version.strip()}`, the project's is {CLANG_FORMAT_MAJOR}")]
    result = subprocess.run(
        [program, "--dry-run", "-Werror", "--style=file", *names], cwd=root, capture_output=True, text=True
    )
    places = {}
    for match in re.finditer(r"^(\S[^:\n]*):(\d+):\d+: error:", result.stderr, re.MULTILINE):
        places.setdefault(match[1], set()).add(int(match[2]))
    found = [
        Finding(name, min(lines), f"{len(lines)} places not as clang-format writes them (./dev format)")
        for name, lines in places.items()
    ]
    if result.returncode != 0 and not found:
        found.append(Finding(".clang-format", 1, f"{program} failed: {result.stderr.strip()[:500]}"))
    return found


def check(root):
    """Checks every file of the project under `root`."""
    findings, keys = [], citation_keys(root)
    files = source.repository_files(root)
    for path in files:
        check_text(path, str(path.relative_to(root)), findings)
    headers = source.product_headers(root)
    for path in headers:
        check_product(source.read(root, path), keys, findings)
    cpp = [path for path in files if path.suffix in source.CPP_SUFFIXES]
    if cpp:
        findings.extend(clang_format(root, cpp))
    return findings, f"{len(files)} files, {len(cpp)} of them C++, {len(headers)} product headers"


if __name__ == "__main__":
    sys.exit(source.main("style", __doc__, check))
