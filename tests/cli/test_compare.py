# tests/cli/test_compare.py - tepid compare: verdicts, shapes and what is not compared.
import json
import random
import re

from support import ROOT, CommandTest, main, plain_build_only


def table(columns):
    names = list(columns)
    rows = zip(*columns.values())
    return ",".join(names) + "\n" + "".join(",".join("" if v is None else str(v) for v in row) + "\n" for row in rows)


def normal(seed, n, mean=0.0):
    r = random.Random(seed)
    return [round(r.gauss(mean, 1), 4) for _ in range(n)]


KINDS = "missing", "nan", "negative_infinity", "positive_infinity"


class Compare(CommandTest):
    def compare(self, before, now, *args):
        self.write("before.csv", table(before) if isinstance(before, dict) else before)
        self.write("now.csv", table(now) if isinstance(now, dict) else now)
        return self.tepid("compare", "before.csv", "now.csv", "--json", *args)

    @staticmethod
    def counts(column):
        return {kind: (column["reference_" + kind], column["current_" + kind]) for kind in KINDS}

    def column(self, done, name):
        return next(c for c in done.json()["columns"] if c["name"] == name)

    def test_the_shape(self):
        done = self.compare({"x": normal(1, 3000)}, {"x": normal(2, 2000)})
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertEqual((done.json()["schema"], done.json()["verdict"], done.json()["decisions"]), (1, "no drift", 3))
        (column,) = done.json()["columns"]
        self.assertEqual((column["name"], column["type"], column["reference"], column["current"]), ("x", "numeric", 3000, 2000))
        self.assertLessEqual({"share", "low", "high", "p", "p_adjusted", "n_needed"}, set(column["moved"]))
        self.assertLessEqual({"kolmogorov_smirnov", "psi"}, {t["name"] for t in column["tests"]})
        for test in column["tests"]:
            self.assertLessEqual({"name", "statistic", "p_value", "effect"}, set(test))

    def test_numbers_by_hand(self):
        # {1, 2, 3} against {2.5, 4, 5, 6}: before 4 the reference is complete, the current side has 1 of 4.
        done = self.compare({"x": [1, 2, 3]}, {"x": [2.5, 4, 5, 6]})
        ks = next(t for t in self.column(done, "x")["tests"] if t["name"] == "kolmogorov_smirnov")
        self.assertEqual((ks["statistic"], ks["effect"]), (0.75, 0.75))
        # Of the C(7, 3) = 35 orders, 7 reach D = 3/4: counted by hand over i/3 - j/4.
        self.assertAlmostEqual(ks["p_value"], self.share_of_orders(3, 4, 0.75), 12)

    @staticmethod
    def share_of_orders(n, m, d):
        from itertools import combinations

        hits = total = 0
        for places in combinations(range(n + m), n):
            i = j = 0
            largest = 0.0
            for s in range(n + m):
                i, j = (i + 1, j) if s in places else (i, j + 1)
                largest = max(largest, abs(i * m - j * n))
            hits += largest >= d * n * m
            total += 1
        return hits / total

    def test_drift_needs_an_effect_and_significance(self):
        self.assertEqual(self.compare({"x": normal(1, 500)}, {"x": normal(2, 500, 1)}).code, 1)
        # A share above the margin that may be below it for all that is known; with as many rows as it says it is drift.
        near = self.compare({"x": normal(1, 500)}, {"x": normal(2, 500, 0.4)})
        column = self.column(near, "x")
        moved = column["moved"]
        self.assertTrue(moved["low"] <= 0.1 < moved["share"] < moved["high"], moved)
        self.assertLess(column["tests"][0]["p_value"], 0.001)
        self.assertEqual((near.code, column["verdict"]), (3, "inconclusive"))
        self.assertRegex(column["note"], r"too few values to tell; it would take [\d,]+ values a side")
        needed = int(moved["n_needed"])
        self.assertGreater(needed, 500)
        enough = self.compare({"x": normal(1, 2 * needed)}, {"x": normal(2, 2 * needed, 0.4)})
        self.assertEqual(enough.code, 1)
        # Significant, but too small to matter.
        small = self.compare({"x": normal(1, 20000)}, {"x": normal(2, 20000, 0.1)})
        self.assertEqual(small.code, 0)
        self.assertLess(self.column(small, "x")["tests"][0]["p_value"], 1e-6)
        self.assertLessEqual(self.column(small, "x")["moved"]["high"], 0.1)
        self.assertEqual(self.compare({"x": normal(1, 20000)}, {"x": normal(2, 20000, 0.1)}, "--margin", "0.02").code, 1)
        # Large, but not significant.
        few = self.compare({"x": normal(1, 12)}, {"x": normal(5, 12, 0.5)})
        self.assertEqual(few.code, 3)
        self.assertGreater(self.column(few, "x")["moved"]["high"], 0.1)

    def test_more_columns_need_more_evidence(self):
        one = {"x": normal(1, 60)}, {"x": normal(3, 60, 1.2)}
        p = self.column(self.compare(*one), "x")["moved"]["p"]
        alpha = str(3 * p * 1.5)
        self.assertEqual(self.compare(*one, "--alpha", alpha).code, 1)
        many = [{**side, **{f"c{i}": normal(100 * k + i, 60) for i in range(5)}} for k, side in enumerate(one, 1)]
        done = self.compare(*many, "--alpha", alpha)
        self.assertEqual((done.code, done.json()["decisions"]), (3, 18))
        self.assertAlmostEqual(self.column(done, "x")["moved"]["p_adjusted"], 18 * p)

    def test_categories(self):
        before = ["a"] * 500 + ["b"] * 300 + ["c"] * 200
        same = self.compare({"k": before}, {"k": before[::2]})
        self.assertEqual(same.code, 0)
        now = ["a"] * 300 + ["b"] * 300 + ["d"] * 400
        done = self.compare({"k": before}, {"k": now})
        self.assertEqual(done.code, 1)
        column = self.column(done, "k")
        self.assertEqual(column["type"], "categorical")
        self.assertEqual(column["unseen"], [{"value": "d", "count": 400}])
        from math import log

        # PSI with half a row added to each count; half the summed change of the shares.
        counts = [(500, 300), (300, 300), (200, 0), (0, 400)]
        shares = [((p + 0.5) / 1002, (q + 0.5) / 1002) for p, q in counts]
        self.assertAlmostEqual(column["psi"], sum((q - p) * log(q / p) for p, q in shares), 12)
        self.assertAlmostEqual(column["moved"]["share"], sum(abs(p - q) for p, q in counts) / 2000, delta=0.002)  # less chance
        self.assertEqual((column["new"], column["vanished"], column["changed"]), (0.4, 0.2, 0.1))
        self.assertLess(column["psi_by_chance"], 0.02)
        text = self.tepid("compare", "before.csv", "now.csv")
        self.assertIn("new: 'd' (400)", text.out)

    def test_identifiers_are_not_compared(self):
        done = self.compare({"id": [f"u{i}" for i in range(100)], "x": normal(1, 100)},
                            {"id": [f"v{i}" for i in range(100)], "x": normal(2, 100)})  # fmt: skip
        self.assertEqual(done.code, 3)
        self.assertEqual(self.column(done, "id")["verdict"], "cannot be judged")
        self.assertIn("identifier", self.column(done, "id")["note"])
        # Numbers likewise, which only grow.
        done = self.compare({"id": range(100)}, {"id": range(100, 200)})
        self.assertEqual((done.code, self.column(done, "id")["verdict"]), (3, "cannot be judged"))

    def test_times_are_not_compared(self):
        for time in ["2024-01-{:02}", "2024-01-{:02}T10:00:00Z", "2024-01-{:02} 10:00:00.123+02:00"]:
            days = [time.format(d) for d in range(1, 29)]
            done = self.compare({"t": days, "x": range(28)}, {"t": days, "x": range(28)})
            self.assertEqual((done.code, self.column(done, "t")["type"]), (3, "time"))
            self.assertEqual(self.column(done, "t")["verdict"], "cannot be judged")
        self.assertEqual(self.column(self.compare("t\n2024-02-30\n", "t\n2024-02-30\n"), "t")["type"], "categorical")

    def test_missing_cells(self):
        half = [v if i % 2 else None for i, v in enumerate(normal(2, 400))]
        done = self.compare({"x": normal(1, 400)}, {"x": half})
        column = self.column(done, "x")
        self.assertEqual((column["current"], column["current_missing"], column["missing_difference"]), (200, 200, 0.5))
        self.assertEqual((done.code, column["note"]), (1, "missing cells"))
        none = self.compare({"x": normal(1, 400)}, {"x": [None] * 400})
        self.assertEqual((none.code, self.column(none, "x")["current_missing"]), (1, 400))
        none = self.compare({"x": normal(1, 400)}, {"x": ["NA"] * 400})
        self.assertEqual(none.code, 1)

    def test_infinities_are_drift_of_their_own(self):
        # Infinities are in no distribution: half of the column may become infinite and D stays as it was.
        same = normal(2, 400)
        for written, kind, name in (("-Infinity", "negative_infinity", "-infinity"), ("inf", "positive_infinity", "+infinity"),
                                    ("1e999", "positive_infinity", "+infinity")):
            half = [v if i % 2 else written for i, v in enumerate(same)]
            done = self.compare({"x": normal(1, 400)}, {"x": half})
            column = self.column(done, "x")
            self.assertEqual(self.counts(column), {k: (0, 200 if k == kind else 0) for k in KINDS})
            self.assertEqual(column[kind + "_difference"], 0.5)
            self.assertLess(column[kind + "_p_adjusted"], 1e-20)  # that the share rose by 0.1 at most
            sure = self.compare({"x": normal(1, 400)}, {"x": half}, "--margin", "0")
            self.assertLess(self.column(sure, "x")[kind + "_p_adjusted"], 1e-50)
            self.assertEqual((done.code, column["verdict"], column["note"]), (1, "drift", name))
        out = self.tepid("compare", "before.csv", "now.csv").out
        self.assertIn("0 % -> 50 %", out)
        self.assertRegex(out, r"values +\+infinity +outside")  # kinds that no column has are not shown
        everything = self.compare({"x": normal(1, 400)}, {"x": ["inf"] * 400})
        self.assertEqual((everything.code, self.column(everything, "x")["note"]), (1, "no finite value in the current data; +infinity"))
        # That they go is a change too; where they always were is none. A profile knows how many there were.
        self.write("half.csv", table({"x": half}))
        self.tepid("profile", "half.csv", "-o", "half.tepid")
        for reference in "half.csv", "half.tepid":
            self.write("now.csv", table({"x": same}))
            gone = self.tepid("compare", reference, "now.csv", "--json")
            self.assertEqual((gone.code, self.column(gone, "x")["positive_infinity_difference"]), (1, -0.5))
            still = self.tepid("compare", reference, "half.csv", "--json")
            self.assertEqual((still.code, self.column(still, "x")["positive_infinity_p_adjusted"]), (3, 1))

    def test_an_infinity_that_changes_its_sign_is_drift(self):
        mixed = lambda word: [v if i % 4 else word for i, v in enumerate(normal(2, 800))]
        for reference in "before.csv", "before.tepid":
            done = self.compare({"x": mixed("inf")}, {"x": mixed("-inf")})
            self.tepid("profile", "before.csv", "-o", "before.tepid")
            done = self.tepid("compare", reference, "now.csv", "--json")
            column = self.column(done, "x")
            self.assertEqual((done.code, column["note"]), (1, "-infinity and +infinity"))
            self.assertEqual((column["negative_infinity_difference"], column["positive_infinity_difference"]), (0.25, -0.25))
            self.assertEqual(column["tests"][0]["effect"], 0)

    def test_nan_is_not_missing(self):
        half = lambda word: [v if i % 2 else word for i, v in enumerate(normal(2, 400))]
        for word in "NaN", "nan", "-nan", "NAN":
            done = self.compare({"x": normal(1, 400)}, {"x": half(word)})
            column = self.column(done, "x")
            self.assertEqual(self.counts(column), {k: (0, 200 if k == "nan" else 0) for k in KINDS})
            self.assertEqual((done.code, column["current"], column["note"]), (1, 200, "NaN"))
            self.assertEqual((column["nan_difference"], column["missing_difference"]), (0.5, 0))
        # One for the other is a change of both, though as many rows have a value as before.
        for word in "", "NA", "N/A", "null", "None":
            done = self.compare({"x": half(word)}, {"x": half("NaN")})
            column = self.column(done, "x")
            self.assertEqual(self.counts(column), {**{k: (0, 0) for k in KINDS}, "missing": (200, 0), "nan": (0, 200)})
            self.assertEqual((done.code, column["note"]), (1, "missing cells and NaN"))
        out = self.tepid("compare", "before.csv", "now.csv").out
        self.assertIn("50 % -> 0 %", out)
        self.assertIn("0 % -> 50 %", out)
        same = self.compare({"x": half("NaN")}, {"x": half("nan")})
        self.assertEqual((same.code, self.column(same, "x")["nan_p_adjusted"]), (3, 1))
        # In text NaN is a missing cell as ever; a column with nothing but NaN is one of numbers.
        texts = self.compare({"k": ["a", "b"] * 50 + [""] * 100}, {"k": ["a", "b"] * 50 + ["NaN"] * 100})
        self.assertEqual((texts.code, self.column(texts, "k")["current_missing"], self.column(texts, "k")["current_nan"]), (3, 100, 0))
        nothing = self.compare({"x": ["NaN"] * 50}, {"x": [1] * 50})
        self.assertEqual(self.counts(self.column(nothing, "x"))["nan"], (50, 0))

    def test_kinds_in_ndjson(self):
        rows = "".join(f'{{"x": {x * 37 % 100}, "y": 1}}\n' for x in range(100))
        self.write("before.ndjson", rows)
        for cell in '"x": null, ', "":
            self.write("now.ndjson", rows + f"{{{cell}\"y\": 1}}\n" * 100)
            column = self.column(self.tepid("compare", "before.ndjson", "now.ndjson", "--json"), "x")
            self.assertEqual((column["current_missing"], column["current_nan"], column["note"]), (100, 0, "missing cells"))
        self.write("now.ndjson", rows + '{"x": NaN, "y": 1}\n')
        column = self.column(self.tepid("compare", "before.ndjson", "now.ndjson", "--json"), "x")
        self.assertEqual((column["current_missing"], column["current_nan"]), (0, 1))

    def test_what_was_left_out_is_told_with_the_verdict(self):
        rows = "".join(f'{{"x": {x * 37 % 900}, "tags": [1]}}\n' for x in range(900))
        self.write("before.ndjson", rows)
        self.write("now.ndjson", rows + "{broken\n")
        self.refused("compare", "before.ndjson", "now.ndjson", says="now.ndjson:901")
        done = self.tepid("compare", "before.ndjson", "now.ndjson", "--bad-lines", "skip", "--json")
        (remark,) = done.json()["remarks"]
        self.assertRegex(remark, "^now.ndjson: 1 .*901")
        self.assertIn(remark, self.tepid("compare", "before.ndjson", "now.ndjson", "--bad-lines", "skip").out)
        tags = self.column(done, "tags")
        self.assertEqual((done.code, tags["verdict"], tags["note"]), (3, "cannot be judged", "its values in before.ndjson are arrays"))
        done = self.tepid("compare", "before.ndjson", "now.ndjson", "--bad-lines", "skip", "--exclude", "tags", "--json")
        self.assertEqual((done.code, self.column(done, "tags")["verdict"]), (0, "left out"))

    def test_categories_that_a_profile_did_not_keep(self):
        # Which of many equal categories are the most frequent is chance: that is no drift, and what moved among the others is
        # not known.
        source = random.Random(8)
        def words(letter, seed):
            source.seed(seed)
            return ["often" if source.random() < 0.5 else f"{letter}{source.randrange(5000)}" for _ in range(20000)]
        self.compare({"k": words("a", 1)}, {"k": words("a", 2)})
        self.tepid("profile", "before.csv", "-o", "before.tepid")
        for reference, letter, expected in (("before.tepid", "a", "inconclusive"), ("before.csv", "a", "inconclusive"),
                                            ("before.tepid", "b", "inconclusive"), ("before.csv", "b", "drift")):
            self.write("now.csv", table({"k": words(letter, 3)}))
            done = self.tepid("compare", reference, "now.csv", "--json")
            k = self.column(done, "k")
            self.assertEqual((reference, letter, k["verdict"]), (reference, letter, expected))
            if reference == "before.tepid":
                self.assertGreater(k["moved"]["high"], 0.5)
                self.assertRegex(k["note"], "of categories that are not known by name: (49|50|51)")

    def test_whole_numbers_that_doubles_do_not_tell_apart(self):
        source = random.Random(9)
        before = [10**17 + source.randrange(8) for _ in range(2000)]
        now = [v // 4 * 4 for v in before]
        done = self.compare({"id": before}, {"id": now})
        self.assertEqual((done.code, self.column(done, "id")["verdict"]), (3, "cannot be judged"))
        self.assertEqual(self.compare({"id": before}, {"id": now}, "--types", "id=categorical").code, 1)

    def test_the_outlines_of_both_sides(self):
        done = self.compare({"x": [i % 10 for i in range(1000)], "k": ["a", "b"] * 500},
                            {"x": [i % 5 for i in range(1000)], "k": ["a", "c"] * 500})  # fmt: skip
        x, k = (self.column(done, c)["shapes"] for c in "xk")
        self.assertEqual((len(x["edges"]), x["edges"][0], x["edges"][-1]), (11, 0, 9))
        for shape in x, k:
            for side in "reference", "current":
                self.assertAlmostEqual(sum(shape[side]), 1, 12)
        self.assertEqual(k, {"categories": ["a", "b", "c"], "reference": [0.5, 0.5, 0], "current": [0.5, 0, 0.5]})
        self.assertRegex(self.tepid("compare", "before.csv", "now.csv").out, "\u2588\u2588 \\|\u2588 \u2588")

    def test_all_about_one_column(self):
        self.compare({"x": normal(1, 2000), "k": ["a", "b"] * 1000, "t": normal(5, 2000)},
                     {"x": normal(2, 2000, 1), "k": ["a"] * 1500 + [""] * 100 + ["c"] * 400, "t": normal(6, 2000)})  # fmt: skip
        done = self.tepid("compare", "before.csv", "now.csv", "--explain", "x")
        self.assertEqual(done.code, 1)
        for words in "x  drift", "moved", "of the values, between", "kolmogorov_smirnov", "\u2588", "beyond the reference":
            self.assertIn(words, done.out)
        done = self.tepid("compare", "before.csv", "now.csv", "--explain", "k")
        for words in "k  drift", "missing", "new, vanished, changed", "PSI", "new: 'c' (400)":
            self.assertIn(words, done.out)
        self.refused("compare", "before.csv", "now.csv", "--explain", "z", says=["--explain", "no column 'z'"])
        self.refused("compare", "before.csv", "now.csv", "--explain", "x", "--json", says="--explain is for people")
        out = self.tepid("compare", "before.csv", "now.csv", "--exclude", "t", "--explain", "t").out
        self.assertIn("t  left out", out)

    def test_on_a_terminal_lines_fit_and_verdicts_have_colours(self):
        self.compare({"a column with a long name": normal(1, 2000), "k": ["a", "b"] * 1000},
                     {"a column with a long name": normal(2, 2000, 1), "k": ["a", "b"] * 1000})  # fmt: skip
        for refuse, colours in ({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False):
            out = self.on_a_terminal(["compare", "before.csv", "now.csv"], 100, {"TERM": "xterm", **refuse})
            self.assertEqual("\x1b[1;31mdrift" in out, colours, out)
            self.assertEqual("\x1b" in out, colours)
            plain = re.sub("\x1b\\[[0-9;]*m", "", out)
            rows = plain.split("\n\n")[1].splitlines()
            self.assertLessEqual(max(map(len, rows)), 100, plain)

    def test_a_profile_that_does_not_know_the_kinds(self):
        # Eight rows of one column are too few for drift; told as one count, they agree with the table they are of.
        self.write("v4.tepid", (ROOT / "tests/golden/profiles/v4.tepid").read_bytes())
        cells = ["1", "NaN", "", "2.5", "-inf", "inf", "-inf", "4"]
        self.write("now.csv", "mixed,clean\n" + "".join(f"{c},{i + 5}\n" for i, c in enumerate(cells)))
        done = self.tepid("compare", "v4.tepid", "now.csv", "--columns", "mixed,clean", "--json", "--tests", "psi")
        mixed, clean = done.json()["columns"]
        self.assertEqual((mixed["kinds_known"], clean["kinds_known"]), (False, True))
        self.assertEqual(self.counts(mixed), {"missing": (2, 2), "nan": (0, 0), "negative_infinity": (0, 0), "positive_infinity": (3, 3)})
        self.assertEqual([t["effect"] for c in (mixed, clean) for t in c["tests"]], [0, 0])
        many = "mixed\n" + "".join(f"{c}\n" for c in cells * 100)
        self.write("now.csv", many.replace("NaN", "2").replace("inf", "3").replace("-3", "3"))
        done = self.tepid("compare", "v4.tepid", "now.csv", "--columns", "mixed", "--margin", "0.1", "--alpha", "0.5", "--json")
        self.assertEqual(self.column(done, "mixed")["note"], "infinities")
        out = self.tepid("compare", "v4.tepid", "now.csv", "--columns", "mixed").out
        self.assertIn("a profile of an earlier tepid", out)

    def test_below_and_above_the_range_are_told_apart(self):
        before = normal(1, 1000)
        now = normal(2, 1000)
        self.write("before.csv", table({"x": before}))
        self.tepid("profile", "before.csv", "-o", "before.tepid")
        self.write("now.csv", table({"x": [-50 - i for i in range(30)] + [50 + i for i in range(20)] + now[50:]}))
        low, high = (sum(x < min(before) for x in now[50:]), sum(x > max(before) for x in now[50:]))
        for reference in "before.csv", "before.tepid":
            column = self.column(self.tepid("compare", reference, "now.csv", "--json"), "x")
            self.assertEqual((column["below"], column["above"]), ((30 + low) / 1000, (20 + high) / 1000))
            self.assertAlmostEqual(column["outside"], (50 + low + high) / 1000, 12)
        self.assertIn("% below, ", self.tepid("compare", "before.csv", "now.csv").out)

    @plain_build_only
    def test_without_drift_small_samples_alarm_no_more_often(self):
        # 150 columns of each law against a reference of 3,000: at 5 %, uncorrected and with no margin, 7.5 are expected;
        # four standard deviations are 10.7. Peers' default alarms in 92 % of samples of 50 in ten categories.
        laws = {"even": [0.1] * 10, "rare": [0.5, 0.48, 0.02], "zipf": [1 / i for i in range(1, 31)]}
        source = random.Random(31)
        def columns(rows):
            text = {f"{law}{i}": [f"k{j}" for j in source.choices(range(len(w)), w, k=rows)] for law, w in laws.items() for i in range(150)}
            return {**text, **{f"number{i}": [source.gauss(0, 1) for _ in range(rows)] for i in range(150)}}
        before = table(columns(3000))
        for rows in 50, 100, 200, 500:
            done = self.compare(before, columns(rows), "--alpha", "0.05", "--margin", "0", "--correction", "none")
            found = [c["name"].rstrip("0123456789") for c in done.json()["columns"] if c["drift"]]
            for law in [*laws, "number"]:
                self.assertLessEqual(found.count(law), 18, f"{law}, {rows} rows")

    def test_beyond_the_margin_is_the_whole_interval(self):
        done = self.compare({"x": normal(1, 300)}, {"x": normal(2, 300, 0.5)}, "--margin", "0.15", "--tests", "all")
        tests = {t["name"]: t for t in self.column(done, "x")["tests"]}
        for test in tests.values():
            low, high = test["effect_low"], test["effect_high"]
            if low is None:
                low = high = test["effect"]
            high = float("inf") if high is None else high
            self.assertEqual(test["beyond_margin"], low > 0.15 or high < -0.15, test["name"])
        self.assertEqual({t["beyond_margin"] for t in tests.values()}, {True, False})

    def test_inconclusive(self):
        few = self.compare({"x": [1, 2]}, {"x": [3, 4, 5]})
        self.assertEqual((few.code, self.column(few, "x")["verdict"]), (3, "inconclusive"))
        times = self.compare("t\n2024-01-01\n", "t\n2024-01-02\n")
        self.assertEqual(times.code, 3)

    def test_a_margin_of_one_column(self):
        before, now = ({"x": normal(1 + i, 3000, 0.8 * i), "y": normal(3 + i, 3000, 0.8 * i)} for i in range(2))
        done = self.compare(before, now, "--margin", "x=0.5", "--margin", "0.05", "--ratio-margin", "20")
        self.assertEqual([self.column(done, c)["verdict"] for c in "xy"], ["no drift", "drift"])
        self.assertEqual((done.json()["margin"], done.code), (0.05, 1))
        for bad in "z=0.1", "x=", "x=-1", "much", "x=nan":
            self.refused("compare", "before.csv", "now.csv", "--margin", bad, says=["margin"])

    def test_small_shares_that_double_are_seen(self):
        # 1 % that becomes 2 %, a spread times 1.5, a tenth moved by 5: each is drift of 10,000 rows, and beside it nothing.
        rows = 10000
        places = random.Random(9).sample(range(rows), rows)  # in no order
        kinds = lambda share: [("rare" if place % 100 < share else "often") for place in places]
        wide = [1.5 * v for v in normal(4, rows)]
        moved = [v + 5 if i % 10 == 0 else v for i, v in enumerate(normal(6, rows))]
        before = {"k": kinds(1), "spread": normal(3, rows), "tenth": normal(5, rows), "same": normal(7, rows), "same k": kinds(5)}
        done = self.compare(before, {"k": kinds(2), "spread": wide, "tenth": moved, "same": normal(8, rows), "same k": kinds(5)})
        verdicts = {c["name"]: c["verdict"] for c in done.json()["columns"]}
        self.assertEqual(verdicts, {"k": "drift", "spread": "drift", "tenth": "drift", "same": "no drift", "same k": "no drift"})
        self.assertEqual(self.column(done, "k")["note"], "'rare': 1 % -> 2 %")
        self.assertRegex(self.tepid("compare", "before.csv", "now.csv").out, "'rare': 1 % -> 2 %")

    def test_what_only_grows_is_judged_on_request(self):
        sides = {"n": range(3000), "x": normal(1, 3000)}, {"n": range(3000), "x": normal(2, 3000)}
        done = self.compare(*sides)
        self.assertEqual((done.code, self.column(done, "n")["verdict"]), (3, "cannot be judged"))
        self.assertEqual(self.compare(*sides, "--exclude", "n").code, 0)
        self.assertEqual(self.column(self.compare(*sides, "--exclude", "n"), "n")["verdict"], "left out")
        self.assertEqual(self.compare(*sides, "--judge", "n").code, 0)
        self.refused("compare", "before.csv", "now.csv", "--judge", "m", says=["judge", "'m'"])
        # A profile does not know the order of its rows: what only grows beside it is not judged either.
        self.tepid("profile", "before.csv", "-o", "before.tepid")
        done = self.tepid("compare", "before.tepid", "now.csv", "--json")
        self.assertEqual([self.column(done, c)["verdict"] for c in "nx"], ["cannot be judged", "no drift"])

    def test_columns_that_differ(self):
        self.write("before.csv", "x,y\n1,2\n")
        self.write("now.csv", "x,z\n1,2\n")
        self.refused("compare", "before.csv", "now.csv", says=["only in before.csv: 'y'", "only in now.csv: 'z'", "--columns"])
        self.assertEqual(self.tepid("compare", "before.csv", "now.csv", "--columns", "x").code, 3)
        self.refused("compare", "before.csv", "now.csv", "--columns", "x,y", says=["now.csv:1", "'y'"])

    def test_a_column_whose_name_has_a_comma(self):
        text = 'a,"b,c"\n' + "".join(f"{i},{i}\n" for i in range(50))
        done = self.compare(text, text, "--columns", "b,c")
        self.assertEqual([c["name"] for c in done.json()["columns"]], ["b,c"])

    def test_text_where_the_reference_has_numbers(self):
        self.write("before.csv", "x\n1\n2\n")
        self.write("now.csv", "x\n1\nlow\n")
        done = self.tepid("compare", "before.csv", "now.csv", "--json")
        self.assertEqual((done.code, self.column(done, "x")["verdict"]), (3, "cannot be judged"))
        self.assertEqual(self.column(done, "x")["note"], "now.csv:3: column 'x': 'low' is not a number; before.csv has numbers there")
        self.write("before.csv", "x\n2024-01-01\n")
        done = self.tepid("compare", "before.csv", "now.csv", "--json")
        self.assertEqual((done.code, self.column(done, "x")["verdict"]), (3, "cannot be judged"))
        self.assertIn("'low' is not a time", self.column(done, "x")["note"])

    def test_numbers_where_the_reference_has_text(self):
        done = self.compare({"zip": ["01234", "1234-5"] * 50}, {"zip": ["01234"] * 100})
        column = self.column(done, "zip")
        self.assertEqual((column["type"], column["unseen"], done.code), ("categorical", [], 1))

    def test_a_word_among_numbers_is_told(self):
        done = self.compare({"x": [1, 2, 3, "oops"]}, {"x": [1, 2, 3, "oops"]})
        self.assertIn("before.csv:5: column 'x' is taken as categorical because of 'oops'", done.err)

    def test_ndjson_equals_csv(self):
        sides = {"before": normal(1, 300), "now": normal(2, 300, 0.8)}
        for name, values in sides.items():
            values[7] = None
            self.write(name + ".csv", table({"x": values, "k": ["a", "b", "b"] * 100}))
            rows = [{"x": v, "k": "abb"[i % 3]} for i, v in enumerate(values)]
            del rows[7]["x"]
            self.write(name + ".ndjson", "".join(json.dumps(r) + "\n" for r in rows))
        answers = [
            self.tepid("compare", f"before.{a}", f"now.{b}", "--json", "-c", "x,k").json()["columns"]
            for a, b in [("csv", "csv"), ("ndjson", "ndjson"), ("csv", "ndjson")]
        ]
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])

    def test_a_key_that_comes_late(self):
        self.write("a.ndjson", '{"x": 1}\n' * 30 + '{"x": 2, "y": 3}\n' * 20)
        column = self.tepid("compare", "a.ndjson", "a.ndjson", "--json").json()["columns"][1]
        self.assertEqual((column["name"], column["reference"], column["reference_missing"]), ("y", 20, 30))

    def test_a_profile_as_reference_says_the_same(self):
        k = ["a"] * 150 + ["b"] * 150
        before, now = (random.Random(1).sample(words, len(words)) for words in (k, k[100:] + ["c"] * 50))  # in no order
        self.compare({"x": normal(1, 300), "k": before}, {"x": normal(2, 250, 0.8), "k": now})
        by_rows = self.tepid("compare", "before.csv", "now.csv", "--json").json()["columns"]
        self.tepid("profile", "before.csv", "-o", "before.tepid")
        by_profile = self.tepid("compare", "before.tepid", "now.csv", "--json").json()["columns"]
        self.assertEqual(by_rows, by_profile)

    def test_chosen_tests(self):
        sides = {"x": normal(1, 300), "k": ["a", "b", "b"] * 100}, {"x": normal(2, 300, 1), "k": ["a", "a", "b"] * 100}
        done = self.compare(*sides, "--tests", "welch,chi_square", "--tests", "mann_whitney")
        x, k = self.column(done, "x"), self.column(done, "k")
        self.assertEqual([t["name"] for t in x["tests"]], ["welch", "mann_whitney"])
        self.assertEqual([t["name"] for t in k["tests"]], ["chi_square"])
        self.assertEqual(x["verdict"], "drift")
        self.assertAlmostEqual(x["tests"][0]["effect"], 1.0, delta=0.3)
        self.assertLess(x["tests"][0]["effect_low"], x["tests"][0]["effect"])
        self.assertLess(x["tests"][0]["effect"], x["tests"][0]["effect_high"])
        names = {t["name"] for t in self.tepid("list", "--json").json()["tests"]}
        found = self.compare(*sides, "--tests", "all")
        listed = {t["name"] for c in found.json()["columns"] for t in c["tests"]}
        self.assertLessEqual(listed, names)
        self.assertGreater(len(listed), 20)
        only = self.compare(*sides, "--tests", "chi_square")
        self.assertEqual((self.column(only, "x")["verdict"], self.column(only, "k")["tests"][0]["name"]), ("cannot be judged", "chi_square"))
        self.write("a.csv", "x\n1\n")
        self.refused("compare", "a.csv", "a.csv", "--tests", "kolmogorov", says=["--tests", "'kolmogorov' is no test", "kolmogorov_smirnov"])
        self.refused("compare", "a.csv", "a.csv", "--tests", "mmd", says=["'mmd' compares rows of numbers"])

    def test_corrections(self):
        # p-values of five columns, corrected by hand from the uncorrected ones (statsmodels' multipletests agrees).
        n = 200
        before = {f"c{i}": normal(10 + i, n) for i in range(5)}
        now = {f"c{i}": normal(20 + i, n, 0.1 * i) for i in range(5)}
        def decided(correction):
            columns = self.compare(before, now, "--correction", correction).json()["columns"]
            return [c["moved"]["p_adjusted"] for c in columns]
        raw = decided("none")
        raw += [1] * (2 * len(raw))  # of small shares and missing cells, which no column has that changed
        m = len(raw)
        order = sorted(range(m), key=lambda i: raw[i])
        expected = {"bonferroni": [min(1, m * p) for p in raw], "holm": [0] * m, "bh": [0] * m, "by": [0] * m}
        most = 0
        for rank, i in enumerate(order):
            expected["holm"][i] = most = max(most, min(1, (m - rank) * raw[i]))
        for name, factor in ("bh", 1), ("by", sum(1 / i for i in range(1, m + 1))):
            least = 1
            for rank in range(m - 1, -1, -1):
                expected[name][order[rank]] = least = min(least, raw[order[rank]] * factor * m / (rank + 1))
        for name, wanted in expected.items():
            for got, want in zip(decided(name), wanted):
                self.assertAlmostEqual(got, want, 12)
        for got, p in zip(decided("ebh"), raw):
            self.assertGreaterEqual(got, min(1, p))  # evidence is lost on the way to e-values
        self.refused("compare", "before.csv", "now.csv", "--correction", "sidak", says=["--correction", "sidak"])

    def test_values_beyond_the_references_range(self):
        before = normal(1, 500)
        now = normal(2, 500)
        now[:150] = [9.0 + i for i in range(150)]
        done = self.compare({"x": before}, {"x": now}, "--margin", "0.12")
        column = self.column(done, "x")
        low, high = min(before), max(before)
        self.assertAlmostEqual(column["outside"], sum(x < low or x > high for x in now) / 500)
        self.assertGreaterEqual(column["tests"][0]["effect"], 0.12)
        self.assertEqual(done.code, 1)
        self.assertIn("30", self.tepid("compare", "before.csv", "now.csv").out)
        self.assertEqual(self.column(self.compare({"x": before}, {"x": before[::2]}), "x")["outside"], 0)

    def test_columns_of_every_kind(self):
        constant = self.column(self.compare({"x": [5] * 200}, {"x": [5] * 200}), "x")
        self.assertEqual((constant["verdict"], constant["tests"][0]["statistic"]), ("no drift", 0))
        moved = self.compare({"x": [5] * 200}, {"x": [6] * 200})
        self.assertEqual((moved.code, self.column(moved, "x")["tests"][0]["statistic"]), (1, 1))
        same = normal(1, 300)
        self.assertEqual(self.compare({"x": same}, {"x": same}).code, 0)
        one = self.compare({"x": [1]}, {"x": [1]})
        self.assertEqual((one.code, self.column(one, "x")["verdict"]), (3, "inconclusive"))
        gone = self.compare({"x": [None] * 50, "y": [1] * 50}, {"x": [None] * 50, "y": [1] * 50})
        self.assertEqual((self.column(gone, "x")["verdict"], self.column(gone, "x")["note"]), ("no drift", "no value on either side"))
        many = [f"k{i}" for i in range(100_000)]
        ids = self.compare({"k": many}, {"k": [f"u{i}" for i in range(100_000)]})
        self.assertEqual(self.column(ids, "k")["verdict"], "cannot be judged")
        often = self.compare({"k": many * 3}, {"k": many * 3})
        self.assertEqual((often.code, self.column(often, "k")["verdict"]), (0, "no drift"))
        latin = b"k\n" + b"caf\xe9\nth\xe9\n" * 100
        for name in "before.csv", "now.csv":
            self.write(name, latin)
        done = self.tepid("compare", "before.csv", "now.csv")
        self.assertEqual(done.code, 3)  # so few rows may hide a change by a tenth
        self.assertIn("inconclusive", done.out)

    def test_the_worst_column_stands_first(self):
        self.compare({"a": normal(1, 300), "b": normal(2, 300), "c": normal(3, 300)},
                     {"a": normal(4, 300), "b": normal(5, 300, 2), "c": normal(6, 300, 1)})  # fmt: skip
        out = self.tepid("compare", "before.csv", "now.csv").out
        self.assertLess(out.index("\nb "), out.index("\nc "))
        self.assertLess(out.index("\nc "), out.index("\na "))
        self.assertIn("2 of 3 columns drifted", out)

    def test_numbers_are_compared_with_texts_as_they_were_written(self):
        self.write("a.csv", "k\n" + "1.0\nx\n2e0\n" * 100)
        self.write("b.csv", "k\n" + "1.0\n2e0\n3\n" * 100)
        column, = self.tepid("compare", "a.csv", "b.csv", "--json").json()["columns"]
        self.assertEqual((column["type"], column["verdict"]), ("categorical", "drift"))
        self.assertEqual(column["unseen"], [{"value": "3", "count": 100}])


if __name__ == "__main__":
    main()
