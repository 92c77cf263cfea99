# tests/cli/test_bad_lines.py - rows with another number of cells and lines that are no JSON: an error, or left out and told.
import json
import random

from support import CommandTest, main


class BadLines(CommandTest):
    def setUp(self):
        super().setUp()
        r = random.Random(1)
        self.rows = [(f"{r.gauss(0, 1):.4f}", "ab"[i % 2]) for i in range(3000)]

    def csv(self, name, bad=()):
        lines = ["x,k"] + [",".join(row) for row in self.rows]
        for at, text in bad:
            lines.insert(at, text)
        return self.write(name, "\n".join(lines) + "\n")

    def ndjson(self, name, bad=()):
        lines = [json.dumps({"x": float(x), "k": k}) for x, k in self.rows]
        for at, text in bad:
            lines.insert(at, text)
        return self.write(name, "\n".join(lines) + "\n")

    def test_left_out_and_told(self):
        for make, suffix, bad, cause in (
            (self.csv, "csv", [(700, "1"), (900, "panic: a, b, c"), (1500, "")], "the row has 1 cell, the header 2"),
            (self.ndjson, "ndjson", [(700, '{"x": 1, "new": 2'), (900, "panic"), (1500, "")], "invalid JSON at character 18"),
        ):
            good = make("good." + suffix)
            name = make("bad." + suffix, bad)
            line = 701
            self.refused("profile", name, "-o", "no.tepid", says=f"{name}:{line}: {cause}")
            self.refused("profile", name, "-o", "no.tepid", "--bad-lines", "error", says=f"{name}:{line}: {cause}")
            expected = self.tepid("profile", good, "-o", "good.tepid", "--json").json()
            done = self.tepid("profile", name, "-o", "bad.tepid", "--json", "--bad-lines", "skip")
            self.assertEqual(done.code, 0, done.err)
            self.assertIn(f"tepid: note: {name}: 2 bad lines were left out, the first in line {line}: {cause}\n", done.err)
            found = done.json()
            self.assertEqual(found["bad_lines"], {"count": 2, "first_line": line, "first_cause": cause})
            self.assertEqual((found["rows"], found["columns"]), (expected["rows"], expected["columns"]))
            self.assertEqual((self.dir / "good.tepid").read_bytes(), (self.dir / "bad.tepid").read_bytes())
            self.assertNotIn("bad_lines", expected)
            clean = self.tepid("profile", good, "-o", "good.tepid", "--json", "--bad-lines", "skip")
            self.assertEqual(clean.json()["bad_lines"], {"count": 0, "first_line": None, "first_cause": None})
            self.assertEqual(clean.err, "")
            # Also where a table is read twice.
            self.write("large." + suffix, ((self.dir / name).read_text() * 400).replace("x,k\n", "") if suffix == "ndjson" else
                       "x,k\n" + (self.dir / name).read_text().split("\n", 1)[1] * 400)
            found = self.tepid("profile", "large." + suffix, "-o", "large.tepid", "--json", "--bad-lines", "skip").json()
            self.assertEqual((found["bad_lines"]["count"], found["bad_lines"]["first_line"], found["rows"]), (800, line, 1_200_000))

    def test_more_than_a_tenth_is_never_no_drift(self):
        for make, suffix, text in (self.csv, "csv", "1"), (self.ndjson, "ndjson", "panic"):
            good = make("good." + suffix)
            for bad, code in (333, 0), (334, 3):  # of 3,333 lines and 3,334
                name = make("bad." + suffix, [(2 * i + 1, text) for i in range(bad)])
                for sides in (good, name), (name, good):
                    done = self.tepid("compare", *sides, "--bad-lines", "skip", "--json")
                    self.assertEqual((done.code, done.json()["verdict"]), (code, "inconclusive" if code else "no drift"), sides)
                    self.assertEqual([c["verdict"] for c in done.json()["columns"]], ["no drift"] * 2)
                    self.assertEqual(done.json()["doubts"], [f"{name}: 334 of 3,334 lines were left out, more than a tenth: without them "
                                                             "nobody can say no drift"] if code else [])
                done = self.tepid("compare", good, name, "--bad-lines", "skip")
                self.assertEqual(done.code, code)
                self.assertEqual(f"\nInconclusive: {name}: 334 of 3,334 lines were left out" in done.out, code == 3)
            # Drift stays drift.
            moved = self.write("moved." + suffix, (self.dir / name).read_text().replace(",a\n", ",z\n").replace(': "a"', ': "z"'))
            done = self.tepid("compare", good, moved, "--bad-lines", "skip")
            self.assertEqual(done.code, 1, done.out)
            self.assertNotIn("Inconclusive", done.out)
            self.assertIn(f"{moved}: 334 of 3,334 lines were left out", done.out)

    def test_every_command_takes_it(self):
        self.csv("good.csv")
        name = self.csv("bad.csv", [(700, "1"), (900, "1,2,3")])
        one = f"{name}:701: a bad line is left out: the row has 1 cell, the header 2\n"
        both = f"{name}: 2 bad lines were left out, the first in line 701: the row has 1 cell, the header 2\n"
        self.write("m.json", json.dumps({"name": "m", "window_rows": 100, "signals": [{"name": "x"}]}))
        self.tepid("profile", "good.csv", "-o", "good.tepid")
        self.tepid("profile", "good.csv", "-o", "m.tepid", "--config", "m.json")
        for args in (
            ("compare", "good.csv", name),
            ("run", "cusum", name, "-c", "x"),
            ("watch", "-r", "good.tepid", name),
            ("watch", "--config", "m.json", "-r", "m.tepid", name),
            ("profile", name, "-o", "n.tepid", "--config", "m.json"),
            ("change-points", name, "-c", "x"),
            ("design", "cusum", "--arl0", 500, "--reference", name, "--column", "x"),
        ):
            self.refused(*args, says=f"{name}:701: the row has 1 cell, the header 2")
            done = self.tepid(*args, "--bad-lines", "skip")
            self.assertNotEqual(done.code, 2, (args, done.err))
            self.assertIn(both, done.err, args)
            if args[0] != "compare":
                self.assertIn(one, done.err, args)
        done = self.tepid("profile", name, "-o", "n.tepid", "--config", "m.json", "--json", "--bad-lines", "skip").json()
        self.assertEqual((done["rows"], done["bad_lines"]["count"]), (3000, 2))
        expected = self.tepid("run", "cusum", "good.csv", "-c", "x")
        self.assertEqual(self.tepid("run", "cusum", name, "-c", "x", "--bad-lines", "skip").out, expected.out)

    def test_never_all(self):
        self.write("a.csv", "x,y\n1\n2\n")
        self.write("a.ndjson", "one\ntwo\n")
        for name, says in ("a.csv", "a.csv:2: no line is good: 2 of 2; of the first: the row has 1 cell"), ("a.ndjson", "a.ndjson:1: no line is good: 2 of 2"):
            for args in ("profile", name, "-o", "no.tepid"), ("run", "cusum", "-c", "x", name):
                self.refused(*args, "--bad-lines", "skip", says=says)
        self.write("a.csv", "x,y\n")
        self.refused("profile", "a.csv", "-o", "no.tepid", "--bad-lines", "skip", says="there is a header and no row of data")

    def test_what_cannot_be_left_out(self):
        # Where broken quotes end, nobody knows; a value of another kind is no bad line.
        self.write("a.csv", 'x,y\n1,2\n1,a"b"\n3,4\n')
        self.refused("profile", "a.csv", "-o", "no.tepid", "--bad-lines", "skip", says="a.csv:3: broken quotes")
        self.write("a.csv", "x,y\n1,2\nb,2\n")
        self.refused("run", "cusum", "-c", "x", "a.csv", "--bad-lines", "skip", says="a.csv:3: column 'x': 'b' is not a number")
        self.refused("run", "cusum", "-c", "x", "a.csv", "--bad-lines", "no", says="--bad-lines")


if __name__ == "__main__":
    main()
