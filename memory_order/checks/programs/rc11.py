#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Explores the programs for which RC11 and C++20 differ under RC11's rule for seq_cst operations.

Changes that rule in a copy of the sources, under --build, and requires the counts of GenMC, which checks RC11. Exit
status: 0 if they are equal, 1 if not.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
RULE = "memory_order/checker/src/total_order.cpp"
# Between two seq_cst accesses of one object: C++20 orders whatever is coherence-ordered, RC11 what happens before,
# modification order and from-read, so nothing before a mere read but what happens before it.
CPP20 = "return a.what->location == b.what->location && a.key.out < b.key.in;"
RC11 = """if (a.what->location != b.what->location) return false;
    return b.what->is_write() ? a.key.out < b.key.in : b.what->happens_before.contains(a.id);"""
PROGRAMS = "libvsync/chaselev"


def run(command):
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"rc11: {' '.join(map(str, command))} fails:\n{result.stdout}{result.stderr}")


def build(folder):
    """Builds interlock-programs under RC11's rule; returns its path."""
    copy = folder / "source"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("build", ".git"))
    path = copy / RULE
    text = path.read_text(encoding="utf-8")
    if text.count(CPP20) != 1:
        sys.exit(f"rc11: {RULE} has {text.count(CPP20)} times: {CPP20}")
    path.write_text(text.replace(CPP20, RC11), encoding="utf-8")
    run(["cmake", "-G", "Ninja", "-S", copy, "-B", folder / "ninja", "-DCMAKE_BUILD_TYPE=Release",
         *(f"-DINTERLOCK_{part}=OFF" for part in ("TESTS", "RELACY", "STRESS", "BENCH", "EXAMPLES", "INSTALL"))])
    run(["ninja", "-C", folder / "ninja", "interlock-programs"])
    return next((folder / "ninja").rglob("interlock-programs"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "rc11", help="where to work")
    folder = parser.parse_args().build
    ledger = folder / "ledger.json"
    program = build(folder)
    # Its status tells whether the counts are those of C++20: they are not.
    subprocess.run([program, "--filter", PROGRAMS, "--json", ledger], stdout=subprocess.DEVNULL, check=False)
    rows = json.loads(ledger.read_text(encoding="utf-8"))["programs"]
    different = 0
    for row in rows:
        equal = row["executions"] == row["genmc_executions"]
        different += not equal
        print(f"{row['program']}: {row['executions']} under RC11, {row['genmc_executions']} by GenMC, "
              f"{row['due']} under C++20{'' if equal else ': DIFFERENT'}")
    return 1 if different or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
