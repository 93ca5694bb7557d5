#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Keeps of a result of interlock-bench what documents quote: the medians that rank, and the machine they are from.

    ./dev bench --filter '^(locks|shared locks)/' --json result.json
    python3 bench/report/figures.py result.json > bench/figures/locks.json
    python3 cmake/checks/tables.py --write
"""

import json
import pathlib
import sys

KEPT = ("kind", "scenario", "threads", "metric", "unit", "better", "name", "family", "is_peer", "median")


def figures(result):
    """The medians of `result`, rounded to what a median of a few repetitions can tell."""
    machine = result["machine"]
    kept = sorted(
        (_rounded(each) for each in result["results"] if each["ranks"]),
        key=lambda each: [each[key] for key in ("kind", "scenario", "threads", "metric", "name")],
    )
    return {
        "machine": {"cpu": machine["cpu"], "processors": len(machine["processors"]), "kernel": machine["kernel"]},
        "results": kept,
    }


def _rounded(each):
    return {key: each[key] for key in KEPT} | {"median": float(f'{each["median"]:.3g}')}


def text_of(kept):
    """With a line for each median, so that a change shows where it is."""
    lines = ",\n".join(f"  {json.dumps(each, ensure_ascii=False)}" for each in kept["results"])
    return f'{{\n "machine": {json.dumps(kept["machine"])},\n "results": [\n{lines}\n ]\n}}\n'


def main(arguments):
    if len(arguments) != 1:
        print("figures: expected one argument, a file that interlock-bench --json has written", file=sys.stderr)
        return 2
    try:
        result = json.loads(pathlib.Path(arguments[0]).read_text(encoding="utf-8"))
        sys.stdout.write(text_of(figures(result)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"figures: {arguments[0]} is no result of interlock-bench: {error!r}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
