# SPDX-License-Identifier: MIT
"""Reads the two JSON documents, and says clearly what is wrong with one that does not fit."""

import json
import pathlib

STATUSES = ("failed", "hang", "error", "inconclusive", "skipped", "passed")
BROKEN = ("failed", "hang", "error")


class BadInput(Exception):
    """A file that is missing or not what it should be; the message names it and what was expected."""


def load_stress(name):
    document = _load(name, "--stress", "interlock-stress/")
    cases = _list(document, name, "cases")
    for place, case in enumerate(cases):
        where = f"cases[{place}]"
        for key in ("name", "placement", "status"):
            _need(case, name, where, key, str)
        if case["status"] not in STATUSES:
            _refuse(name, f"{where}.status to be one of {', '.join(STATUSES)}", repr(case["status"]))
    return document


def load_bench(name):
    document = _load(name, "--bench", "interlock-bench/")
    for place, result in enumerate(_list(document, name, "results")):
        where = f"results[{place}]"
        for key in ("kind", "scenario", "metric", "name", "unit"):
            _need(result, name, where, key, str)
        for key in ("median", "min", "max"):
            _need(result, name, where, key, (int, float))
        _need(result, name, where, "threads", int)
        _need(result, name, where, "is_peer", bool)
        if result.get("better") not in ("higher", "lower"):
            _refuse(name, f"{where}.better to be 'higher' or 'lower'", repr(result.get("better")))
    return document


def _load(name, option, schema):
    try:
        document = json.loads(pathlib.Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{option}: cannot read '{name}': {error.strerror}") from error
    except ValueError as error:
        raise BadInput(f"{option}: expected '{name}' to be JSON: {error}") from error
    if not isinstance(document, dict):
        _refuse(name, "an object", type(document).__name__)
    if not str(document.get("schema", "")).startswith(schema):
        _refuse(name, f"the schema '{schema}...'", repr(document.get("schema")))
    return document


def _list(document, name, key):
    if not isinstance(document.get(key), list):
        _refuse(name, f"a list '{key}'", type(document.get(key)).__name__)
    return document[key]


def _need(entry, name, where, key, kind):
    value = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(value, kind):
        expected = kind.__name__ if isinstance(kind, type) else "number"
        _refuse(name, f"{where}.{key} to be of type {expected}", repr(value))


def _refuse(name, expected, found):
    raise BadInput(f"{name}: expected {expected}, found {found}")
