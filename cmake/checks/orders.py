#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that every memory order in the product headers is named and explained.

The grammar, right above the statement that holds the operation:

    // (label) acquire: why. Pairs with (other), (label in mutex.hpp).
    // relaxed: why it is enough.

Labels are unique in a file and pairings are mutual. A seq_cst note says which cycle it forbids, in the words "one of
us sees the other". A statement with several orders carries a note for each; uses of relaxed share one.
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass, field

import source
from source import Finding

# Files of the seam: here an order is an argument passed on to the machine, not a decision of an algorithm.
SEAM = "memory_order/include/interlock/memory_order/"
FORWARDING = {
    SEAM + "backend.hpp": "requires that the operations exist, and runs none",
    SEAM + "std_backend.hpp": "hands every order to std::atomic",
    SEAM + "detail/std_spin.hpp": "hands the order of await to std::atomic",
    SEAM + "fence.hpp": "defines the fences",
}

STRONG = ("acquire", "release", "acq_rel", "seq_cst")
# Operations that imply an order by their name.
FENCES = {
    "fence_acquire": "acquire",
    "fence_release": "release",
    "fence_full": "seq_cst",
    "light_fence": "seq_cst",
    "heavy_fence": "seq_cst",
}
MEMBER_OPERATION = re.compile(
    r"(?:\.|->)\s*(?:template\s+)?"
    r"(load|store|exchange|compare_exchange_weak|compare_exchange_strong|test_and_set|fetch_\w+)\s*\("
)
BACKEND_OPERATION = re.compile(r"::\s*(?:template\s+)?(await|try_await|fence)\b\s*(?=[<(])")
ORDER = re.compile(r"\border\s*::\s*(\w+)")
FENCE = re.compile(r"\b(" + "|".join(FENCES) + r")\b\s*(?=[<(])")
STD_ORDER = re.compile(r"\bmemory_order(?:_|\s*::\s*)(relaxed|consume|acquire|release|acq_rel|seq_cst)\b")
# A note starts a line or, where a formatter has filled the paragraph, a sentence.
NOTE = re.compile(
    r"(?:^|(?<=\.\s))(?:\((?P<label>[\w\s-]+)\)\s+)?(?P<order>relaxed|consume|acquire|release|acq_rel|seq_cst):(?=\s|$)",
    re.MULTILINE,
)
PAIRS = re.compile(r"\b[Pp]airs with((?:[\s,]|and|\([^()]*\))+)")
PARTNER = re.compile(r"\(([\w -]+?)(?:\s+in\s+([\w./]+\.hpp))?\)")
CYCLE = "one of us sees the other"


@dataclass
class Note:
    """One note: its label (None for relaxed), order, reason and partners (label, file or None)."""

    line: int
    label: str
    order: str
    why: str
    partners: list = field(default_factory=list)


@dataclass
class Use:
    """One order in the code."""

    line: int
    order: str


def statement_roots(src):
    """Maps each code offset to its statement: the offset at which the statement's line of thought starts.

    A statement that does not start its line (a lambda's body, the body of a one-line if) belongs to the one that does.
    Returns a function from offset to root.
    """
    code = src.code
    opens, roots = [], []  # opens: (bracket, statement start or None) of each open bracket
    start, frames, offset = None, [], 0
    ends = re.compile(r"\s*(?:\.|,|\)|->|>|\?|=|\|\||&&|\])")
    while offset < len(code):
        char = code[offset]
        if not char.isspace() and start is None and char != "}":
            start = _root_of(src, offset, frames)
        roots.append((offset, start))
        if char in "([":
            frames.append((char, start))
        elif char in ")]" and frames and frames[-1][0] in "([":
            start = frames.pop()[1]
        elif char == "{":
            frames.append((char, start))
            start = None
        elif char == "}":
            while frames and frames[-1][0] != "{":
                frames.pop()
            outer = frames.pop()[1] if frames else None
            inside = bool(frames) and frames[-1][0] in "(["
            start = outer if inside or ends.match(code, offset + 1) else None
        elif char == ";" and not (frames and frames[-1][0] in "(["):
            start = None
        offset += 1
    table = dict(roots)
    return lambda at: table.get(at)


