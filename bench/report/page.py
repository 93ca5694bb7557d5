# SPDX-License-Identifier: MIT
"""Fills the template with what the two documents say."""

import datetime
import pathlib

import jinja2

import analysis
import plots
import topology

CURVE_SCENARIOS = 2  # a scenario measured at this many thread counts is drawn as a curve


def render(stress, bench):
    folder = pathlib.Path(__file__).resolve().parent
    templates = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True, trim_blocks=True,
                                   lstrip_blocks=True)
    templates.filters["number"] = plots.number
    templates.filters["grouped"] = lambda value: f"{value:,}"
    return templates.get_template("page.html.j2").render(
        made=datetime.datetime.now().strftime("%Y-%m-%d %H:%M"),
        machine=_machine(stress, bench),
        stress=_stress(stress) if stress else None,
        bench=_bench(bench) if bench else None,
        runs=[run for run in (_run("interlock-stress", stress), _run("interlock-bench", bench)) if run])


def _machine(stress, bench):
    measured = (bench or {}).get("machine", {})
    stressed = (stress or {}).get("machine", {})
    facts = [(label, measured[key]) for label, key in
             (("processor", "cpu"), ("architecture", "architecture"), ("system", "system"), ("kernel", "kernel"))
             if measured.get(key)]
    if stressed.get("summary"):
        facts.append(("topology", stressed["summary"]))
    elif measured.get("processors"):
        facts.append(("processors", f"{len(measured['processors'])} allowed: "
                                    f"{', '.join(map(str, measured['processors']))}"))
    caches = [f"L{cache['level']} {cache['type'].lower()} {_bytes(cache['bytes'])}, for {cache['shared_by']} "
              f"processor{'s' if cache['shared_by'] != 1 else ''}" for cache in measured.get("caches", [])]
    if caches:
        facts.append(("caches", "; ".join(caches)))
    if measured.get("load_average"):
        load = ", ".join(f"{value:.2f}" for value in measured["load_average"])
        facts.append(("load average before the benchmark", load))
    units = stressed.get("units") or [{"os_index": cpu} for cpu in measured.get("processors", [])]
    return {"facts": facts, "drawing": topology.draw(units)}


def _bytes(count):
    return f"{count // 2**20} MiB" if count >= 2**20 else f"{count // 2**10} KiB"


def _stress(stress):
    placements, lines = analysis.grid(stress)
    return {"counts": analysis.statuses(stress), "broken": analysis.broken(stress), "placements": placements,
            "lines": lines, "skipped": analysis.skip_reasons(stress),
            "inconclusive": [case for case in stress["cases"] if case["status"] == "inconclusive"]}


def _bench(bench):
    tables = analysis.comparisons(bench)
    return {"verdicts": analysis.verdicts(tables), "losses": analysis.losses(tables), "tolerated": analysis.TOLERATED,
            "failures": bench.get("failures", []), "libraries": bench.get("libraries", []), "tables": tables,
            "kinds": [_kind(kind, [table for table in tables if table.kind == kind])
                      for kind in dict.fromkeys(table.kind for table in tables)]}


def _kind(kind, tables):
    scenarios = {}
    for table in tables:
        scenarios.setdefault(table.scenario, []).append(table)
    curves = [group for group in scenarios.values() if len(group) > CURVE_SCENARIOS]
    singles = [table for group in scenarios.values() if len(group) <= CURVE_SCENARIOS for table in group]
    return {"name": kind, "bars": [plots.bars(table) for table in singles],
            "curves": [plots.curves(group) for group in curves], "tables": tables}


def _run(program, document):
    if not document:
        return None
    run = document.get("run", {})
    facts = [(key.replace("_", " "), value) for key, value in run.items() if key != "argv" and value not in ("", None)]
    return {"program": program, "command": " ".join(run.get("argv", [])), "facts": facts}
