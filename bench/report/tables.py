# SPDX-License-Identifier: MIT
"""The short form of the report, for the console."""

import analysis
from plots import number


def console(stress, bench):
    lines = []
    if stress:
        lines += _stress_lines(stress)
    if bench:
        lines += _bench_lines(bench)
    return "\n".join(lines)


def _stress_lines(stress):
    counts = ", ".join(f"{count} {status}" for status, count in analysis.statuses(stress).items() if count)
    lines = [f"stress: {counts or 'nothing was run'}"]
    for case in analysis.broken(stress):
        lines.append(f"  {case['status'].upper()} {case['name']} on {case['placement']}: {case.get('reason', '')}")
        if case.get("reproduce"):
            lines.append(f"    reproduce: {case['reproduce']}")
    return lines


def _bench_lines(bench):
    tables = analysis.comparisons(bench)
    verdicts = analysis.verdicts(tables)
    lines = [f"benchmark: interlock against the best peer of the same family: {verdicts['wins']} wins, "
             f"{verdicts['ties']} ties (within 10 %), {verdicts['losses']} losses"]
    lines.append(f"  {'':46} {'threads':>7} {'interlock':>14} {'x slower':>9}  best peer")
    for table in tables:
        for row in table.rows:
            if not row.ours or not row.best:
                continue
            mark = "-" if row.loses else " "
            name = f"{row.result['name'].removeprefix('interlock::')}: {table.scenario}"
            lines.append(f"{mark} {name:46} {table.threads:7} {number(row.result['median']) + ' ' + table.unit:>14} "
                         f"{row.ratio:9.2f}  {row.best}")
    return lines + [f"  FAILED {failure['benchmark']}: {failure['message']}" for failure in bench.get("failures", [])]