def _root_of(src, offset, frames):
    line_start = src.first_on_line(src.line_of(offset))
    before = src.code[line_start:offset].replace("}", " ")
    if before.strip() and frames and frames[-1][1] is not None:
        return frames[-1][1]
    return offset


def arguments(code, offset):
    """The text between the parenthesis after `offset` and its partner, nested brackets blanked."""
    if code[offset] == "<":
        depth = 0
        while offset < len(code):
            depth += {"<": 1, ">": -1}.get(code[offset], 0)
            offset += 1
            if depth == 0:
                break
    while offset < len(code) and code[offset] != "(":
        offset += 1
    depth, text = 0, []
    for char in code[offset:]:
        depth -= char in ")]}"
        if depth == 1:
            text.append(char)
        depth += char in "([{"
        if depth == 0:
            break
    return "".join(text)


def uses_of(src, findings):
    """The offset and Use of each order; operations that name none become findings."""
    code = src.code
    for match in STD_ORDER.finditer(code):
        findings.append(
            Finding(src.path, src.line_of(match.start()), f"write order::{match[1]}, not std::memory_order")
        )
    for pattern in (MEMBER_OPERATION, BACKEND_OPERATION):
        for match in pattern.finditer(code):
            name, line = match[1], src.line_of(match.start(1))
            named = len(ORDER.findall(arguments(code, match.end(1))))
            needed = 2 if name.startswith("compare_exchange") else 1
            if named < needed:
                what = "both its orders (success and failure)" if needed == 2 else "its order"
                findings.append(Finding(src.path, line, f"{name}() does not name {what} as order::x"))
    for match in ORDER.finditer(code):
        if match[1] not in (*STRONG, "relaxed"):
            findings.append(
                Finding(src.path, src.line_of(match.start()), f"order::{match[1]} is not one this project uses")
            )
            continue
        yield match.start(), Use(src.line_of(match.start()), match[1])
    for match in FENCE.finditer(code):
        yield match.start(), Use(src.line_of(match.start()), FENCES[match[1]])


def comment_blocks(src):
    """Joins adjacent `//` lines that stand alone: (first line, last line, lines of text)."""
    block = None
    for line, text in src.comments:
        if not text.startswith("//") or text.startswith("///"):
            continue
        if src.text[src.first_on_line(line) : src.text.index(text, src.first_on_line(line))].strip():
            continue
        if block and block[1] + 1 == line:
            block = (block[0], line, [*block[2], text[2:].strip()])
            continue
        if block:
            yield block
        block = (line, line, [text[2:].strip()])
    if block:
        yield block


def notes_of(block, path, findings):
    """The notes in one comment block."""
    text, notes = "\n".join(block[2]), []
    starts = list(NOTE.finditer(text))
    for match, following in zip(starts, [*starts[1:], None]):
        why = text[match.end() : following.start() if following else len(text)]
        label = match["label"] and " ".join(match["label"].split())
        line = block[0] + text.count("\n", 0, match.start())
        notes.append(Note(line, label, match["order"], " ".join(why.split())))
    for note in notes:
        pairs = PAIRS.search(note.why)
        if pairs:
            note.partners = [(label, file or None) for label, file in PARTNER.findall(pairs[1])]
        _check_form(note, path, findings)
    return notes


def _check_form(note, path, findings):
    def report(message):
        findings.append(Finding(path, note.line, message))

    if note.order == "consume":
        report("consume is not an order this project uses")
    elif note.order == "relaxed":
        if note.label:
            report(f"({note.label}) relaxed: a label means an order that is needed; write `relaxed: why`")
        if not note.why:
            report("relaxed: without a reason")
    elif not note.label:
        report(f"{note.order}: this note has no label; write `(label) {note.order}: why. Pairs with (other).`")
    else:
        if not PAIRS.sub("", note.why).strip(" ."):
            report(f"({note.label}) {note.order}: without a reason")
        if not note.partners:
            report(f"({note.label}) {note.order}: does not say `Pairs with (other)`")
        if note.order == "seq_cst" and CYCLE not in note.why.lower():
            report(f'({note.label}) seq_cst: name the cycle it forbids: "{CYCLE}"')


