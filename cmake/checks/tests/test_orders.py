# SPDX-License-Identifier: MIT
"""orders.py finds each kind of seeded defect at its line, and accepts the grammar's every form."""

import unittest

from tree import TreeTest

import orders
import source

HEADER = "sync/include/interlock/sync/lock.hpp"
OTHER = "lockfree/include/interlock/lockfree/queue.hpp"

CLEAN = """\
// SPDX-License-Identifier: MIT
/// x.load() in a doc comment, and (a) acquire: too.
template <backend B>
struct lock {
  void acquire() {
    // relaxed: tickets are unique by atomicity.
    const auto ticket = next_.fetch_add(1, order::relaxed);
    // (called) acquire: the last section is over. Pairs with (call).
    B::await(serving_, order::acquire, [ticket](auto now) { return now == ticket; });
  }
  void release() {
    // relaxed: only the holder writes serving_.
    const auto now = serving_.load(order::relaxed);
    // (call) release: publishes the section. Pairs with (called).
    serving_.store(now + 1, order::release);
  }
  typename B::template atomic<int> next_{0};
};
"""


def body(text):
    """The text inside a function, indented as code is."""
    return "void f() {\n" + "".join(f"  {line}\n" for line in text.strip("\n").split("\n")) + "}\n"


class Clean(TreeTest):
    def accept(self, text):
        self.write(HEADER, text)
        self.assertEqual(self.findings(orders.check), [])

    def test_accepts_the_ticket_lock(self):
        self.accept(CLEAN)

    def test_accepts_a_statement_with_several_notes(self):
        self.accept(
            body(
                """
// (locked) acquire: sees the last section. Pairs with (unlocked).
// relaxed: a failed attempt reads nothing.
while (!state_.compare_exchange_weak(expected, held,
                                     order::acquire, order::relaxed)) {
  pause();
}
// (unlocked) release: ends the section. Pairs with (locked).
state_.store(0, order::release);
"""
            )
        )

    def test_accepts_notes_in_a_filled_paragraph(self):
        self.accept(
            body(
                """
// (got it) acq_rel: sees the last section. Pairs
// with (got it), (got
// it). relaxed: a failed attempt reads nothing, which is
// fine.
state_.compare_exchange_weak(expected, held, order::acq_rel, order::relaxed);
"""
            )
        )

    def test_accepts_notes_inside_a_statement(self):
        self.accept(
            body(
                """
return a_.load(
           // relaxed: a hint.
           order::relaxed) &&
       // (in) acq_rel: takes and gives. Pairs with (in).
       b_.exchange(1, order::acq_rel);
"""
            )
        )

    def test_accepts_template_calls_and_lambdas(self):
        self.accept(
            body(
                """
// (got) acquire: the value is there. Pairs with (put).
B::template await<spin<1>{}>(word_, order::acquire, [&](auto now) {
  // relaxed: a hint; `x.load()` is not code.
  return other_.load(order::relaxed) == now;
});
// (put) release: hands over. Pairs with (got).
B::template try_await<int>(word_, [&](auto now) {
  return now == 0;
}, order::release);
"""
            )
        )

    def test_accepts_conditions_branches_and_loops(self):
        self.accept(
            body(
                """
// relaxed: a hint.
if (a_.load(order::relaxed)) {
  g();
  // relaxed: another hint.
} else if (b_.load(order::relaxed)) {
  g();
}
// relaxed: one thread.
for (auto n = a_.load(order::relaxed); n; n = n->next.load(order::relaxed)) g();
do {
  g();
  // relaxed: the loop asks again.
} while (a_.load(order::relaxed));
switch (n) {
  // relaxed: a hint.
  case 1: a_.store(1, order::relaxed);
}
"""
            )
        )

    def test_accepts_both_sides_of_a_cycle(self):
        self.accept(
            body(
                """
// (here) seq_cst: one of us sees the other. Pairs with (there).
B::light_fence();
// (there) seq_cst: one of
// us sees the other. Pairs with (here).
B::heavy_fence();
"""
            )
        )

    def test_accepts_pairs_across_files(self):
        self.write(OTHER, body("// (put) release: gives. Pairs with (got in lock.hpp).\na_.store(1, order::release);"))
        self.accept(body("// (got) acquire: takes. Pairs with (put in lockfree/queue.hpp).\na_.load(order::acquire);"))

    def test_is_not_fooled_by_strings_and_literals(self):
        self.accept(body("""g("x.load() // order::acquire", 'a', 1'000'000, R"(order::release ")");\nh('"', "\\"", '\\'');"""))

    def test_skips_the_forwarding_files(self):
        for path in orders.FORWARDING:
            self.write(path, body("a_.load(order);"))
        self.assertEqual(self.findings(orders.check), [])


