# SPDX-License-Identifier: MIT
"""What the convention checks share: finding files, separating C++ code from comments, reporting."""

import argparse
import pathlib
import re
import subprocess
import sys
from dataclasses import dataclass

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
MODULES = ("memory_order", "sync", "lockfree")
CPP_SUFFIXES = (".hpp", ".cpp")

_LEXEME = re.compile(
    r"""
    (?P<line>//(?:\\\n|[^\n])*)
  | (?P<block>/\*.*?\*/)
  | (?P<raw>\b(?:u8|u|U|L)?R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)")
  | (?P<number>\b[0-9](?:[eEpP][+-]|'?[\w.])*)
  | (?P<string>"(?:\\.|[^"\\\n])*")
  | (?P<character>'(?:\\.|[^'\\\n])*')
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, order=True)
class Finding:
    """One defect, printed as `file:line: message`."""

    file: str
    line: int
    message: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.message}"


class Source:
    """A C++ file with its code and its comments apart.

    `code` has the length and the line breaks of the text; comments, strings, characters and preprocessor lines are
    spaces in it. `comments` lists (first line, text) of each comment.
    """

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.comments = []
        self._line_starts = [0] + [m.end() for m in re.finditer("\n", text)]
        without_comments = _LEXEME.sub(self._blank, text)
        self.directives = list(_directives(without_comments))
        self.code = re.sub(
            r"^[ \t]*#(?:\\\n|[^\n])*", lambda m: _spaces(m[0]), without_comments, flags=re.MULTILINE
        )

    def line_of(self, offset):
        """The number of the line (from 1) that holds `offset`."""
        low, high = 0, len(self._line_starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._line_starts[middle] <= offset else (low, middle)
        return low + 1

    def first_on_line(self, line):
        """The offset at which `line` starts."""
        return self._line_starts[line - 1]

    def _blank(self, match):
        if match.lastgroup == "number":
            return match[0]
        if match.lastgroup in ("line", "block"):
            self.comments.append((self.line_of(match.start()), match[0]))
        return _spaces(match[0])


def _spaces(text):
    return re.sub(r"[^\n]", " ", text)


def _directives(code):
    """(line number, text) of each preprocessor line, continuation lines joined."""
    for match in re.finditer(r"^[ \t]*#(?:\\\n|[^\n])*", code, flags=re.MULTILINE):
        yield code.count("\n", 0, match.start()) + 1, match[0].replace("\\\n", " ").strip()


def read(root, path):
    """The Source of a file, named relative to `root`."""
    return Source(str(path.relative_to(root)), path.read_text(encoding="utf-8"))


def product_headers(root):
    """The headers that users include, as sorted paths."""
    return [path for module in MODULES for path in sorted((root / module / "include").rglob("*.hpp"))]


def include_name(root, path):
    """The name under which a header is included: interlock/sync/mutex.hpp."""
    parts = path.relative_to(root).parts
    return "/".join(parts[parts.index("include") + 1 :])


def repository_files(root):
    """Files that belong to the project: what git knows or would add; without git, all outside build trees."""
    try:
        listed = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True,
            check=True,
        ).stdout.decode()
        paths = [root / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        skipped = {".git", "build", "out"}
        paths = [p for p in root.rglob("*") if not skipped & set(p.relative_to(root).parts[:1])]
    return sorted(path for path in paths if path.is_file())


def main(name, description, check, argv=None):
    """Runs `check(root) -> (findings, summary)`; prints the findings; the exit status tells: 0 clean, 1 defects."""
    parser = argparse.ArgumentParser(prog=name, description=description)
    parser.add_argument("--root", type=pathlib.Path, default=REPOSITORY, help="the repository to check")
    root = parser.parse_args(argv).root.resolve()
    if not root.is_dir():
        parser.error(f"--root: {root} is not a directory")
    findings, summary = check(root)
    if not any(True for _ in product_headers(root)):
        findings = [*findings, Finding(str(root), 1, "no product headers here, so nothing was checked")]
    for finding in sorted(set(findings)):
        print(finding)
    print(f"{name}: {summary}; {len(set(findings))} defects", file=sys.stderr if findings else sys.stdout)
    return 1 if findings else 0