def match_notes(src, findings):
    """Compares the orders of each statement with the notes above it; returns the file's notes."""
    root_of = statement_roots(src)
    wanted, given, notes = {}, {}, []
    for offset, use in uses_of(src, findings):
        wanted.setdefault(root_of(offset), []).append(use)
    for block in comment_blocks(src):
        found = notes_of(block, src.path, findings)
        if not found:
            continue
        notes += found
        below = src.first_on_line(block[1] + 1) if src.text.count("\n") > block[1] else len(src.code)
        token = re.compile(r"[}\s]*").match(src.code, below).end()
        root = root_of(token) if token < len(src.code) and src.line_of(token) == block[1] + 1 else None
        if root is None:
            findings.append(Finding(src.path, found[0].line, "this note is not right above a statement"))
        else:
            given.setdefault(root, []).extend(found)
    for root in wanted.keys() | given.keys():
        findings.extend(_compare(src.path, wanted.get(root, []), given.get(root, [])))
    return notes


def _compare(path, uses, notes):
    have = Counter(note.order for note in notes)
    for use in sorted(uses, key=lambda use: use.line):
        if use.order == "relaxed":
            if not have["relaxed"]:
                yield Finding(path, use.line, "order::relaxed without a `// relaxed: why.` right above the statement")
        elif have[use.order] > 0:
            have[use.order] -= 1
        else:
            form = f"// (label) {use.order}: why. Pairs with (other)."
            yield Finding(path, use.line, f"{use.order} without a note `{form}` right above the statement")
    used = Counter(use.order for use in uses)
    for note in notes:
        if used[note.order] == 0 or (note.order != "relaxed" and have[note.order] > 0):
            have[note.order] -= 1
            name = f"({note.label}) {note.order}" if note.label else note.order
            yield Finding(path, note.line, f"the statement below has no {note.order} order for the note `{name}`")


def check_pairs(files):
    """Labels are unique in a file; pairings name labels that exist and that name them back."""
    labels = {}
    for path, notes in files.items():
        for note in notes:
            if note.label and (path, note.label) in labels:
                first = labels[path, note.label].line
                yield Finding(path, note.line, f"label ({note.label}) is already used on line {first}")
            elif note.label:
                labels[path, note.label] = note
    for (path, label), note in labels.items():
        for other, file in note.partners:
            yield from _check_pair(files, labels, path, note, other, file)


def _check_pair(files, labels, path, note, other, file):
    def finding(message):
        return Finding(path, note.line, f"({note.label}) {message}")

    other_path = path
    if file:
        candidates = [p for p in files if p == file or p.endswith("/" + file)]
        if len(candidates) != 1:
            yield finding(f"pairs with ({other} in {file}), but {len(candidates)} checked files have that name")
            return
        other_path = candidates[0]
    partner = labels.get((other_path, other))
    where = f"({other} in {file})" if file else f"({other})"
    if partner is None:
        yield finding(f"pairs with {where}, and there is no such label")
        return
    names_back = any(
        label == note.label and (name is None and other_path == path or name and (path == name or path.endswith("/" + name)))
        for label, name in partner.partners
    )
    if not names_back:
        yield finding(f"pairs with {where} on line {partner.line}, which does not pair back")
    if note.order == partner.order and note.order in ("acquire", "release"):
        yield finding(f"{note.order} pairs with {where}, which is {partner.order} too")


def check(root):
    """Checks all product headers under `root`."""
    findings, files = [], {}
    for path in source.product_headers(root):
        if str(path.relative_to(root)) in FORWARDING:
            continue
        src = source.read(root, path)
        files[src.path] = match_notes(src, findings)
    findings.extend(check_pairs(files))
    return findings, f"{sum(map(len, files.values()))} notes in {len(files)} headers"


if __name__ == "__main__":
    sys.exit(source.main("orders", __doc__, check))
