#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes one self-contained HTML page, and a console table, from the JSON of interlock-stress and interlock-bench."""

import argparse
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import documents
import page
import tables


def parse(arguments):
    parser = argparse.ArgumentParser(prog="report.py", description=__doc__)
    parser.add_argument("--stress", metavar="FILE", help="what interlock-stress --json wrote")
    parser.add_argument("--bench", metavar="FILE", help="what interlock-bench --json wrote")
    parser.add_argument("--output", metavar="FILE", required=True, help="the page to write")
    options = parser.parse_args(arguments)
    if not options.stress and not options.bench:
        parser.error("expected --stress FILE, --bench FILE, or both")
    return options


def main(arguments=None):
    options = parse(arguments)
    try:
        stress = documents.load_stress(options.stress) if options.stress else None
        bench = documents.load_bench(options.bench) if options.bench else None
        html = page.render(stress, bench)
        pathlib.Path(options.output).write_text(html, encoding="utf-8")
    except documents.BadInput as error:
        print(f"report.py: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"report.py: --output: cannot write '{options.output}': {error.strerror}", file=sys.stderr)
        return 2
    print(tables.console(stress, bench))
    return 0


if __name__ == "__main__":
    sys.exit(main())