class Defects(TreeTest):
    def find(self, text, *parts):
        self.write(HEADER, text)
        self.assert_only(orders.check, *parts)

    def test_missing_note(self):
        text = CLEAN.replace("    // (call) release: publishes the section. Pairs with (called).\n", "")
        self.write(HEADER, text)
        found = self.findings(orders.check)
        self.assertEqual(len(found), 2, found)
        self.assertIn("lock.hpp:14: release without a note", found[1])
        self.assertIn("pairs with (call), and there is no such label", found[0])

    def test_missing_relaxed_reason(self):
        text = CLEAN.replace("    // relaxed: only the holder writes serving_.\n", "")
        self.find(text, "lock.hpp:12: order::relaxed without a `// relaxed: why.`")

    def test_empty_reasons(self):
        self.find(CLEAN.replace(" only the holder writes serving_.", ""), "lock.hpp:12: relaxed: without a reason")
        self.find(CLEAN.replace(" publishes the section.", ""), "lock.hpp:14: (call) release: without a reason")

    def test_dangling_label(self):
        self.find(
            CLEAN.replace("Pairs with (called)", "Pairs with (called), (gone)"), "lock.hpp:14: (call)", "(gone)", "no such"
        )

    def test_one_sided_pairing(self):
        extra = "// (peek) acquire: looks. Pairs with (call).\na_.load(order::acquire);"
        self.find(CLEAN + body(extra), "lock.hpp:20: (peek) pairs with (call) on line 14, which does not pair back")

    def test_no_pairing(self):
        self.find(body("// (a) acquire: why.\na_.load(order::acquire);"), "lock.hpp:2: (a) acquire: does not say `Pairs")

    def test_same_side_pairing(self):
        text = body(
            "// (a) acquire: why. Pairs with (b).\na_.load(order::acquire);\n"
            "// (b) acq_rel: why. Pairs with (a), (c).\na_.exchange(1, order::acq_rel);\n"
            "// (c) release: why. Pairs with (b).\na_.store(1, order::release);"
        )
        self.write(HEADER, text)
        self.assertEqual(self.findings(orders.check), [])
        text = text.replace("acq_rel", "acquire").replace("a_.exchange(1, ", "a_.load(")
        self.write(HEADER, text)
        found = self.findings(orders.check)
        self.assertEqual([line for line in found if "acquire too" not in line], [])
        self.assertEqual(len(found), 2, found)

    def test_implicit_order(self):
        self.find(body("a_.load();"), "lock.hpp:2: load() does not name its order")
        self.find(body("n->next.store(\n    g(order_of(1)));"), "lock.hpp:2: store()")
        self.find(body("B::template await<spin<2>>(a_, f);"), "lock.hpp:2: await()")
        self.find(body("B::fence(mo);"), "lock.hpp:2: fence()")

    def test_implicit_order_around_an_explicit_one(self):
        self.find(body("// relaxed: a hint.\na_.store(b_.load(order::relaxed));"), "lock.hpp:3: store()")

    def test_implicit_failure_order(self):
        text = body("// relaxed: a hint.\na_.compare_exchange_strong(e, d, order::relaxed);")
        self.find(text, "lock.hpp:3: compare_exchange_strong()", "success and failure")

    def test_std_order(self):
        self.find(body("g(std::memory_order_acquire);"), "lock.hpp:2: write order::acquire, not std::memory_order")

    def test_consume(self):
        self.find(body("a_.load(order::consume);"), "lock.hpp:2: order::consume")

    def test_duplicate_label(self):
        text = body("// (a) acq_rel: why. Pairs with (a).\na_.exchange(1, order::acq_rel);\n" * 2)
        self.find(text, "lock.hpp:4: label (a) is already used on line 2")

    def test_wrong_order_in_note(self):
        text = CLEAN.replace("(call) release", "(call) acq_rel")
        self.write(HEADER, text)
        found = self.findings(orders.check)
        self.assertIn("lock.hpp:14: the statement below has no acq_rel order for the note `(call) acq_rel`", found[0])
        self.assertIn("lock.hpp:15: release without a note", found[1])

    def test_stale_relaxed_note(self):
        self.find(body("// relaxed: the load is gone.\ng();"), "lock.hpp:2: the statement below has no relaxed order")

    def test_detached_note(self):
        self.write(HEADER, body("// relaxed: a hint.\n\na_.load(order::relaxed);"))
        found = self.findings(orders.check)
        self.assertIn("lock.hpp:2: this note is not right above a statement", found[0])
        self.assertIn("lock.hpp:4: order::relaxed without", found[1])

    def test_one_note_does_not_cover_two_orders(self):
        text = body("// (a) acq_rel: why. Pairs with (a).\ng(a_.exchange(1, order::acq_rel), b_.exchange(1, order::acq_rel));")
        self.find(text, "lock.hpp:3: acq_rel without a note")

    def test_note_does_not_reach_into_a_block(self):
        text = body("// relaxed: a hint.\nif (a_.load(order::relaxed)) {\n  b_.load(order::relaxed);\n}")
        self.find(text, "lock.hpp:4: order::relaxed without")

    def test_labels_and_pairs_of_the_wrong_form(self):
        self.find(body("// (a) relaxed: why.\na_.load(order::relaxed);"), "lock.hpp:2: (a) relaxed: a label means")
        self.find(body("// acquire: why.\na_.load(order::acquire);"), "lock.hpp:2: acquire: this note has no label")

    def test_unexplained_cycle(self):
        self.find(body("// (a) seq_cst: both. Pairs with (a).\nfence_full();"), "lock.hpp:2:", "one of us sees the other")

    def test_unexplained_fence(self):
        self.find(body("fence_release(flag_);"), "lock.hpp:2: release without a note")
        self.find(body("B::light_fence();"), "lock.hpp:2: seq_cst without a note")

    def test_unknown_file_of_a_pair(self):
        self.find(body("// (a) acquire: why. Pairs with (b in gone.hpp).\na_.load(order::acquire);"), "gone.hpp", "0 checked")

    def test_one_sided_pair_across_files(self):
        self.write(OTHER, body("// (put) release: gives. Pairs with (put in queue.hpp), (got).\na_.store(1, order::release);"))
        self.write(HEADER, body("// (got) acquire: takes. Pairs with (put in queue.hpp).\na_.load(order::acquire);"))
        self.assertIn("which does not pair back", "\n".join(self.findings(orders.check)))


class CommandLine(TreeTest):
    def test_exit_status_and_message(self):
        self.write(HEADER, CLEAN)
        self.assertEqual(self.run_main(source.main, "orders", orders.check)[0], 0)
        self.write(HEADER, body("a_.load();"))
        status, output = self.run_main(source.main, "orders", orders.check)
        self.assertEqual(status, 1)
        self.assertIn(f"{HEADER}:2: load() does not name its order", output)

    def test_an_empty_tree_does_not_pass(self):
        status, output = self.run_main(source.main, "orders", orders.check)
        self.assertEqual(status, 1)
        self.assertIn("nothing was checked", output)

    def test_a_missing_root_is_a_usage_error(self):
        status, output = self.run_main(source.main, "orders", orders.check, "--root", "/nonexistent")
        self.assertEqual(status, 2)
        self.assertIn("/nonexistent", output)


if __name__ == "__main__":
    unittest.main()
