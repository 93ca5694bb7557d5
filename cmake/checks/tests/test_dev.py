# SPDX-License-Identifier: MIT
"""./dev: its arguments, what it installs, and how it counts. Nothing real is installed or built: every program that it
could reach is either harmless or one of the fakes written here."""

import shutil
import subprocess
import unittest

from tree import TreeTest

import source

HARMLESS = "awk bash cat dirname env find grep mkdir nproc realpath renice rm sed tr uname wc xargs".split()
COMMANDS = "test report stress bench check tsan asan aarch64 tidy format clean".split()
LOG = 'echo "${0##*/} $*" >>"$LOG"'
# What CTest 3.25 writes for each outcome.
CASES = {
    "passed": '<testcase name="good" classname="good" time="0.02" status="run">',
    "failed": '<testcase name="bad" classname="bad" time="0.02" status="fail">\n<failure message=""/>',
    "skipped": '<testcase name="left" classname="left" time="0" status="notrun">\n<skipped message="SKIP_RETURN_CODE=3"/>',
    "disabled": '<testcase name="off" classname="off" time="0" status="disabled">',
    "absent": '<testcase name="gone" classname="gone" time="0" status="notrun">'
    '\n<skipped message="Unable to find executable"/>',
}


class Dev(TreeTest):
    def setUp(self):
        super().setUp()
        shutil.copy(source.REPOSITORY / "dev", self.root / "dev")
        shutil.copytree(source.REPOSITORY / "cmake" / "dev", self.root / "cmake" / "dev")
        self.bin = self.root / "bin"
        self.bin.mkdir()
        for name in HARMLESS:
            (self.bin / name).symlink_to(shutil.which(name, path="/usr/bin:/bin"))
        self.fake("id", "echo 0")
        self.fake("dpkg-query", "echo installed")
        self.fake("apt-get", "")
        self.fake("cmake", "")
        self.fake("ctest", "")

    def fake(self, name, script):
        path = self.bin / name
        path.write_text(f"#!/bin/bash\n{LOG}\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def dev(self, *arguments, directory=None, **variables):
        """The exit status, the output, and the calls of the fakes."""
        log = self.root / "log"
        log.write_text("", encoding="utf-8")
        environment = {"PATH": str(self.bin), "LOG": str(log), "HOME": str(self.root), **variables}
        result = subprocess.run(
            [str(self.root / "dev"), *arguments],
            cwd=directory or self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
        )
        return result.returncode, result.stdout, log.read_text(encoding="utf-8")

    def missing(self, *packages):
        self.fake("dpkg-query", f'case " {" ".join(packages)} " in *" ${{@: -1}} "*) exit 1 ;; esac; echo installed')


class Arguments(Dev):
    def test_help_of_everything(self):
        status, output, log = self.dev("--help")
        self.assertEqual(status, 0)
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", output)
            status, text, log = self.dev(command, "--help")
            self.assertEqual((status, log), (0, ""), text)
            self.assertTrue(text.startswith(f"Usage: ./dev {command}"), text)

    def test_unknown_command(self):
        status, output, log = self.dev("tset")
        self.assertEqual((status, log), (2, ""))
        self.assertIn("unknown command 'tset'; expected test, report", output)

    def test_no_command(self):
        status, output, _ = self.dev()
        self.assertEqual(status, 2)
        self.assertIn("no command", output)

    def test_unknown_arguments(self):
        for command in set(COMMANDS) - {"stress", "bench"}:
            status, output, log = self.dev(command, "--bogus")
            self.assertEqual((status, log), (2, ""), output)
            self.assertIn(f"{command}: unknown argument '--bogus'; expected", output)

    def test_bad_values(self):
        for value in ("", "abc", "-3", "9", "1.5"):
            status, output, _ = self.dev("report", "--duration", value)
            self.assertEqual(status, 2)
            self.assertIn(f"--duration is '{value}'; expected a number of seconds, at least 10", output)
        self.assertEqual(self.dev("report", "--output")[0], 2)


class Packages(Dev):
    def test_nothing_missing_installs_nothing(self):
        self.assertNotIn("apt-get", self.dev("format")[2])

    def test_says_what_and_why_then_installs(self):
        self.missing("libhwloc-dev", "relacy-dev")
        _, output, log = self.dev("check")
        self.assertRegex(output, r"libhwloc-dev +the stress runner's view of the machine")
        self.assertRegex(output, r"relacy-dev +the Relacy suites")
        self.assertNotIn("g++", output)
        calls = [line for line in log.splitlines() if line.startswith("apt-get")]
        self.assertEqual(len(calls), 2, log)
        self.assertTrue(calls[0].startswith("apt-get update"))
        self.assertRegex(calls[1], r"^apt-get install .* libhwloc-dev relacy-dev$")

    def test_uses_sudo_when_not_root(self):
        self.missing("clang-format")
        self.fake("id", "echo 1000")
        self.fake("sudo", '"$@"')
        status, _, log = self.dev("format")
        self.assertEqual(status, 0)
        self.assertIn("sudo apt-get update", log)
        self.assertRegex(log, r"\napt-get install .*clang-format")

    def test_neither_root_nor_sudo(self):
        self.missing("clang-format")
        self.fake("id", "echo 1000")
        status, output, log = self.dev("format")
        self.assertEqual(status, 1)
        self.assertIn("as root, run: apt-get install clang-format", output)
        self.assertNotIn("apt-get", log)

    def test_apt_that_fails_or_is_absent(self):
        self.missing("clang-format")
        self.fake("apt-get", "exit 100")
        status, output, _ = self.dev("format")
        self.assertEqual(status, 1)
        self.assertIn("apt-get update failed; these packages are needed: clang-format", output)
        (self.bin / "apt-get").unlink()
        status, output, _ = self.dev("format")
        self.assertEqual(status, 1)
        self.assertIn("no apt-get here; install these packages: clang-format", output)
        (self.bin / "dpkg-query").unlink()
        status, output, _ = self.dev("format")
        self.assertEqual(status, 1)
        self.assertIn("no Debian. Install what corresponds to: clang-format", output)

    def test_no_install(self):
        self.missing("clang-format")
        status, _, log = self.dev("--no-install", "format")
        self.assertEqual((status, log), (0, ""))

    def test_an_optional_package_that_fails_is_a_note(self):
        self.missing("libck-dev", "libcds-dev")
        self.fake("apt-get", '[[ "$*" != *libck-dev* ]]')
        self.write("build/bench/bench/interlock-bench", "#!/bin/bash\necho ran with $*\n").chmod(0o755)
        status, output, log = self.dev("bench", "--threads", "2")
        self.assertEqual(status, 0, output)
        self.assertIn("note: libck-dev could not be installed", output)
        self.assertRegex(log, "apt-get install .*libcds-dev")
        self.assertIn("ran with --threads 2", output)


class Programs(Dev):
    """`./dev stress`, `bench` and `report` with programs that only tell how they were called."""

    def setUp(self):
        super().setUp()
        self.program("stress", 'case $1 in --list) printf "a\\nb\\n" ;; --list-placements) echo "scatter: up to 2"; '
                     'echo "cross-l3: UNAVAILABLE: one L3" ;; esac')
        self.program("bench", "")
        self.write("bench/report/report.py", "import sys; print('report.py', *sys.argv[1:])")

    def program(self, name, script):
        text = f'#!/bin/bash\necho "{name} in $PWD: $*" >>"$LOG"\n{script}\n'
        self.write(f"build/{name}/{name}/interlock-{name}", text).chmod(0o755)

    def test_arguments_and_directory_reach_the_programs(self):
        for name in ("stress", "bench"):
            status, output, log = self.dev(name, "--json", "a b", "--help", directory="/")
            self.assertEqual(status, 0, output)
            self.assertIn(f"cmake --build --preset {name} ", log)
            self.assertIn(f"{name} in /: --json a b --help\n", log)
            self.assertIn(f"{name} in /: --help\n", self.dev(name, "--", "--help", directory="/")[2])

    def test_exit_status_of_the_programs(self):
        self.program("stress", "exit 3")
        self.assertEqual(self.dev("stress")[0], 3)

    def test_report_shares_its_time(self):
        status, output, log = self.dev("report", "--duration", "100", "--output", "here.html")
        self.assertEqual(status, 0, output)
        data = self.root / "build/report"
        self.assertIn(f": --duration 25000ms --json {data}/stress.json\n", log)
        self.assertIn(f": --duration 50 --json {data}/bench.json\n", log)
        self.assertIn(f"report.py --stress {data}/stress.json --bench {data}/bench.json --output here.html\n", output)
        self.assertTrue(output.endswith(f"dev: the page: {self.root}/here.html\n"), output)

    def test_report_is_written_although_a_run_fails(self):
        self.program("bench", "exit 1")
        status, output, _ = self.dev("report", "--quick")
        self.assertEqual(status, 1)
        self.assertIn("report.py --stress", output)
        self.assertIn("the benchmark found a defect (exit status 1)", output)
        self.program("stress", '[[ $1 == --list* ]] && echo a || exit 3')
        status, output, _ = self.dev("report", "--quick")
        self.assertEqual(status, 1)
        self.assertIn("report.py --stress", output)
        self.assertIn("the stress run did not pass (exit status 3)", output)


class Steps(Dev):
    """`./dev test` with builds and tests that succeed or fail on demand."""

    def setUp(self):
        super().setUp()
        for name in ("orders", "coverage", "style", "ledger", "tables", "pitfalls"):
            self.write(f"cmake/checks/{name}.py", "")
        self.write("cmake/checks/tests/test_a.py", "import unittest\nclass A(unittest.TestCase):\n  def test_a(self): pass\n")
        self.ctest(other="passed " * 5)

    def ctest(self, **outcomes):
        """A ctest with these outcomes of tests for each preset, or for the `other` ones."""
        for preset, cases in outcomes.items():
            self.write(f"{preset}.xml", "\n".join(CASES[case] for case in cases.split()) + "\n")
        self.fake(
            "ctest",
            'for results; do :; done; mkdir -p "${results%/*}"; source=${0%/bin/*}/$2.xml\n'
            '[[ -e $source ]] || source=${0%/bin/*}/other.xml\n'
            'cat "$source" >"$results"; ! grep -qE "fail|Unable" "$source"',
        )

    def test_all_pass(self):
        status, output, log = self.dev("test", directory="/")
        self.assertEqual(status, 0, output)
        self.assertTrue(output.endswith("\n27 passed, 0 failed\n"), output)
        for preset in ("dev", "asan", "tsan", "relacy"):
            self.assertIn(f"cmake --build --preset {preset} ", log)
            self.assertRegex(output, rf"\n{preset} +ok ")

    def test_builds_what_comes_next_while_it_tests(self):
        """The tests of dev pass if the build of asan begins before they end."""
        self.fake(
            "ctest",
            'for results; do :; done; mkdir -p "${results%/*}"; cat "${0%/bin/*}/other.xml" >"$results"\n'
            '[[ $2 == dev ]] || exit 0\n'
            'for i in {1..100}; do ! grep -q "preset asan" "$LOG" || exit 0; read -rt 0.1 <> <(:); done; exit 1',
        )
        status, output, log = self.dev("test")
        self.assertEqual(status, 0, output)
        self.assertEqual(log.count("cmake --build --preset dev "), 1)

    def test_goes_on_after_a_failing_test(self):
        self.ctest(other="passed " * 5, asan="passed failed passed passed absent")
        status, output, _ = self.dev("test")
        self.assertEqual(status, 1)
        self.assertTrue(output.endswith("\n25 passed, 2 failed\n"), output)
        self.assertRegex(output, r"\nasan +FAILED ")
        self.assertRegex(output, r"\nrelacy +ok ")
        self.assertIn("failed: asan: bad\nfailed: asan: gone\n", output)

    def test_skipped_tests_are_named_and_not_counted_as_passed(self):
        self.ctest(other="passed " * 5, dev="passed skipped disabled")
        status, output, _ = self.dev("test")
        self.assertEqual(status, 0)
        self.assertTrue(output.endswith("skipped: dev: left\nskipped: dev: off\n23 passed, 0 failed\n"), output)

    def test_goes_on_after_a_failing_build(self):
        self.fake("cmake", '[[ "$*" != *"--build --preset tsan"* ]]')
        status, output, log = self.dev("test")
        self.assertEqual(status, 1)
        self.assertTrue(output.endswith("\n22 passed, 1 failed\n"), output)
        self.assertIn("failed: tsan: the build", output)
        self.assertIn("ctest --preset relacy", log)

    def test_a_ctest_that_breaks_off_is_a_failure(self):
        self.fake("ctest", "exit 1")
        status, output, _ = self.dev("tsan")
        self.assertEqual(status, 1)
        self.assertTrue(output.endswith("\n0 passed, 1 failed\n"), output)

    def test_a_failing_convention_is_a_failure(self):
        self.write("cmake/checks/style.py", "raise SystemExit(1)")
        status, output, _ = self.dev("test")
        self.assertEqual(status, 1)
        self.assertTrue(output.endswith("\n26 passed, 1 failed\n"), output)
        self.assertIn("failed: checks: style", output)

    def test_options_of_sanitizers_are_not_inherited(self):
        self.fake("ctest", 'env >>"$LOG"; exit 1')
        self.assertNotIn("suppressions", self.dev("tsan", TSAN_OPTIONS="suppressions=/tmp/x")[2])

    def test_full_check_asks_for_more_iterations(self):
        self.fake("ctest", 'echo "iterations ${INTERLOCK_RELACY_ITERATIONS-unset}"; exit 1')
        self.assertIn("iterations unset", self.dev("check")[1])
        self.assertRegex(self.dev("check", "--full")[1], r"iterations \d{6,}")

    def fuzz(self, script):
        path = self.write("build/check/memory_order/checks/litmus/litmus.fuzz", f"#!/bin/bash\n{LOG}\n{script}\n")
        path.chmod(0o755)

    def test_full_check_compares_many_random_programs(self):
        self.fuzz('echo "$INTERLOCK_FUZZ_PROGRAMS programs"')
        self.assertNotIn("litmus.fuzz", self.dev("check")[2])
        _, output, log = self.dev("check", "--full")
        self.assertIn("--build --preset check --parallel", log)
        self.assertRegex(output, r"\n10000 programs\n(.*\n)+fuzz +ok ")
        self.assertIn("\n7 programs\n", self.dev("check", "--full", INTERLOCK_FUZZ_PROGRAMS="7")[1])
        self.fuzz("exit 1")
        status, output, _ = self.dev("check", "--full")
        self.assertEqual(status, 1)
        self.assertRegex(output, r"\nfuzz +FAILED (.*\n)+failed: fuzz: see above\n")

    def test_mutants_of_the_checker(self):
        self.write("memory_order/checks/litmus/mutants.py", "import sys; print('mutants.py', *sys.argv[1:]); sys.exit(1)")
        status, output, log = self.dev("check", "--mutants")
        self.assertEqual((status, log.count("--build")), (1, 0), output)
        self.assertIn("mutants.py\n", output)

    def test_another_processor_needs_its_compiler_and_an_emulator(self):
        self.missing("qemu-user")
        status, output, log = self.dev("aarch64")
        self.assertEqual(status, 0, output)
        self.assertRegex(log, "apt-get install .* qemu-user")
        self.assertIn("cmake --build --preset aarch64 ", log)
        self.assertRegex(output, r"\naarch64 +ok ")

    def test_recording_checks_weakens_and_writes(self):
        program = self.write(
            "build/check/memory_order/checks/checker/interlock-check", '#!/bin/bash\necho "checker: $*" >>"$LOG"\n'
        )
        program.chmod(0o755)
        self.write("cmake/checks/ledger.py", "import sys; print('ledger.py', *sys.argv[1:])")
        self.write("cmake/checks/tables.py", "import sys; print('tables.py', *sys.argv[1:])")
        status, output, log = self.dev("check", "--record")
        self.assertEqual(status, 0, output)
        self.assertRegex(log, r"checker: --full .*--json \S+ledger\.json\n")
        self.assertRegex(log, r"checker: --weaken .*--json \S+weakened\.json\n")
        self.assertRegex(output, r"ledger\.py --record \S+/ledger\.json \S+/weakened\.json\ntables\.py --write\n")
        self.assertNotIn("ctest", log)

    def test_nothing_is_recorded_after_a_failure(self):
        program = self.write(
            "build/check/memory_order/checks/checker/interlock-check", '#!/bin/bash\n[[ $* != *--weaken* ]]\n'
        )
        program.chmod(0o755)
        self.write("cmake/checks/ledger.py", "print('ledger.py')")
        status, output, _ = self.dev("check", "--record")
        self.assertEqual(status, 1)
        self.assertNotIn("ledger.py", output)

    def test_a_check_does_one_thing(self):
        status, output, log = self.dev("check", "--full", "--weaken")
        self.assertEqual((status, log), (2, ""))
        self.assertIn("--weaken does not go with --full", output)


if __name__ == "__main__":
    unittest.main()
