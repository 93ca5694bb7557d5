# SPDX-License-Identifier: MIT
"""The report made from small documents: what it shows, and how it refuses what it cannot read."""

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import analysis
import documents
import report


def result(name, median, **changes):
    entry = {"kind": "locks", "family": "parking", "scenario": "uncontended", "metric": "lock+unlock", "ranks": True,
             "name": name, "is_peer": not name.startswith("interlock::"), "threads": 1, "unit": "ns",
             "better": "lower", "median": median, "min": median * 0.9, "max": median * 1.1, "repetitions": 3}
    return entry | changes


def bench(*results, **changes):
    return {"schema": "interlock-bench/1", "run": {"argv": ["interlock-bench", "--quick"], "compiler": "g++ 12"},
            "machine": {"cpu": "Some Processor", "processors": [0, 1]}, "libraries": ["interlock", "Boost"],
            "results": list(results), "failures": []} | changes


def case(name, placement, status, **changes):
    return {"name": name, "placement": placement, "status": status} | changes


def stress(*cases):
    unit = {"os_index": 0, "core": 0, "l3": 0, "numa": 0, "package": 0}
    return {"schema": "interlock-stress/1", "run": {"seed": 42, "argv": ["interlock-stress"]},
            "machine": {"summary": "1 CPU", "units": [unit]}, "cases": list(cases)}


