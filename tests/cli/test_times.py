# tests/cli/test_times.py - what is a time: dates in any order, and numbers that only grow.
import datetime
import json
import random

from support import CommandTest, main

DAY = datetime.datetime(2025, 1, 1)


class Times(CommandTest):
    def column(self, name, write, rows=60, ndjson=False):
        """A table with a column `name`; its values are write(i)."""
        r = random.Random(5)
        values = [(write(i), r.gauss(0, 1)) for i in range(rows)]
        if ndjson:
            return self.write("t.ndjson", "".join(json.dumps({name: v, "x": x}) + "\n" for v, x in values))
        return self.write("t.csv", f"{name},x\n" + "".join(f"{v},{x}\n" for v, x in values))

    def profiled(self, table, *options):
        done = self.tepid("profile", table, "-o", "t.tepid", "--json", *options)
        self.assertEqual(done.code, 0, done.err)
        found = done.json()["columns"][0]
        return found["type"], found["type_reason"], found.get("min"), found.get("max"), done.err

    def not_judged(self, table, name):
        """Nor against its profile."""
        for reference in table, "t.tepid":
            done = self.tepid("compare", reference, table, "--json")
            self.assertEqual(done.code, 3, done.out)
            column = next(c for c in done.json()["columns"] if c["name"] == name)
            self.assertEqual((column["type"], column["verdict"], column["note"]), ("time", "cannot be judged", "a time, which only grows"))

    def test_dates_in_every_order(self):
        last = (DAY + datetime.timedelta(59) - datetime.datetime(1970, 1, 1)).total_seconds()
        for form, options, says in (("%d/%m/%Y", (), "a date with the day first"), ("%d.%m.%Y 14:05", (), "a date with the day first"),
                                    ("%m/%d/%Y", (), "a date with the month first"), ("%d-%m-%Y", ("--day-first",), "the day first"),
                                    ("%Y/%m/%d", (), "a time")):
            for ndjson in False, True:
                table = self.column("when", lambda i: (DAY + datetime.timedelta(i)).strftime(form), ndjson=ndjson)
                kind, reason, low, high, told = self.profiled(table, *options)
                self.assertEqual(kind, "time", form)
                self.assertIn("every value is " + says if says != "the day first" else says, reason)
                self.assertEqual((high - low, high - last), (59 * 86400, 14 * 3600 + 300 if "14:05" in form else 0), form)
                self.assertNotIn("--day-first", told)
                self.not_judged(table, "when")

    def test_either_order(self):
        table = self.column("when", lambda i: f"{i % 12 + 1}/2/2025 9:05 PM")
        kind, reason, low, high, told = self.profiled(table)
        self.assertEqual((kind, reason), ("time", "every value is a date that may have the day or the month first, taken with the month first"))
        self.assertIn("column 'when'; if it is the day, say --day-first", told)
        self.assertGreater(high - low, 300 * 86400)
        kind, reason, low, high, told = self.profiled(table, "--day-first")
        self.assertEqual((kind, high - low, told), ("time", 11 * 86400, ""))

    def test_no_order(self):
        # The third value fits no order that the first two do.
        table = self.column("when", lambda i: ("13/1/2025", "14/1/2025", "1/13/2025")[i % 3])
        self.assertEqual(self.profiled(table)[0], "categorical")
        table = self.column("when", lambda i: "1/13/2025")
        self.assertEqual(self.profiled(table, "--day-first")[0], "categorical")
        self.refused("profile", table, "-o", "t.tepid", "--day-first", "--types", "when=time", says="t.csv:2: column 'when': '1/13/2025' is not a time")

    def test_numbers_that_only_grow(self):
        for unit, scale in ("seconds", 1), ("milliseconds", 1000), ("microseconds", 10**6), ("nanoseconds", 10**9):
            for ndjson in False, True:
                table = self.column("x1", lambda i: (1735689600 + i // 2) * scale, ndjson=ndjson)
                kind, reason, low, high, told = self.profiled(table)
                self.assertEqual((kind, reason), ("time", f"its whole numbers only grow, and as {unit} since 1970 they are of 2001 to 2100"))
                self.assertEqual(low, 1735689600 * scale)
                self.not_judged(table, "x1")
                self.assertIn("2025-01-01 00:00:29", self.tepid("profile", table, "-o", "t.tepid").out)
        for name in "ts", "created_at", "user.createdAt", "Date":
            kind, reason, *_ = self.profiled(self.column(name, lambda i: i // 2))
            self.assertEqual((kind, reason), ("time", "its numbers only grow, and its name says that it is a time"), name)

    def test_numbers_that_are_no_times(self):
        for name, write in (("response_time", lambda i: i // 2), ("ts", lambda i: 1735689600), ("ts", lambda i: 1735689600 + (i % 7)),
                            ("x1", lambda i: 900000000 + i // 2), ("x1", lambda i: 1735689600.5 + i // 2), ("flat", lambda i: i)):
            self.assertEqual(self.profiled(self.column(name, write))[0], "numeric", name)
        self.assertEqual(self.profiled(self.column("ts", lambda i: 1735689600 + i, rows=19))[0], "numeric")
        table = self.column("ts", lambda i: 1735689600 + i // 2)
        self.assertEqual(self.profiled(table, "--types", "ts=numeric")[:2], ("numeric", "it was given"))
        self.assertEqual(self.tepid("compare", table, table, "--types", "ts=numeric", "--json").json()["columns"][0]["type"], "numeric")

    def test_a_monitor_reads_dates_with_the_day_first(self):
        self.write("m.json", json.dumps({"signals": [{"name": "x"}], "rate": 1.0}))
        table = self.column("time", lambda i: f"{i + 1}.02.2025 14:05", rows=28)
        self.refused("profile", "--config", "m.json", table, "-o", "m.tepid", says=("'1.02.2025 14:05' is no time", "--day-first reads"))
        done = self.tepid("profile", "--config", "m.json", table, "-o", "m.tepid", "--day-first")
        self.assertIn("from 2025-02-01 14:05:00 to 2025-02-28 14:05:00", done.out, done.err)


class Codes(CommandTest):
    def reason(self, cells, *options):
        self.write("t.csv", "k,zip\n" + "".join(f"{i % 3},{c}\n" for i, c in enumerate(cells)))
        done = self.tepid("profile", "t.csv", "-o", "t.tepid", "--json", *options)
        column = done.json()["columns"][1]
        return column["type"], column["type_reason"], done.err, column

    def test_numbers_with_zeros_in_front(self):
        for quote in "", '"':
            kind, reason, told, column = self.reason([f"{quote}{c}{quote}" for c in ["10115", "00123", "80331"] * 20])
            self.assertEqual((kind, reason), ("categorical", "all numbers have 5 digits, and some begin with 0, the first '00123' in line 3: codes"))
            self.assertEqual(sorted(v["value"] for v in column["top"]), ["00123", "10115", "80331"])
            self.assertIn("column 'zip' (20); --types zip=numeric says otherwise", told)
        self.assertEqual(self.reason(["10115", "00123"], "--types", "zip=numeric")[0], "numeric")
        kind, reason, told, _ = self.reason(["7", "007", "42"] * 20)
        self.assertEqual((kind, reason), ("numeric", "every value is a number; 20 begin with 0, the first '007' in line 3, which numbers do not keep"))
        self.assertIn("column 'zip' (20); --types zip=categorical says otherwise", told)
        for cells in ["00.5", "12.5"], ["-012", "1234"], ["0.5", "0.7"], ["0", "1"], ["00123", "10115", "abc"], ["0", "10"]:
            self.assertNotIn("digits", self.reason(cells * 20)[1], cells)

    def test_both_sides_and_large_tables(self):
        r = random.Random(3)
        for name in "a.csv", "b.csv":
            self.write(name, "k,zip\n" + "".join(f"{r.gauss(0, 1):.3f},{r.choice(['00123', '10115', '80331'])}\n" for _ in range(3000)))
        done = self.tepid("compare", "a.csv", "b.csv", "--json")
        self.assertEqual([(c["type"], c["verdict"]) for c in done.json()["columns"]], [("numeric", "no drift"), ("categorical", "no drift")])


if __name__ == "__main__":
    main()
