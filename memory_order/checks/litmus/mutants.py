#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Breaks the model checker in one place at a time and requires the litmus tests to notice.

Works in a copy of the sources, under --build. A mutant whose text is no longer in the file is an error: write it anew. Exit
status: 0 if all are noticed, 1 if not, 2 for wrong usage.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
SOURCES = "memory_order/checker/src/"
TESTS = ("litmus.conformance", "litmus.fuzz")
SECONDS = 120  # a mutant may explore for ever

# In is_newest_choice, "the source of a read was there" and "no read that was there reads a write" imply each other, as a
# revisit asks about both ends: a mutant of only one of them is no defect.
MUTANTS = [
    # (what is broken, file, text, replacement)
    ("release sequences end at once", "graph.cpp",
     "if (!source.is_initial()) e.message.join(at(source).message);", ""),
    ("acquire fences do nothing", "graph.cpp", "if (acquires(e.order)) e.happens_before.join(e.acquire_pending);", ""),
    ("release fences do nothing", "graph.cpp", "e.message = e.release_fence;", ""),
    ("acquire loads do not synchronize", "graph.cpp", "(acquires(e.order) ? e.happens_before : e.acquire_pending)",
     "e.acquire_pending"),
    ("no order of seq_cst operations", "explorer.cpp", "has_seq_cst_order(g)", "true"),
    ("seq_cst: nothing between two accesses", "total_order.cpp",
     "return a.what->location == b.what->location && a.key.out < b.key.in;", "return false;"),
    ("seq_cst: nothing from an access to a fence", "total_order.cpp",
     "return a.key.out < around(to, number_of(a.what->location)).greatest_in_before;", "return false;"),
    ("seq_cst: nothing from a fence to an access", "total_order.cpp",
     "return around(from, number_of(b.what->location)).least_out_after < b.key.in;", "return false;"),
    ("seq_cst: nothing between two fences", "total_order.cpp",
     "if (around(from, where).least_out_after < around(to, where).greatest_in_before) return true;", ""),
    ("seq_cst: only program order is strong", "total_order.cpp",
     "return before_b.happens_before.count(a.id.thread) > a.id.index + 1;", "return false;"),
    ("seq_cst: a read-modify-write is two operations", "total_order.cpp",
     "const int previous = b.id.index - (write_half ? 2 : 1);", "const int previous = b.id.index - 1;"),
    ("seq_cst: reads of one write are ordered", "total_order.cpp", "return {key, key};", "return {key, key - 1};"),
    ("sc: reads do not precede newer writes", "total_order.cpp",
     "if (!own_half) order.relate(node(id), node(w));", ""),
    ("reads forget what earlier reads saw", "coherence.cpp", "for (event_id r : here.readers)",
     "for (event_id r : std::vector<event_id>{})"),
    ("read-modify-writes are not atomic", "coherence.cpp",
     "if (g.at(half_before(w)).reads_from != g.write_at(where, place - 1)) return false;", ""),
    ("revisits are not checked for coherence", "coherence.cpp", "return newest_known(g, e.location, e.happens_before) <= g.place_of(e.reads_from);", "return true || e.wait;"),
    ("any newer write may undo a choice", "explorer.cpp",
     "if (was_there(g.write_at(e.location, place))) return false;", ""),
    ("no revisits", "explorer.cpp", "keep({alternative::action::revisit, r, w, write.stamp});", ""),
    ("writes are ordered as they come", "explorer.cpp",
     "if (place != newest) keep({alternative::action::place, w, behind, g.at(w).stamp});", "(void)behind;"),
    ("loads read only the newest write", "explorer.cpp",
     "keep({alternative::action::read, r, w, read.stamp});", "(void)w;"),
    ("races: an epoch too early", "runtime.cpp", "return m.past().count(object.writer) > object.last_write;",
     "return m.past().count(object.writer) >= object.last_write;"),
    ("races: writes ignore reads", "runtime.cpp", "report_race(m, mine.verb, where, \"accesses it\", t, other);", ""),
    ("hangs are blocked executions", "conclude.cpp", "total.hangs = true;", ""),
]


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def prepare(build):
    """A copy of the sources and its configured build; returns the copy."""
    copy = build / "source"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("build", ".git"))
    launcher = shutil.which("ccache")
    options = [f"-DINTERLOCK_{part}=OFF" for part in ("RELACY", "STRESS", "BENCH", "EXAMPLES", "INSTALL")]
    options += ["-DINTERLOCK_TESTS=ON", "-DCMAKE_CXX_FLAGS=-O1"]
    options += [f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}"] if launcher else []
    result = run(["cmake", "-G", "Ninja", "-S", copy, "-B", build / "ninja", *options])
    if result.returncode != 0:
        sys.exit(f"mutants: cannot configure:\n{result.stderr}")
    return copy


def build_tests(build):
    result = run(["ninja", "-C", build / "ninja", *TESTS])
    return "" if result.returncode == 0 else result.stdout


def noticed_by(build):
    """The tests that fail, or do not end."""
    noticed = []
    for test in TESTS:
        program = next((build / "ninja").rglob(test))
        try:
            if run([program], timeout=SECONDS).returncode != 0:
                noticed.append(test)
        except subprocess.TimeoutExpired:
            noticed.append(f"{test} (does not end)")
    return noticed


def problem_of(sources, file, text):
    """Why the mutant cannot be made, or nothing."""
    count = (sources / SOURCES / file).read_text(encoding="utf-8").count(text)
    return "" if count == 1 else f"{file} has {count} times: {text}"


def dry_run(chosen):
    problems = [f"{what}: {found}" for what, file, text, _ in chosen if (found := problem_of(ROOT, file, text))]
    for each in problems:
        print(each)
    print(f"{len(chosen) - len(problems)} mutants can be made")
    return 1 if problems else 0


def try_mutant(copy, build, file, text, replacement):
    """What noticed the mutant, or an error."""
    if problem := problem_of(copy, file, text):
        return None, problem
    path = copy / SOURCES / file
    original = path.read_text(encoding="utf-8")
    path.write_text(original.replace(text, replacement), encoding="utf-8")
    try:
        if errors := build_tests(build):
            return None, f"does not compile:\n{errors}"
        return noticed_by(build), ""
    finally:
        path.write_text(original, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "mutants", help="where to work")
    parser.add_argument("--only", default="", help="mutants whose description contains this")
    parser.add_argument("--dry-run", action="store_true", help="only say whether each mutant can be made")
    arguments = parser.parse_args()
    chosen = [mutant for mutant in MUTANTS if arguments.only in mutant[0]]
    if not chosen:
        parser.error(f"--only {arguments.only}: no mutant is described so")
    if arguments.dry_run:
        return dry_run(chosen)
    copy = prepare(arguments.build)
    if errors := build_tests(arguments.build):
        sys.exit(f"mutants: the sources do not compile:\n{errors}")
    if noticed := noticed_by(arguments.build):
        sys.exit(f"mutants: unchanged, the checker fails {', '.join(noticed)}")
    print(f"{len(chosen)} mutants, about half a minute each; unchanged, the checker passes", flush=True)
    bad = 0
    for number, (what, file, text, replacement) in enumerate(chosen, 1):
        noticed, error = try_mutant(copy, arguments.build, file, text, replacement)
        bad += not noticed
        print(f"{number:2} of {len(chosen)}  {what}: {error or ', '.join(noticed) or 'SURVIVED'}", flush=True)
    print(f"{len(chosen) - bad} of {len(chosen)} mutants noticed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
