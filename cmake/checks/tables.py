# SPDX-License-Identifier: MIT
"""The tables that follow from the code: in README.md, which primitive to choose and what verifies each one; in
sync/README.md, which lock is the best by measurement and what each one costs.

    python3 cmake/checks/tables.py           fails if one of them is not up to date
    python3 cmake/checks/tables.py --write   brings them up to date

The facts come from the line of facts (`fair: FIFO | size: 8 bytes | ...`) at the top of a header; the evidence is what
stands in the tests' folders for the registry that lists the primitive and, of the model checker, in the ledger
(memory_order/checks/ledger.json).
"""

import argparse
import json
import pathlib
import re
import sys

import lock_tables

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r"struct (\w+)_row \{(.*?)\n\};", re.DOTALL)
LEDGER = "memory_order/checks/ledger.json"
EVIDENCE = {
    "contract tests": "tests/contract/{kind}*_test.cpp",
    "Relacy": "memory_order/checks/relacy/{kind}_test.cpp",
    "stress (plain, ASan, TSan)": "stress/runner/{kind}.cpp",
    "benchmark": "bench/rows/{kind}.cpp",
}


class TableError(Exception):
    """Something that the tables need is missing."""


def rows(root):
    """(kind, primitive, header) of every registry row, in order."""
    for registry in sorted((root / "tests/registry").glob("*.hpp")):
        for name, body in ROW.findall(registry.read_text(encoding="utf-8")):
            header = re.search(r'header = "([^"]+)"', body)
            if not header:
                raise TableError(f"{registry}: {name}_row names no header")
            yield registry.stem, name, header[1]


def path_of(root, header):
    """Where `<interlock/module/name.hpp>` is."""
    module = header.split("/")[1]
    path = root / module / "include" / header
    if not path.is_file():
        raise TableError(f"{path}: no such header")
    return path


def introduction(path):
    """The paragraphs of the header's first comment, without the line @file."""
    comment = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("/// @file"):
            continue
        if line.startswith("///"):
            comment.append(line[3:].strip())
        elif comment:
            break
    text = "\n".join(comment).split("\n\n")
    return [re.sub(r"\s+", " ", paragraph).strip() for paragraph in text]


def facts(path):
    """The facts as a dictionary."""
    for paragraph in introduction(path):
        if re.match(r"[\w -]+: [^|]+ \| ", paragraph):
            return dict(part.strip().split(": ", 1) for part in paragraph.split(" | "))
    raise TableError(f"{path}: no line of facts")


def summary(path):
    """The first sentence, without citations."""
    first = re.sub(r" \[\w+\]", "", introduction(path)[0])
    first = re.sub(r"^`\w+`: ", "", first)
    sentence = re.split(r"(?<=[.:])\s", first)[0].rstrip(".:")
    return sentence[0].upper() + sentence[1:]


def link(root, path, text):
    return f"[{text}]({path.relative_to(root).as_posix()})"


def guide(root):
    lines = ["| primitive | what it is | facts |", "|---|---|---|"]
    for _, name, header in rows(root):
        path = path_of(root, header)
        known = "; ".join(f"{key}: {value}" for key, value in facts(path).items())
        lines.append(f"| {link(root, path, f'`{name}`')} | {summary(path)} | {known} |")
    return lines


def ledger_of(root):
    """The ledger's clients and orders."""
    try:
        ledger = json.loads((root / LEDGER).read_text(encoding="utf-8"))
        return ledger["clients"], ledger["orders"]
    except (ValueError, KeyError) as error:
        raise TableError(f"{LEDGER}: {error!r}") from error


def explored(clients, name):
    """How much of a primitive's clients the model checker has seen."""
    mine = [each for each in clients if each["row"] == name]
    if not mine:
        return None
    complete = sum(each["verdict"] == "passed" for each in mine)
    executions = sum(each["executions"] for each in mine)
    return f"{complete} of {len(mine)} clients completely, {executions:,} executions"


def needed(orders, name):
    """How many weakenings of a primitive's orders some client notices."""
    mine = [each for each in orders if name in each["rows"]]
    necessary = sum(each["verdict"] == "necessary" for each in mine)
    return f"{necessary} of {len(mine)}" if mine else "none"


def matrix(root):
    clients, orders = ledger_of(root)
    titles = ["primitive", "model checker", "orders that are needed", *EVIDENCE, "seeded defects caught"]
    lines = ["| " + " | ".join(titles) + " |", "|---" * len(titles) + "|"]
    for kind, name, _ in rows(root):
        seen = explored(clients, name)
        cells = [link(root, root / LEDGER, seen) if seen else "no", needed(orders, name)]
        for pattern in EVIDENCE.values():
            found = sorted(root.glob(pattern.format(kind=kind)))
            cells.append(link(root, found[0], "yes") if found else "no")
        corpus = sorted(root.glob(f"tests/broken/{kind}*.hpp"))
        defects = sum(len(re.findall(r" defect =", each.read_text(encoding="utf-8"))) for each in corpus)
        cells.append(link(root, corpus[0], f"{defects} of its kind") if defects else "none")
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return lines


DOCUMENTS = {
    "README.md": {"guide": guide, "matrix": matrix},
    "sync/README.md": {"measured": lock_tables.by_measurement, "costs": lock_tables.costs},
}


def updated(root, document, text):
    """A document with its generated blocks made anew."""
    for label, make in DOCUMENTS[document].items():
        begin, end = f"<!-- generated: {label} -->", f"<!-- end of {label} -->"
        block = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        if not block.search(text):
            raise TableError(f"{document}: no block '{begin} ... {end}'")
        content = "\n".join([begin, *make(root), end])
        text = block.sub(lambda _, content=content: content, text)
    return text


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=pathlib.Path, default=REPOSITORY)
    parser.add_argument("--write", action="store_true", help="bring README.md up to date")
    arguments = parser.parse_args(argv)
    stale = []
    for document in DOCUMENTS:
        path = arguments.root / document
        try:
            before = path.read_text(encoding="utf-8")
            after = updated(arguments.root, document, before)
        except (OSError, ValueError, KeyError, TableError) as error:
            print(f"tables: {error}", file=sys.stderr)
            return 1
        if before == after:
            continue
        if arguments.write:
            path.write_text(after, encoding="utf-8")
        else:
            stale.append(document)
    if stale:
        print(f"tables: {', '.join(stale)}: out of date: run python3 cmake/checks/tables.py --write", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
