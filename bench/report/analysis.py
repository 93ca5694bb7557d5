# SPDX-License-Identifier: MIT
"""What the numbers say: tables, ratios, losses, and the state of each stressed case."""

import collections
import dataclasses

import documents

TOLERATED = 1.10


@dataclasses.dataclass
class Row:
    result: dict
    ratio: float = 0.0  # how many times slower than the best peer of its family; 0 without one
    best: str = ""      # that peer
    to_any: float = 0.0  # how many times slower than the best peer of all
    certain: bool = True  # whether the middle half of its values and that of this peer are apart

    @property
    def ours(self):
        return not self.result["is_peer"]

    @property
    def loses(self):
        return self.ours and self.ratio > TOLERATED


@dataclasses.dataclass
class Table:
    kind: str
    scenario: str
    threads: int
    metric: str
    unit: str
    higher: bool
    rows: list


def comparisons(bench):
    """A table for each kind, scenario and number of threads, of the metric that ranks, best row first."""
    groups = collections.defaultdict(list)
    for result in bench["results"]:
        if result.get("ranks", True):
            groups[result["kind"], result["scenario"], result["threads"]].append(result)
    tables = []
    for (kind, scenario, threads), results in sorted(groups.items()):
        higher = results[0]["better"] == "higher"
        results.sort(key=lambda r: r["median"], reverse=higher)
        rows = [_row(result, results, higher) for result in results]
        tables.append(Table(kind, scenario, threads, results[0]["metric"], results[0]["unit"], higher, rows))
    return tables


def _row(result, results, higher):
    peers = [peer for peer in results if peer["is_peer"] and peer is not result]
    kin = [peer for peer in peers if peer.get("family") == result.get("family")]
    row = Row(result)
    if kin:
        row.ratio, row.best = times_slower(result, kin[0], higher), kin[0]["name"]
        (low, high), (peer_low, peer_high) = middle_half(result), middle_half(kin[0])
        row.certain = high < peer_low or peer_high < low
    if peers:
        row.to_any = times_slower(result, peers[0], higher)
    return row


def middle_half(result):
    """The quartiles, or the extremes where a document has no quartiles."""
    return result.get("lower_quartile", result["min"]), result.get("upper_quartile", result["max"])


def times_slower(result, best, higher):
    over, under = (best, result) if higher else (result, best)
    return over["median"] / under["median"] if under["median"] > 0 else 0.0


def losses(tables):
    """(table, row) of every row of interlock that is slower than the best peer of its family, worst first."""
    lost = [(table, row) for table in tables for row in table.rows if row.loses]
    return sorted(lost, key=lambda pair: -pair[1].ratio)


def verdicts(tables):
    """How many of interlock's rows win, tie and lose against the best peer of their family."""
    counts = collections.Counter()
    for row in (row for table in tables for row in table.rows if row.ours and row.ratio > 0):
        counts["losses" if row.loses else "wins" if row.ratio < 1 / TOLERATED else "ties"] += 1
    return counts


def statuses(stress):
    """How many runs have each status, the worst status first."""
    counts = collections.Counter(case["status"] for case in stress["cases"])
    return {status: counts[status] for status in documents.STATUSES}


def broken(stress):
    return [case for case in stress["cases"] if case["status"] in documents.BROKEN]


@dataclasses.dataclass
class Cell:
    status: str
    runs: list

    @property
    def threads(self):
        return ", ".join(str(case["threads"]) for case in self.runs if case.get("threads"))

    @property
    def operations(self):
        return sum(case.get("ops") or 0 for case in self.runs)

    @property
    def reason(self):
        return next((case["reason"] for case in self.runs if case.get("reason")), "")


def grid(stress):
    """The placements, and for each primitive its scenarios with a cell for each placement (None if not run)."""
    placements = list(dict.fromkeys(case["placement"] for case in stress["cases"]))
    runs = collections.defaultdict(list)
    for case in stress["cases"]:
        row, scenario = row_and_scenario(case)
        runs[row, scenario, case["placement"]].append(case)
    lines = collections.defaultdict(dict)
    for row, scenario in dict.fromkeys((row, scenario) for row, scenario, _ in runs):
        cells = [runs.get((row, scenario, placement)) for placement in placements]
        lines[row][scenario] = [cell and Cell(worst(cell), cell) for cell in cells]
    return placements, lines


def row_and_scenario(case):
    first, _, rest = case["name"].partition(".")
    return case.get("row") or first, case.get("scenario") or rest


def worst(cases):
    present = {case["status"] for case in cases}
    # Skipped thread counts do not hide that the others passed.
    order = [*documents.STATUSES[:4], "passed", "skipped"]
    return next(status for status in order if status in present)


def skip_reasons(stress):
    """Each reason for which cases were skipped, with the placements it concerns and how many cases."""
    reasons = collections.defaultdict(lambda: [set(), 0])
    for case in stress["cases"]:
        if case["status"] == "skipped":
            entry = reasons[case.get("reason") or "no reason given"]
            entry[0].add(case["placement"])
            entry[1] += 1
    return [(reason, sorted(places), count) for reason, (places, count) in sorted(reasons.items())]
