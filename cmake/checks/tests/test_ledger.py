# SPDX-License-Identifier: MIT
"""The ledger against the orders of the headers."""

import json
import unittest

from tree import TreeTest

import ledger

HEADER = """// SPDX-License-Identifier: MIT
#pragma once
void unlock() {
  // (freed) release: publishes. Pairs with (taken).
  word.store(0, order::release);
}
"""
FREED = {"order": "mutex.hpp (freed) release -> relaxed", "rows": ["mutex"], "verdict": "necessary"}
CLIENT = {"row": "mutex", "client": "exclusion", "threads": 2, "verdict": "passed", "executions": 7}


class Ledger(TreeTest):
    def setUp(self):
        super().setUp()
        self.write("sync/include/interlock/sync/mutex.hpp", HEADER)
        self.record([CLIENT], [FREED])

    def record(self, clients, orders):
        self.write(ledger.LEDGER, json.dumps({"clients": clients, "orders": orders}))

    def test_complete(self):
        self.assertEqual(self.findings(ledger.check), [])

    def test_an_order_that_no_client_comes_by(self):
        self.record([CLIENT], [])
        self.assert_only(ledger.check, "mutex.hpp:4:", "(freed) release", "no client comes by")

    def test_an_order_that_is_gone(self):
        gone = {**FREED, "order": "mutex.hpp (gone) release -> relaxed"}
        self.record([CLIENT], [FREED, gone])
        self.assert_only(ledger.check, 'lists "mutex.hpp (gone)')

    def test_another_order_of_the_same_label(self):
        self.record([CLIENT], [{**FREED, "order": "mutex.hpp (freed) acquire -> relaxed"}])
        self.assertEqual(len(self.findings(ledger.check)), 2)

    def test_an_order_without_a_label(self):
        self.record([CLIENT], [FREED, {**FREED, "order": "mutex.hpp:5 store release -> relaxed"}])
        self.assert_only(ledger.check, 'lists "mutex.hpp:5 store')

    def test_a_survivor(self):
        self.record([CLIENT], [{**FREED, "verdict": "survived"}])
        self.assert_only(ledger.check, "(freed)", "survived")

    def test_a_client_that_failed(self):
        self.record([{**CLIENT, "verdict": "failed"}], [FREED])
        self.assert_only(ledger.check, "mutex/exclusion failed")

    def test_orders_of_the_seam_are_no_decisions(self):
        self.write("memory_order/include/interlock/memory_order/atomic.hpp", HEADER)
        self.assertEqual(self.findings(ledger.check), [])

    def test_no_ledger(self):
        (self.root / ledger.LEDGER).unlink()
        self.assert_only(ledger.check, "cannot be read as a ledger")
        self.write(ledger.LEDGER, "[]")
        self.assert_only(ledger.check, "cannot be read as a ledger")

    def test_recording(self):
        checked = self.write("checked.json", json.dumps({"clients": [{**CLIENT, "seconds": 1.5, "events": 3}]}))
        weakened = self.write("weakened.json", json.dumps({"orders": [FREED], "survivors": 0}))
        ledger.record(self.root, checked, weakened)
        self.assertEqual(self.findings(ledger.check), [])
        text = (self.root / ledger.LEDGER).read_text(encoding="utf-8")
        self.assertNotIn("seconds", text)
        self.assertRegex(text, r'"date": "\d{4}-\d\d-\d\d"')
        self.assertEqual(json.loads(text)["clients"], [CLIENT])

    def test_merging_replaces_the_rows_that_were_checked(self):
        other = {**CLIENT, "row": "spinlock"}
        freed = {**FREED, "rows": ["mutex", "spinlock"]}
        self.record([CLIENT, other], [freed])
        fewer = {**CLIENT, "client": "trying", "executions": 3}
        new = {**CLIENT, "row": "latch"}
        checked = self.write("checked.json", json.dumps({"clients": [fewer, new]}))
        weakened = self.write("weakened.json", json.dumps({"orders": [{**FREED, "found_by": "mutex/trying"}]}))
        ledger.record(self.root, checked, weakened, merge=True)
        merged = json.loads((self.root / ledger.LEDGER).read_text(encoding="utf-8"))
        self.assertEqual(merged["clients"], [fewer, other, new])
        self.assertEqual(merged["orders"], [{**freed, "found_by": "mutex/trying"}])



if __name__ == "__main__":
    unittest.main()
