# tests/cli/test_clusters.py - tepid compare --cluster and --block: rows that depend on each other.
import json
import random

from support import CommandTest, main, plain_build_only

ROWS = 20  # of a user


def users(side, count):
    return [f"{side}{i // ROWS}" for i in range(count * ROWS)]


def latencies(seed, count, shift=0.0):
    """Numbers of which nine tenths of the variance are the users'."""
    r = random.Random(seed)
    out = []
    for _ in range(count):
        own = r.gauss(shift, 0.9**0.5)
        out += [round(own + r.gauss(0, 0.1**0.5), 4) for _ in range(ROWS)]
    return out


def table(columns):
    rows = zip(*columns.values())
    return ",".join(columns) + "\n" + "".join(",".join("" if v is None else str(v) for v in row) + "\n" for row in rows)


class Clusters(CommandTest):
    def compare(self, before, now, *args):
        self.write("before.csv", table(before))
        self.write("now.csv", table(now))
        return self.tepid("compare", "before.csv", "now.csv", *args)

    def column(self, done, name):
        return next(c for c in done.json()["columns"] if c["name"] == name)

    def test_users_and_not_rows_decide(self):
        by_rows = by_users = 0
        for seed in range(10):
            a, b = ({"user": users(side, 30), "x": latencies(seed * 2 + add, 30)} for side, add in (("a", 0), ("b", 1)))
            by_rows += self.compare(a, b, "--exclude", "user", "--json").code == 1
            done = self.compare(a, b, "--cluster", "user", "--json")
            by_users += done.code == 1
            self.assertEqual((done.json()["cluster"], done.json()["block"]), ("user", None))
            clusters = self.column(done, "x")["clusters"]
            self.assertEqual((clusters["reference"], clusters["current"]), (30, 30))
            self.assertGreater(clusters["reference_deff"], 4)
            self.assertEqual(self.column(done, "user")["verdict"], "left out")
            self.assertEqual(self.column(done, "user")["note"], "the cluster of each row")
            self.assertIsNone(self.column(done, "x")["tests"][0]["p_value"])
        self.assertGreaterEqual(by_rows, 4)
        self.assertEqual(by_users, 0)

    def test_a_shift_of_all_users_is_drift(self):
        a = {"user": users("a", 200), "x": latencies(1, 200)}
        b = {"user": users("b", 200), "x": latencies(2, 200, 1.0)}
        done = self.compare(a, b, "--cluster", "user")
        self.assertEqual(done.code, 1)
        self.assertIn("Rows with the same 'user' are one cluster: 200 -> 200 of them.", done.out)
        self.assertNotIn("neighbouring", done.out)

    def test_blocks(self):
        a, b = {"x": latencies(1, 30)}, {"x": latencies(2, 30)}
        plain = self.compare(a, b, "--json")
        self.assertIn("neighbouring rows resemble each other", self.column(plain, "x")["note"])
        done = self.compare(a, b, "--block", "20", "--json")
        self.assertEqual((done.json()["cluster"], done.json()["block"]), (None, 20))
        self.assertEqual(self.column(done, "x")["clusters"]["current"], 30)
        self.assertNotIn("neighbouring", self.column(done, "x")["note"] or "")
        self.assertIn("20 rows one after the other are one cluster: 30 -> 30 of them.", self.compare(a, b, "--block", "20").out)

    def test_the_cluster_column_need_not_be_named(self):
        a = {"user": users("a", 50), "x": latencies(1, 50), "y": latencies(3, 50)}
        b = {"user": users("b", 50), "x": latencies(2, 50), "y": latencies(4, 50)}
        done = self.compare(a, b, "--cluster", "user", "--columns", "x", "--json")
        self.assertEqual([c["name"] for c in done.json()["columns"]], ["x", "user"])
        self.assertEqual(self.column(done, "x")["clusters"]["reference"], 50)
        named = self.compare(a, b, "--cluster", "user", "--columns", "x,user", "--json")
        self.assertEqual(named.out, done.out)

    def test_ids_of_64_bits_and_missing_ones(self):
        # All of these ids are two doubles; each user is the same on both sides.
        ids = [9007199254740992 + i // ROWS for i in range(50 * ROWS)]
        x = latencies(1, 50)
        moved = [round(v + 0.5 + 0.0001 * (i % 7), 4) for i, v in enumerate(x)]
        done = self.compare({"user": ids, "x": x}, {"user": ids, "x": moved}, "--cluster", "user", "--json", "--margin", "0")
        self.assertEqual(self.column(done, "x")["clusters"]["reference"], 50)
        self.assertEqual(done.code, 1)
        gaps = [None if i < 3 else v for i, v in enumerate(ids)]
        done = self.compare({"user": gaps, "x": x}, {"user": ids, "x": x}, "--cluster", "user", "--json")
        self.assertEqual(self.column(done, "user")["note"],
                         "the cluster of each row; 3 rows have none and are clusters of their own")
        self.assertEqual(self.column(done, "x")["clusters"]["reference"], 53)

    def test_numbers_on_one_side_and_text_on_the_other(self):
        x = latencies(1, 50)
        a = {"user": [i // ROWS for i in range(len(x))], "x": x}
        b = {"user": ["guest" if i < ROWS else i // ROWS for i in range(len(x))], "x": [v + 0.5 for v in x]}
        done = self.compare(a, b, "--cluster", "user", "--margin", "0", "--json")
        self.assertEqual((done.code, self.column(done, "x")["clusters"]["current"]), (1, 50))

    def test_ndjson(self):
        for name, side, seed in ("before", "a", 1), ("now", "b", 2):
            rows = zip(users(side, 30), latencies(seed, 30))
            self.write(name + ".ndjson", "".join(json.dumps({"user": u, "x": x}) + "\n" for u, x in rows))
        done = self.tepid("compare", "before.ndjson", "now.ndjson", "--cluster", "user", "--json")
        self.assertEqual(self.column(done, "x")["clusters"]["current"], 30)

    def test_what_is_refused(self):
        a = {"user": users("a", 30), "x": latencies(1, 30)}
        for args, words in (
            (("--cluster", "user", "--block", "5"), ("--block", "give one")),
            (("--cluster", "user", "--tests", "psi"), ("--tests", "independent rows")),
            (("--block", "5", "--tests", "psi"), ("--tests", "block")),
            (("--cluster", "usr"), ("no column 'usr'", "'user'")),
            (("--cluster", "user", "--exclude", "user"), ("--cluster", "--exclude")),
            (("--cluster", "user", "--judge", "user"), ("'user'", "not among")),
            (("--block", "0"), ("--block",)),
            (("--block", "-3"), ("--block",)),
        ):
            done = self.compare(a, a, *args)
            self.assertEqual((done.code, done.out), (2, ""), args)
            for word in words:
                self.assertIn(word, done.err)
        self.tepid("profile", "before.csv", "-o", "saved.tepid")
        for option in ("--cluster", "user"), ("--block", "20"):
            done = self.tepid("compare", "saved.tepid", "now.csv", *option)
            self.assertEqual(done.code, 2)
            for word in (option[0], "saved.tepid", "is a profile, which keeps no rows"):
                self.assertIn(word, done.err)

    @plain_build_only
    def test_a_table_too_large_to_keep_its_rows_says_what_to_do(self):
        header, row = "user," + ",".join(f"c{i}" for i in range(199)) + "\n", "u,".ljust(2) + ",".join("1" * 199) + "\n"
        self.write("large.csv", header + row * 10001)
        done = self.tepid("compare", "large.csv", "large.csv", "--cluster", "user")
        self.assertEqual(done.code, 2)
        for word in ("--cluster", "large.csv", "2,000,000 cells", "--columns"):
            self.assertIn(word, done.err)
        self.assertEqual(self.tepid("compare", "large.csv", "large.csv", "--cluster", "user", "--columns", "c1").code, 3)

    def test_too_few_users_cannot_be_judged(self):
        done = self.compare({"user": users("a", 30), "x": latencies(1, 30)}, {"user": users("b", 3), "x": latencies(2, 3)},
                            "--cluster", "user", "--json")
        self.assertEqual((done.code, self.column(done, "x")["verdict"]), (3, "cannot be judged"))
        self.assertIn("too few clusters", self.column(done, "x")["note"])

    def test_categories_in_order_are_told(self):
        w = [f"k{i // 50 % 4}" for i in range(1000)]
        column = self.column(self.compare({"w": w}, {"w": w}, "--json"), "w")
        self.assertGreater(column["neighbours"], 0.9)
        self.assertIn("neighbouring rows resemble each other (equal beyond chance", column["note"])
        shuffled = random.Random(1).sample(w, len(w))
        self.assertEqual(self.column(self.compare({"w": shuffled}, {"w": shuffled}, "--json"), "w")["neighbours"], 0)


if __name__ == "__main__":
    main()
