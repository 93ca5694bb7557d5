#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The ledger: what the model checker has explored, and which client needs each memory order.

    python3 cmake/checks/ledger.py                            fails if it misses an order of the headers, or lists one too many
    python3 cmake/checks/ledger.py --record CHECK WEAKEN      writes it from two outputs of interlock-check --json
    python3 cmake/checks/ledger.py --merge CHECK WEAKEN       the same for the rows in CHECK alone; the others stay

memory_order/checks/ledger.json holds what does not depend on the machine, so no times. That it lists the clients of the
catalog is for the test checks.clients, which has the catalog.
"""

import datetime
import json
import pathlib
import re
import sys

import orders
import source
from source import Finding

LEDGER = "memory_order/checks/ledger.json"
# Modules whose orders are decisions of algorithms.
WEAKENED = ("sync", "lockfree")
ORDER = re.compile(r"(?P<file>[\w.]+) \((?P<label>[\w -]+)\) (?P<order>\w+) -> (?P<to>\w+)")
RECORD = "run ./dev check --record"


def labels_of(root):
    """(file name, label, order) of each order in the headers, and where it is noted."""
    known = {}
    for path in source.product_headers(root):
        if path.relative_to(root).parts[0] in WEAKENED:
            src = source.read(root, path)
            for note in orders.match_notes(src, []):
                if note.label:
                    known[path.name, note.label, note.order] = (src.path, note.line)
    return known


def check(root):
    """Compares the orders of the headers with the ledger's."""
    path = root / LEDGER
    try:
        ledger = json.loads(path.read_text(encoding="utf-8"))
        clients, weakened = ledger["clients"], ledger["orders"]
        findings = list(_check_clients(clients)) + list(_check_orders(labels_of(root), weakened))
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [Finding(LEDGER, 1, f"cannot be read as a ledger: {error!r}; {RECORD}")], "nothing checked"
    return findings, f"{len(clients)} clients, {len(weakened)} weakenings"


def _check_clients(clients):
    for each in clients:
        if each["verdict"] not in ("passed", "incomplete"):
            yield Finding(LEDGER, 1, f'{each["row"]}/{each["client"]} {each["verdict"]}')


def _check_orders(labels, weakened):
    listed = set()
    for each in weakened:
        match = ORDER.fullmatch(each["order"])
        key = match and (match["file"], match["label"], match["order"])
        if key not in labels:
            yield Finding(LEDGER, 1, f'lists "{each["order"]}", which no header notes; {RECORD}')
        if each["verdict"] not in ("necessary", "justified"):
            yield Finding(LEDGER, 1, f'"{each["order"]}" {each["verdict"]}')
        listed.add(key)
    for (_, label, order), (file, line) in labels.items():
        if (pathlib.Path(file).name, label, order) not in listed:
            yield Finding(file, line, f"({label}) {order}: no client comes by, says the ledger; {RECORD}")


def record(root, checked, weakened, merge=False):
    """Writes the ledger from what interlock-check says."""
    clients = [
        {key: each[key] for key in ("row", "client", "threads", "verdict", "executions")}
        for each in json.loads(pathlib.Path(checked).read_text(encoding="utf-8"))["clients"]
    ]
    found = json.loads(pathlib.Path(weakened).read_text(encoding="utf-8"))["orders"]
    if merge:
        known = json.loads((root / LEDGER).read_text(encoding="utf-8"))
        clients = _merged_clients(known["clients"], clients)
        found = _merged_orders(known["orders"], found)
    lines = [
        "{",
        f' "date": "{datetime.date.today().isoformat()}",',
        *_lines("clients", clients, ","),
        *_lines("orders", sorted(found, key=lambda each: each["order"]), ""),
        "}",
    ]
    (root / LEDGER).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _merged_clients(known, found):
    """Rows of `found` take the places of theirs in `known`; new rows come last."""
    rows = {}
    for each in known:
        rows.setdefault(each["row"], []).append(each)
    rows.update({each["row"]: [] for each in found})
    for each in found:
        rows[each["row"]].append(each)
    return [each for row in rows.values() for each in row]


def _merged_orders(known, found):
    """An order that several rows use keeps those that were not looked at now."""
    merged = {each["order"]: each for each in known}
    for each in found:
        rows = {*each["rows"], *merged.get(each["order"], each)["rows"]}
        merged[each["order"]] = {**each, "rows": sorted(rows)}
    return list(merged.values())


def _lines(name, entries, end):
    """A member of the ledger, with a line for each entry, so that a change shows where it is."""
    yield f' "{name}": ['
    for each, comma in zip(entries, [","] * (len(entries) - 1) + [""]):
        yield f"  {json.dumps(each, ensure_ascii=False)}{comma}"
    yield f" ]{end}"


def main(arguments):
    if arguments[:1] in (["--record"], ["--merge"]):
        if len(arguments) != 3:
            print(f"ledger: expected {arguments[0]} CHECK WEAKEN, two files that interlock-check has written", file=sys.stderr)
            return 2
        try:
            record(source.REPOSITORY, *arguments[1:], merge=arguments[0] == "--merge")
        except (OSError, ValueError, KeyError) as error:
            print(f"ledger: {error!r}", file=sys.stderr)
            return 1
        return 0
    return source.main("ledger", __doc__, check, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