class Harness(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.page = self.folder / "page.html"

    def write(self, name, document):
        text = document if isinstance(document, str) else json.dumps(document)
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def run_report(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = report.main([*arguments, "--output", str(self.page)])
            except SystemExit as exit:
                status = exit.code
        return status, out.getvalue(), err.getvalue()

    def html(self, stress_document=None, bench_document=None):
        arguments = []
        if stress_document:
            arguments += ["--stress", self.write("stress.json", stress_document)]
        if bench_document:
            arguments += ["--bench", self.write("bench.json", bench_document)]
        status, self.console, errors = self.run_report(*arguments)
        self.assertEqual((status, errors), (0, ""))
        return self.page.read_text(encoding="utf-8")


class Page(Harness):
    def test_page_stands_alone(self):
        html = self.html(stress(case("mutex.exclusion", "compact", "passed")), bench(result("interlock::mutex", 2)))
        for outside in ("<script", "<link", "<img", "url(http", "@import", 'src="'):
            self.assertNotIn(outside, html)
        self.assertEqual(html.count("<html"), 1)
        self.assertIn("<svg", html)

    def test_failures_come_first_with_their_command(self):
        html = self.html(stress(
            case("mutex.exclusion", "compact", "passed", threads=2, ops=7_654_321),
            case("mutex.exclusion", "scatter", "failed", reason="lost <increments>", reproduce="interlock-stress --seed 9")))
        self.assertIn("lost &lt;increments&gt;", html)
        self.assertIn("<code>interlock-stress --seed 9</code>", html)
        self.assertLess(html.index("interlock-stress --seed 9"), html.index("7,654,321"))
        self.assertIn("FAILED mutex.exclusion on scatter: lost <increments>", self.console)

    def test_skipped_placements_have_reasons(self):
        html = self.html(stress(case("mutex.exclusion", "cross-numa", "skipped", reason="needs 2 NUMA nodes")))
        self.assertIn("needs 2 NUMA nodes", html)
        self.assertIn('class="s skipped"', html)

    def test_losses_are_stated(self):
        html = self.html(None, bench(result("interlock::mutex", 3), result("std::mutex", 2)))
        self.assertIn("1.50", html[html.index('id="losses"'):html.index('id="bench"')])
        self.assertIn("0 wins, 0 ties (within 10 %), 1 losses", self.console)

    def test_no_losses_are_stated_too(self):
        html = self.html(None, bench(result("interlock::mutex", 2), result("std::mutex", 3)))
        self.assertIn("Nowhere in this run.", html)

    def test_failed_benchmarks_are_stated(self):
        failure = {"benchmark": "locks/x", "message": "increments were lost"}
        html = self.html(None, bench(result("interlock::mutex", 2), failures=[failure]))
        self.assertIn("increments were lost", html)

    def test_curves_and_bars(self):
        rows = [result(name, median, scenario="contended", better="higher", unit="M/s", threads=threads)
                for threads in (1, 2, 4) for name, median in (("interlock::mutex", 10 / threads), ("std::mutex", 9.0))]
        html = self.html(None, bench(*rows, result("interlock::mutex", 0.0), result("std::mutex", 0.0)))
        self.assertIn("locks: contended", html)
        self.assertIn("uncontended, 1 thread", html)

    def test_one_document_is_enough_and_empty_ones_do(self):
        self.assertIn("No failure and no hang.", self.html(stress()))
        self.assertIn("Nowhere in this run.", self.html(None, bench()))


class Refusals(Harness):
    def refused(self, option, name, *expected):
        status, _, errors = self.run_report(option, name)
        self.assertEqual(status, 2)
        for words in expected:
            self.assertIn(words, errors)
        self.assertFalse(self.page.exists())

    def test_missing_file(self):
        self.refused("--bench", "/no/such.json", "--bench", "/no/such.json", "No such file")

    def test_not_json(self):
        self.refused("--stress", self.write("s.json", "{"), "--stress", "s.json", "to be JSON")

    def test_documents_swapped(self):
        self.refused("--stress", self.write("b.json", bench()), "b.json", "interlock-stress/", "interlock-bench/1")

    def test_ill_formed_entries(self):
        self.refused("--bench", self.write("b.json", bench({"kind": "locks"})), "results[0].scenario")
        self.refused("--bench", self.write("b.json", bench(result("x", 1, max="fast"))), "results[0].max", "'fast'")
        self.refused("--bench", self.write("b.json", bench(result("x", 1, better="bigger"))), "better", "'bigger'")
        self.refused("--stress", self.write("s.json", stress(case("a.b", "none", "odd"))), "cases[0].status", "'odd'")
        self.refused("--stress", self.write("s.json", {"schema": "interlock-stress/1"}), "a list 'cases'")

    def test_usage(self):
        status, _, errors = self.run_report()
        self.assertEqual(status, 2)
        self.assertIn("--stress FILE", errors)

    def test_output_that_cannot_be_written(self):
        self.page = pathlib.Path("/no/such/folder/page.html")
        status, _, errors = self.run_report("--stress", self.write("s.json", stress()))
        self.assertEqual(status, 2)
        self.assertIn("/no/such/folder/page.html", errors)


class Analysis(unittest.TestCase):
    def row(self, document, name):
        (table,) = analysis.comparisons(document)
        return next(row for row in table.rows if row.result["name"] == name)

    def test_compares_within_the_family(self):
        document = bench(result("interlock::mutex", 4), result("std::mutex", 5),
                         result("boost::spinlock", 2, family="spinning"))
        ours = self.row(document, "interlock::mutex")
        self.assertEqual((ours.ratio, ours.best, ours.to_any, ours.loses), (0.8, "std::mutex", 2.0, False))

    def test_higher_may_be_better(self):
        document = bench(result("interlock::mutex", 4, better="higher"), result("std::mutex", 6, better="higher"))
        ours = self.row(document, "interlock::mutex")
        self.assertEqual((ours.ratio, ours.loses, ours.certain), (1.5, True, True))

    def test_overlapping_ranges_are_not_certain(self):
        document = bench(result("interlock::mutex", 4, min=1, max=9), result("std::mutex", 2, min=1, max=5))
        self.assertFalse(self.row(document, "interlock::mutex").certain)

    def test_other_metrics_do_not_rank(self):
        document = bench(result("interlock::mutex", 4), result("interlock::mutex", 1, metric="Jain", ranks=False))
        (table,) = analysis.comparisons(document)
        self.assertEqual(len(table.rows), 1)

    def test_worst_status_colours_the_cell(self):
        document = stress(case("mutex.exclusion", "none", "passed"), case("mutex.exclusion", "none", "hang"),
                          case("queue.order", "none", "skipped"), case("queue.order", "none", "passed"))
        _, lines = analysis.grid(document)
        self.assertEqual(lines["mutex"]["exclusion"][0].status, "hang")
        self.assertEqual(lines["queue"]["order"][0].status, "passed")

    def test_every_status_is_known(self):
        self.assertEqual(set(documents.BROKEN) - set(documents.STATUSES), set())


if __name__ == "__main__":
    unittest.main()
