# tests/cli/test_extreme_values.py - values near the ends of what a double can hold are those of one column alone.
import itertools

from support import CommandTest, main

MOST, LEAST = "1.7976931348623157e308", "5e-324"
COLUMNS = {
    "both_ends": [MOST, "-" + MOST],
    "upper_end": [MOST, "0"],
    "lower_end": ["-" + MOST, "0"],
    "denormal": [LEAST, "1e-310", "0"],
    "huge_range": [LEAST, "1", MOST],
    "one_end": [MOST],
    "zeros": ["0", "-0"],
    "usual": ["1", "2", "3", "5"],
}


class ExtremeValues(CommandTest):
    def table(self, name, rows, turn=0, **columns):
        values = {**COLUMNS, **columns}
        cells = [list(itertools.islice(itertools.cycle(v[turn:] + v[:turn]), rows)) for v in values.values()]
        self.write(name, ",".join(values) + "\n" + "".join(",".join(row) + "\n" for row in zip(*cells)))
        return name

    def test_a_profile_has_all_columns_and_can_be_used(self):
        for rows in 5, 100, 260_000:  # kept, kept, streamed
            self.table("t.csv", rows)
            done = self.tepid("profile", "t.csv", "-o", "p.tepid", "--json")
            self.assertEqual(done.code, 0, done.err)
            for column in done.json()["columns"]:
                for key in "mean", "min", "median", "max":
                    self.assertIsNotNone(column[key], column)
            done = self.tepid("compare", "p.tepid", "t.csv", "--json")
            self.assertIn(done.code, (0, 3), done.err)
            self.assertEqual({c["verdict"] for c in done.json()["columns"]} - {"no drift", "inconclusive"}, set())
        done = self.tepid("profile", "t.csv", "-o", "p.tepid")
        self.assertIn("values too large for an sd", done.out)

    def test_every_column_is_compared_by_every_test(self):
        self.table("a.csv", 400)
        self.table("b.csv", 400, turn=1, usual=["7", "8", "9"], both_ends=[MOST] * 5 + ["-" + MOST])
        done = self.tepid("compare", "a.csv", "b.csv", "--json")
        self.assertEqual(done.code, 1, done.err)
        verdicts = {c["name"]: c["verdict"] for c in done.json()["columns"]}
        self.assertEqual([name for name, v in verdicts.items() if v == "drift"], ["both_ends", "usual"])
        done = self.tepid("compare", "a.csv", "b.csv", "--tests", "all", "--json")
        self.assertEqual(done.code, 1, done.err)
        for column in done.json()["columns"]:
            # An effect is a number, or infinite where the reference is constant; nothing else may be unknown in silence.
            for test in column["tests"]:
                if column["name"] != "one_end" and column["name"] != "zeros":
                    self.assertIsNotNone(test["effect"], (column["name"], test))

    def test_a_column_is_watched_and_its_effect_is_a_number(self):
        values = [MOST, "-" + MOST, "0", "1", LEAST]
        self.write("a.csv", "x,y\n" + "".join(f"{values[i % 5]},{i % 10}\n" for i in range(3000)))
        self.assertEqual(self.tepid("profile", "a.csv", "-o", "p.tepid").code, 0)
        self.write("b.csv", "x,y\n" + "".join(f"{MOST},{i % 10}\n" for i in range(1000)))
        done = self.tepid("watch", "-r", "p.tepid", "b.csv", "--json")
        self.assertEqual(done.code, 1, done.err)
        self.assertEqual({a["signal"] for a in done.lines()}, {"x"})
        self.assertTrue(all(a["effect"] > 0 for a in done.lines()))

    def test_a_monitor_has_them_as_references(self):
        self.write("m.json", '{"name": "m", "window_rows": 100, "signals": ['
                             '{"name": "x", "role": "feature", "type": "numeric"},'
                             '{"name": "v", "role": "feature", "type": "vector", "dimensions": 2}]}')
        values = [MOST, "-" + MOST, "0", "1", LEAST]
        self.write("a.csv", "x,v[0],v[1]\n" + "".join(f"{values[i % 5]},{values[i % 3]},{i % 10}\n" for i in range(3000)))
        done = self.tepid("profile", "a.csv", "--config", "m.json", "-o", "m.tepid")
        self.assertEqual(done.code, 0, done.err)
        done = self.tepid("watch", "--config", "m.json", "-r", "m.tepid", "a.csv")
        self.assertEqual(done.code, 0, done.err)

    def test_a_column_without_a_finite_value_is_told_and_the_others_are_compared(self):
        for hopeless in "inf", "", "NaN", "-inf":
            self.write("a.csv", "x,y\n" + "".join(f"{hopeless},{i * 37 % 200}\n" for i in range(200)))
            self.write("b.csv", "x,y\n" + "".join(f"{i},{i * 37 % 200 + 150}\n" for i in range(200)))
            for reference, current in ("a.csv", "b.csv"), ("b.csv", "a.csv"):
                done = self.tepid("compare", reference, current, "--json")
                self.assertEqual(done.code, 1, done.err)
                x, y = done.json()["columns"]
                self.assertEqual(y["verdict"], "drift")
                self.assertTrue(x["verdict"] == "drift" or "value in the" in x["note"], x)


if __name__ == "__main__":
    main()
