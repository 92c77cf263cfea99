# tests/cli/test_booleans.py - true, false and numbers are the same in CSV and NDJSON.
import json
import random

from support import CommandTest, main


class Booleans(CommandTest):
    def setUp(self):
        super().setUp()
        r = random.Random(3)
        self.values = [(r.random() < 0.4, r.choice([1.0, 2.0, 3.5, "x"])) for _ in range(400)]
        for name, spell in ("lower", str.lower), ("pandas", str), ("upper", str.upper):
            self.write(name + ".csv", "b,k\n" + "".join(f"{spell(str(b))},{k}\n" for b, k in self.values))
        self.write("rows.ndjson", "".join(json.dumps({"b": b, "k": k}) + "\n" for b, k in self.values))

    def test_no_side_differs(self):
        files = "lower.csv", "pandas.csv", "upper.csv", "rows.ndjson"
        for reference in files:
            for current in files:
                done = self.tepid("compare", reference, current, "--json")
                self.assertEqual(done.code, 0, (reference, current, done.out, done.err))
                self.assertEqual([(c["type"], c["moved"]["share"]) for c in done.json()["columns"]],
                                 [("boolean", 0), ("categorical", 0)])

    def test_profiles_are_the_same_bytes(self):
        made = set()
        for name in "lower.csv", "pandas.csv", "rows.ndjson":
            self.tepid("profile", name, "-o", "p.tepid")
            made.add((self.dir / "p.tepid").read_bytes())
        self.assertEqual(len(made), 1)

    def test_a_monitor_takes_one_for_the_other(self):
        self.write("m.json", json.dumps({"name": "m", "rate": 1, "signals": [{"name": "k", "type": "categorical", "role": "feature"}]}))
        self.assertEqual(self.tepid("profile", "lower.csv", "--config", "m.json", "-o", "m.tepid").code, 0)
        for name in "lower.csv", "rows.ndjson":
            done = self.tepid("watch", "--config", "m.json", "-r", "m.tepid", name)
            self.assertEqual((done.code, done.out), (0, ""), done.err)

    def test_run_reads_them_as_numbers(self):
        outs = {self.tepid("run", "cusum", "-p", "mean=0.4", "-c", "b", name).out for name in ("lower.csv", "pandas.csv", "rows.ndjson")}
        self.assertEqual(len(outs), 1)


if __name__ == "__main__":
    main()
