# SPDX-License-Identifier: MIT
"""The tables of sync/README.md: which lock for which situation, by measurement, and what each one costs.

The figures are the medians in bench/figures/locks.json and the counts in tests/costs/lock_costs.json.
"""

import json

FIGURES = "bench/figures/locks.json"
COSTS = "tests/costs/lock_costs.json"
# The kind, scenario and metric that decide, how many threads there are for each processor (0: one thread), and the
# situation in words.
SITUATIONS = (
    ("locks", "uncontended", "lock+unlock", 0, "no contention: ns for `lock()` and `unlock()`"),
    ("locks", "contended, 100 ns", "throughput", 1, "a thread on each processor: million sections of 100 ns per second"),
    ("locks", "contended, 100 ns", "throughput", 2, "the same, twice as many threads"),
    ("locks", "contended, 100 ns", "throughput", 4, "the same, four times as many threads"),
    ("locks", "acquire latency", "p99.9", 1, "a thread on each processor: p99.9 of the wait of the unluckiest, ns"),
    ("locks", "acquire latency", "p99.9", 4, "the same, four times as many threads"),
    ("shared locks", "uncontended, shared", "lock_shared+unlock_shared", 0, "no contention: ns for a share"),
    ("shared locks", "100 % reads, 100 ns", "throughput", 1, "readers only: million per second"),
    ("shared locks", "95 % reads, 100 ns", "throughput", 1, "95 % readers: million per second"),
    ("shared locks", "95 % reads, 100 ns", "throughput", 4, "the same, four times as many threads"),
    ("shared locks", "latency of writers, 95 % reads", "p99.9", 1, "95 % readers: p99.9 of a writer's wait, ns"),
    ("shared locks", "latency of writers, 95 % reads", "p99.9", 4, "the same, four times as many threads"),
    ("shared locks", "latency of readers, 95 % reads", "p99.9", 4, "the same, of a reader's wait"),
)
BEST = 3
# Instruments around another lock are nobody's choice for their speed.
INSTRUMENTS = ("instrumented", "lock_order")


def figure(each):
    value = each["median"]
    return f"{value:,.0f}" if value >= 100 else f"{value:g}"


def by_measurement(root):
    """The best rows of each situation, and the best peer."""
    known = json.loads((root / FIGURES).read_text(encoding="utf-8"))
    lines = ["| situation | best of interlock | best peer |", "|---|---|---|"]
    for kind, scenario, metric, factor, words in SITUATIONS:
        threads = max(1, factor * known["machine"]["processors"])
        wanted = (kind, scenario, metric, threads)
        found = [each for each in known["results"] if tuple(each[k] for k in ("kind", "scenario", "metric", "threads")) == wanted]
        if not found:
            raise ValueError(f"{FIGURES}: nothing of {wanted}")
        found.sort(key=lambda each: each["median"], reverse=found[0]["better"] == "higher")
        ours = [(each["name"].removeprefix("interlock::"), figure(each)) for each in found if not each["is_peer"]]
        ours = [f"`{name}` {value}" for name, value in ours if name not in INSTRUMENTS]
        peers = [f'{each["name"]} {figure(each)}' for each in found if each["is_peer"]]
        lines.append(f'| {words} | {", ".join(ours[:BEST])} | {(peers or ["none"])[0]} |')
    machine = known["machine"]
    lines += ["", f'Measured on {machine["processors"]} processors ({machine["cpu"]}, {machine["kernel"]}).']
    return lines


def costs(root):
    """Size and read-modify-write operations of every lock."""
    titles = ("lock", "bytes", "`lock()`", "`unlock()`", "`lock_shared()`", "`unlock_shared()`")
    lines = ["| " + " | ".join(titles) + " |", "|---" * len(titles) + "|"]
    for name, found in json.loads((root / COSTS).read_text(encoding="utf-8")).items():
        cells = [found.get(key, "") for key in ("bytes", "lock", "unlock", "lock_shared", "unlock_shared")]
        lines.append(f"| `{name}` | " + " | ".join(map(str, cells)) + " |")
    return lines
