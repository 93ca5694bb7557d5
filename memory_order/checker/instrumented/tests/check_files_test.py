# SPDX-License-Identifier: MIT
"""`./dev check FILE.cpp`, as a user calls it. INTERLOCK_CHECK_PRESET names the preset that is already built."""

import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[4]
EXAMPLE = "examples/check_your_code/publish.cpp"
CLIENT = """#include <interlock/checker/client.hpp>
#include <atomic>
#include <thread>
const interlock::checker::client only{"only", [] {
  int data = 0;
  std::atomic<bool> ready{false};
  std::thread other{[&] { data = 1; ready.store(true, ORDER); }};
  if (ready.load(std::memory_order_acquire)) ++data;
  other.join();
}};
"""


class CheckFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def check(self, *arguments):
        """The exit status and the output of `./dev check`, called from elsewhere."""
        done = subprocess.run(
            [str(ROOT / "dev"), "--no-install", "check", *arguments],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=500,
        )
        return done.returncode, done.stdout

    def test_the_example(self):
        status, output = self.check(str(ROOT / EXAMPLE))
        self.assertEqual(status, 1, output)
        self.assertRegex(output, r"\npublished +passed ")
        self.assertRegex(output, r"\npublished too weakly +failed ")
        lines = (ROOT / EXAMPLE).read_text(encoding="utf-8").splitlines()
        write = next(i for i, line in enumerate(lines, start=1) if 'text = "hello"' in line)
        read = next(i for i, line in enumerate(lines, start=1) if 'text += ", world"' in line)
        self.assertRegex(output, rf"data race: .*publish\.cpp:{read}, .*publish\.cpp:{write}")
        self.assertRegex(output, rf"\n> #\d+ thread 1 writes .*publish\.cpp:{write}\n")
        self.assertIn("2 clients: 1 explored completely, 0 stopped at a bound (no proof), 1 failed", output)

    def test_compiler_flags_and_exit_status(self):
        file = self.write("order.cpp", CLIENT)
        status, output = self.check(file, "--", "-DORDER=std::memory_order_release")
        self.assertEqual(status, 0, output)
        self.assertRegex(output, r"\nonly +passed +2 ")
        status, output = self.check(file, "--trace", "none", "--", "-DORDER=std::memory_order_relaxed")
        self.assertEqual(status, 1, output)
        self.assertRegex(output, r"data race: .*order\.cpp:8, unordered with .*order\.cpp:7")

    def test_arguments_reach_the_program(self):
        file = self.write("order.cpp", CLIENT)
        status, output = self.check(file, "--list", "--", "-DORDER=std::memory_order_relaxed")
        self.assertEqual((status, output.split()[0]), (0, "only"), output)

    def test_a_file_that_is_not_there(self):
        status, output = self.check(str(self.folder / "absent.cpp"))
        self.assertEqual(status, 2, output)
        self.assertRegex(output, r"check: the file '.*/absent\.cpp' does not exist")

    def test_a_file_that_does_not_compile(self):
        status, output = self.check(self.write("wrong.cpp", "int main( {\n"))
        self.assertEqual(status, 1, output)
        self.assertRegex(output, r"wrong\.cpp:1:.*error")
        self.assertRegex(output, r"dev: '.*/wrong\.cpp' does not compile\n$")

    def test_a_file_without_clients(self):
        status, output = self.check(self.write("empty.cpp", "int unused = 0;\n"))
        self.assertEqual(status, 2, output)
        self.assertIn("this program has no clients", output)


if __name__ == "__main__":
    unittest.main()
