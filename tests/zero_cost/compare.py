#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares the instructions of each operation with those of the same operation written by hand.

The source defines pairs of functions, `interlock_X` and `by_hand_X`. Both are compiled with -O2 -DNDEBUG and
disassembled. What counts is the hot path: the instructions up to the last return; what follows, and what the compiler
has moved to another section, is the slow path. Registers, addresses and the sense of a branch do not matter. The
comparison fails when an `interlock_` function has an instruction that its twin lacks.
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

OURS, THEIRS = "interlock_", "by_hand_"
FUNCTION = re.compile(r"^[0-9a-f]+ <([^>]+)>:$")
INSTRUCTION = re.compile(r"^\s*[0-9a-f]+:\s+(\S.*)$")
PREFIXES = {"lock", "rep", "repz", "repnz", "notrack", "bnd", "data16", "cs"}
PADDING = re.compile(r"nop|int3|udf|xchg\s+%ax,%ax")
# The size that AT&T syntax appends.
SIZED = re.compile(r"^(mov|add|sub|cmp|and|or|xor|test|inc|dec|xchg)[bwlq]$")
CONDITION = re.compile(r"^(j|set|cmov|b\.)(?!mp\b)\w+$")


class Error(Exception):
    """Something is wrong with the input or the tools."""


def mnemonic(text):
    """The operation of an instruction, with its prefixes; '' for padding."""
    words = text.split()
    name = []
    while words and words[0] in PREFIXES:
        name.append(words.pop(0))
    if not words or PADDING.match(" ".join(words)):
        return ""
    if not words[0].startswith("jmp"):
        words[0] = CONDITION.sub(lambda match: match[1] + "cc", words[0])
    return " ".join(name + [SIZED.sub(r"\1", words[0])])


def hot_path(instructions):
    """The instructions up to the last return."""
    for last in range(len(instructions) - 1, -1, -1):
        if instructions[last].startswith("ret"):
            return instructions[: last + 1]
    return instructions


def functions_of(listing):
    """Each function's name and the operations of its hot path."""
    functions = {}
    current = None
    for line in listing.splitlines():
        if match := FUNCTION.match(line):
            current = functions.setdefault(match[1], [])
        elif current is not None and (match := INSTRUCTION.match(line)):
            if name := mnemonic(match[1]):
                current.append(name)
    return {name: hot_path(instructions) for name, instructions in functions.items()}


def run(command):
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout
    except OSError as error:
        raise Error(f"cannot run {command[0]}: {error.strerror}") from error
    except subprocess.CalledProcessError as error:
        raise Error(f"{' '.join(command)} failed:\n{error.stderr}") from error


def disassemble(source, compiler, objdump, includes):
    with tempfile.TemporaryDirectory() as folder:
        target = str(pathlib.Path(folder) / "functions.o")
        flags = ["-std=c++20", "-O2", "-DNDEBUG", "-pthread", "-c", str(source), "-o", target]
        run([compiler, *flags, *(f"-I{include}" for include in includes)])
        return run([objdump, "-d", "--no-show-raw-insn", target])


def compare(functions):
    """(name, ours, theirs, what is only ours) of each pair."""
    functions = {name: body for name, body in functions.items() if "." not in name}  # .cold, .constprop, ...
    ours = {name.removeprefix(OURS) for name in functions if name.startswith(OURS)}
    theirs = {name.removeprefix(THEIRS) for name in functions if name.startswith(THEIRS)}
    if single := ours ^ theirs:
        raise Error("functions without a twin: " + ", ".join(sorted(single)))
    if not ours:
        raise Error(f"no functions whose names begin with {OURS}")
    for name in sorted(ours):
        mine, by_hand = functions[OURS + name], functions[THEIRS + name]
        if not mine or not by_hand:
            raise Error(f"{name}: no instructions found")
        yield name, mine, by_hand, collections.Counter(mine) - collections.Counter(by_hand)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--compiler", default="c++")
    parser.add_argument("--objdump", default="objdump")
    parser.add_argument("--include", action="append", default=[], metavar="FOLDER")
    options = parser.parse_args(arguments)
    if not options.source.is_file():
        parser.error(f"source: no such file: {options.source}")
    worse = 0
    try:
        listing = disassemble(options.source, options.compiler, options.objdump, options.include)
        print(f"{'hot path of':28}{'interlock':>10}{'by hand':>10}")
        for name, mine, by_hand, extra in compare(functions_of(listing)):
            verdict = ""
            if extra:
                worse += 1
                verdict = "   more: " + ", ".join(f"{count} x {what}" for what, count in sorted(extra.items()))
            print(f"{name:28}{len(mine):10}{len(by_hand):10}{verdict}")
            if extra:
                print(f"    interlock: {'; '.join(mine)}\n    by hand:   {'; '.join(by_hand)}")
    except Error as error:
        print(f"compare.py: {error}", file=sys.stderr)
        return 1
    if worse:
        print(f"{worse} operations have instructions that the same code written by hand lacks", file=sys.stderr)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
