# tests/cli/test_large_tables.py - tables too large to be kept: the same answers in bounded memory; profiles merged.
import random
import resource
import subprocess

import support
from support import CommandTest, main


class LargeTables(CommandTest):
    def setUp(self):
        super().setUp()
        r = random.Random(1)
        # 2.1 million cells: above what is kept whole.
        self.rows = [(round(r.gauss(0, 1), 3), r.randrange(50), r.choice("abc")) for _ in range(700_000)]
        self.write("large.csv", "x,n,k\n" + "".join(f"{x},{n},{k}\n" for x, n, k in self.rows))

    def profile(self, *args, **given):
        done = self.tepid("profile", *args, "-o", "p.tepid", "--json", **given)
        self.assertEqual((done.code, done.complaints), (0, ""))
        return {c["name"]: c for c in done.json()["columns"]}

    def test_counts_are_exact_and_a_pipe_says_the_same_as_the_file(self):
        columns = self.profile("large.csv")
        xs = sorted(x for x, _, _ in self.rows)
        x = columns["x"]
        self.assertEqual((x["count"], x["missing"], x["min"], x["max"]), (len(xs), 0, xs[0], xs[-1]))
        self.assertAlmostEqual(x["mean"], sum(xs) / len(xs), 12)
        self.assertAlmostEqual(x["median"], xs[len(xs) // 2], delta=0.003)
        self.assertEqual(columns["n"]["median"], sorted(n for _, n, _ in self.rows)[len(xs) // 2])
        for category in columns["k"]["top"]:
            self.assertEqual(category["count"], sum(k == category["value"] for _, _, k in self.rows))
        by_file = (self.dir / "p.tepid").read_bytes()
        with open(self.dir / "large.csv", "rb") as pipe:
            self.assertEqual(self.profile("-", input=pipe.read()), columns)
        self.assertEqual((self.dir / "p.tepid").read_bytes(), by_file)

    def test_kinds_of_what_is_no_number_are_told_apart(self):
        words = {3: "", 5: "NaN", 7: "-inf", 8: "-inf", 11: "inf", 12: "NA"}
        cells = [words.get(i % 1000, i % 10) for i in range(2_100_000)]
        self.write("kinds.csv", "x\n" + "".join(f"{c}\n" for c in cells))
        x = self.profile("kinds.csv")["x"]
        kinds = "missing", "nan", "negative_infinity", "positive_infinity"
        self.assertEqual([x[kind] for kind in kinds], [4200, 2100, 4200, 2100])
        self.assertEqual((x["rows"], x["count"], x["min"], x["max"]), (2_100_000, 2_093_700, 0, 9))
        for reference in "p.tepid", "kinds.csv":
            (same,) = self.tepid("compare", reference, "kinds.csv", "--json").json()["columns"]
            self.assertEqual([same["current_" + kind] for kind in kinds], [4200, 2100, 4200, 2100])
            self.assertEqual([same[kind + "_difference"] for kind in kinds], [0] * 4)

    def test_memory_is_bounded(self):
        def limited():
            resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))

        if subprocess.run([support.PROGRAM, "list"], capture_output=True, preexec_fn=limited).returncode != 0:
            self.skipTest("a program with sanitizers needs more address space than that")
        with open(self.dir / "long.csv", "w") as f:
            f.write("x,n,k\n")
            block = "".join(f"{x},{n},{k}\n" for x, n, k in self.rows)
            for _ in range(8):  # 5.6 million rows, 60 MB; whole they would take some 700 MB
                f.write(block)
        done = subprocess.run([support.PROGRAM, "profile", "long.csv", "-o", "long.tepid"], cwd=self.dir, capture_output=True,
                              preexec_fn=limited, timeout=120)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"5,600,000 rows", done.stdout)

    def test_compare(self):
        moved = "".join(f"{x + 0.5:.3f},{n},{'d' if i % 4 == 0 else k}\n" for i, (x, n, k) in enumerate(self.rows))
        self.write("moved.csv", "x,n,k\n" + moved)
        done = self.tepid("compare", "large.csv", "moved.csv", "--json")
        found = {c["name"]: c for c in done.json()["columns"]}
        self.assertEqual([found[c]["verdict"] for c in "xnk"], ["drift", "no drift", "drift"])
        # D of N(0, 1) and N(0.5, 1) is 2 Phi(0.25) - 1 = 0.1974.
        self.assertAlmostEqual(found["x"]["tests"][0]["effect"], 0.1974, delta=0.003)
        self.assertIn("rank error carried", found["x"]["tests"][0]["method"])
        small = self.write("small.csv", "x,n,k\n" + "".join(f"{x},{n},{k}\n" for x, n, k in self.rows[:5000]))
        mixed = self.tepid("compare", "large.csv", small, "--json")
        self.assertEqual((mixed.code, {c["verdict"] for c in mixed.json()["columns"]}), (0, {"no drift"}))
        self.refused("compare", "large.csv", small, "--tests", "welch", says=["'welch' needs the values themselves", "'x'"])

    def test_a_word_that_comes_late(self):
        self.write("late.csv", "x\n" + "1\n" * 2_000_100 + "oops\n")
        done = self.tepid("profile", "late.csv", "-o", "p.tepid", "--json")
        (column,) = done.json()["columns"]
        self.assertEqual((column["type"], column["distinct"]), ("categorical", 2))
        self.assertEqual(column["top"], [{"value": "1", "count": 2_000_100}, {"value": "oops", "count": 1}])
        self.assertIn("late.csv:2000102: column 'x' is taken as categorical because of 'oops'", done.err)

    def test_columns_that_turn_out_to_be_text_late(self):
        # The first has had no value, the second numbers, the third both in the very block that has its first word.
        n, late = 700_000, 690_000
        lines = (f"{'' if i < late else 'vw'[i % 2]},{i % 7 if i < late else 'x'},{i % 3 if i % 9 else 'y' if i > late else ''}\n"
                 for i in range(n))
        self.write("late.csv", "a,b,c\n" + "".join(lines))
        done = self.tepid("profile", "late.csv", "-o", "p.tepid", "--json")
        columns = {c["name"]: c for c in done.json()["columns"]}
        counts = {name: {k["value"]: k["count"] for k in c["top"]} for name, c in columns.items()}
        self.assertEqual(counts["a"], {"v": 5000, "w": 5000})
        self.assertEqual(columns["a"]["missing"], late)
        self.assertEqual(counts["b"], {"x": n - late, **{str(d): len(range(d, late, 7)) for d in range(7)}})
        self.assertEqual(counts["c"]["y"], sum(i % 9 == 0 for i in range(late + 1, n)))
        self.assertEqual(counts["c"]["0"], sum(i % 3 == 0 and i % 9 != 0 for i in range(n)))
        same = self.tepid("compare", "late.csv", "late.csv", "--json")
        self.assertEqual({(c["moved"]["share"], c["verdict"]) for c in same.json()["columns"]}, {(0, "no drift")})

    def test_a_comparison_is_within_what_its_sketches_promise(self):
        self.write("other.csv", "x,n,k\n" + "".join(f"{x + 0.01:.3f},{n},{k}\n" for x, n, k in self.rows))
        found = {c["name"]: c for c in self.tepid("compare", "large.csv", "other.csv", "--json").json()["columns"]}
        # D of N(0, 1) and N(0.01, 1) is 0.0040; each side's sketch is off by 2e-4 and its points by 1e-4.
        self.assertAlmostEqual(found["x"]["tests"][0]["effect"], 0.0040, delta=0.0012)
        self.assertAlmostEqual(found["n"]["tests"][0]["effect"], 0, delta=0.0006)
        self.assertGreater(found["n"]["tests"][0]["p_value"], 0.99)

    def test_a_key_that_comes_late(self):
        self.write("late.ndjson", '{"x":1}\n' * 2_000_100 + '{"x":2,"y":3}\n{"x":null,"z":"w"}\n')
        columns = self.profile("late.ndjson")
        self.assertEqual((columns["x"]["count"], columns["x"]["missing"], columns["x"]["max"]), (2_000_101, 1, 2))
        self.assertEqual((columns["y"]["count"], columns["y"]["missing"], columns["y"]["max"]), (1, 2_000_101, 3))
        self.assertEqual((columns["z"]["count"], columns["z"]["missing"]), (1, 2_000_101))

    def test_merge(self):
        names = []
        for i in range(4):
            part = self.rows[i * 3000:(i + 1) * 3000]
            self.write(f"{i}.csv", "x,n,k\n" + "".join(f"{x},{n},{k}\n" for x, n, k in part))
            self.assertEqual(self.tepid("profile", f"{i}.csv", "-o", f"{i}.tepid").code, 0)
            names.append(f"{i}.tepid")
        done = self.tepid("profile", "--merge", *names, "-o", "all.tepid", "--json")
        self.assertEqual(done.code, 0)
        merged = {c["name"]: c for c in done.json()["columns"]}
        self.write("whole.csv", "x,n,k\n" + "".join(f"{x},{n},{k}\n" for x, n, k in self.rows[:12000]))
        whole = self.profile("whole.csv")
        for name in "xn":
            for key in "count", "missing", "min", "max", "median":
                self.assertEqual(merged[name][key], whole[name][key], (name, key))
            self.assertAlmostEqual(merged[name]["sd"], whole[name]["sd"], 12)
        # What a reading found out beside the values is no part of a profile.
        self.assertEqual(merged["k"], {k: v for k, v in whole["k"].items() if k not in ("type_reason", "missing_words")})
        same = self.tepid("compare", "all.tepid", "whole.csv", "--json")
        self.assertEqual({(c["moved"]["share"], c["verdict"]) for c in same.json()["columns"]}, {(0, "no drift")})
        self.write("other.csv", "y\n1\n")
        self.tepid("profile", "other.csv", "-o", "other.tepid")
        self.refused("profile", "--merge", "0.tepid", "other.tepid", "-o", "no.tepid", says=["other.tepid", "0.tepid", "'x'"])
        self.assertFalse((self.dir / "no.tepid").exists())
        self.refused("profile", "0.csv", "1.csv", "-o", "no.tepid", says=["--merge"])
        self.refused("profile", "--merge", "0.csv", "-o", "no.tepid", says=["0.csv", "not a profile"])


if __name__ == "__main__":
    main()
