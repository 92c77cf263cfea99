# tests/cli/test_profile_and_watch.py - a profile is written whole or not at all; watch tells when rows leave it.
import json
import os
import random
import stat
import statistics
import subprocess
import time

import support
from support import CommandTest, main

SHAPE = {"signal", "index", "time", "onset", "direction", "effect", "statistic", "limit"}


def rows(seed, n, shift=0.0, start=0):
    r = random.Random(seed)
    return [
        (f"2024-05-{1 + (start + i) // 1440 % 28:02} {(start + i) // 60 % 24:02}:{(start + i) % 60:02}:00",
         round(100 + 10 * r.gauss(shift, 1), 2), round(r.expovariate(1), 4), r.choice("ab"))
        for i in range(n)
    ]  # fmt: skip


def table(data):
    return "when,latency,size,kind\n" + "".join(",".join(map(str, row)) + "\n" for row in data)


class Profile(CommandTest):
    @staticmethod
    def kinds(column):
        return tuple(column[kind] for kind in ("missing", "nan", "negative_infinity", "positive_infinity"))

    def test_merging_adds_each_kind(self):
        self.write("a.csv", "x\n1\n\nNaN\n-inf\n2\n")
        self.write("b.csv", "x\n3\n4\ninf\ninf\nNA\nNone\n")
        for name in "ab":
            self.tepid("profile", f"{name}.csv", "-o", f"{name}.tepid")
        (x,) = self.tepid("profile", "--merge", "a.tepid", "b.tepid", "-o", "all.tepid", "--json").json()["columns"]
        self.assertEqual((x["rows"], x["count"], self.kinds(x), x["kinds_known"]), (11, 7, (3, 1, 1, 2), True))
        self.write("whole.csv", "x\n1\n\nNaN\n-inf\n2\n3\n4\ninf\ninf\nNA\nNone\n")
        same = self.tepid("compare", "all.tepid", "whole.csv", "--json").json()["columns"][0]
        self.assertEqual([same[f"{kind}_difference"] for kind in ("missing", "nan", "negative_infinity", "positive_infinity")], [0] * 4)

    def test_kinds_in_ndjson_and_where_a_reference_is_for_a_monitor(self):
        self.write("a.ndjson", '{"x": 1, "y": 2}\n{"y": 3}\n{"x": null, "y": 4}\n{"x": 5, "y": 1e308}\n')
        x, y = self.tepid("profile", "a.ndjson", "-o", "a.tepid", "--json").json()["columns"]
        self.assertEqual((self.kinds(x), self.kinds(y)), ((2, 0, 0, 0), (0, 0, 0, 0)))
        self.write("m.json", json.dumps({"name": "m", "rate": 1, "signals": [{"name": "x", "type": "numeric", "role": "feature"}]}))
        self.write("a.csv", "x\n" + "".join(f"{'' if i % 10 == 3 else 'NaN' if i % 20 == 5 else i % 7}\n" for i in range(400)))
        done = self.tepid("profile", "a.csv", "--config", "m.json", "-o", "m.tepid", "--json")
        self.assertEqual((done.code, done.complaints), (0, ""))
        self.assertEqual(self.kinds(done.json()["columns"][0]), (40, 20, 0, 0))

    def test_the_table(self):
        self.write("a.csv", "x,k,t\n1,a,2024-01-01\n2,b,2024-01-02\nNA,b,\n4,,2024-01-03\ninf,b,2024-01-04\n"
                   "NaN,nan,NaN\n-inf,NaN,\n-1e999,b,\n-nan,b,nan\n")
        done = self.tepid("profile", "a.csv", "-o", "a.tepid", "--json")
        self.assertEqual((done.code, done.complaints), (0, ""))
        x, k, t = done.json()["columns"]
        self.assertEqual((x["type"], x["rows"], x["count"], self.kinds(x)), ("numeric", 9, 6, (1, 2, 2, 1)))
        self.assertEqual((self.kinds(k), self.kinds(t)), ((3, 0, 0, 0), (3, 2, 0, 0)))
        self.assertEqual((x["min"], x["median"], x["max"]), (1, 2, 4))
        self.assertAlmostEqual(x["mean"], 7 / 3)
        self.assertAlmostEqual(x["sd"], (7 / 3) ** 0.5)  # of 1, 2, 4, with n - 1
        self.assertEqual((k["type"], k["count"], k["distinct"], k["top"][0]), ("categorical", 6, 2, {"value": "b", "count": 5}))
        self.assertEqual((t["type"], t["min"], t["max"]), ("time", 1704067200, 1704326400))
        text = self.tepid("profile", "a.csv", "-o", "a.tepid").out
        for word in ["numeric", "categorical", "time", "2.33333", "2024-01-04 00:00:00", "'b' 83.3 %",
                     "2 NaN, 2 -infinity, 1 +infinity"]:
            self.assertIn(word, text)

    def test_only_some_columns(self):
        self.write("a.csv", table(rows(1, 50)))
        done = self.tepid("profile", "a.csv", "-o", "a.tepid", "--columns", "size", "--columns", "kind", "--json")
        self.assertEqual([c["name"] for c in done.json()["columns"]], ["size", "kind"])
        self.refused("profile", "a.csv", "-o", "b.tepid", "--columns", "sise", says=["a.csv:1", "did you mean 'size'?"])
        self.assertFalse((self.dir / "b.tepid").exists())

    def test_the_same_rows_give_the_same_bytes(self):
        text = table(rows(1, 500))
        self.write("a.csv", text)
        self.write("b.csv.gz", text)
        self.tepid("profile", "a.csv", "-o", "a.tepid")
        self.tepid("profile", "b.csv.gz", "-o", "b.tepid")
        self.tepid("profile", "-", "-o", "c.tepid", input=text)
        bytes_of = [(self.dir / f"{n}.tepid").read_bytes() for n in "abc"]
        self.assertEqual(bytes_of[0], bytes_of[1])
        self.assertEqual(bytes_of[0], bytes_of[2])

    def test_where_it_may_be_written(self):
        self.write("a.csv", table(rows(1, 50)))
        self.refused("profile", "a.csv", "-o", "a.csv", says=["a.csv", "not overwritten"])
        self.assertEqual((self.dir / "a.csv").read_text(), table(rows(1, 50)))
        self.refused("profile", "a.csv", "-o", "no/where.tepid", says=["no/where.tepid", "No such file or directory"])
        os.mkdir(self.dir / "d")
        self.refused("profile", "a.csv", "-o", "d", says="directory")
        self.assertEqual(self.tepid("profile", "a.csv", "-o", "d/a.tepid").code, 0)
        self.assertEqual(self.tepid("profile", "a.csv", "-o", "d/a.tepid").code, 0)
        mask = os.umask(0)
        os.umask(mask)
        self.assertEqual(stat.S_IMODE((self.dir / "d/a.tepid").stat().st_mode), 0o666 & ~mask)

    def test_a_failure_leaves_the_old_profile(self):
        self.write("a.csv", table(rows(1, 50)))
        self.tepid("profile", "a.csv", "-o", "a.tepid")
        before = (self.dir / "a.tepid").read_bytes()
        self.write("a.csv", table(rows(1, 50)) + "1,2\n")
        self.refused("profile", "a.csv", "-o", "a.tepid", says="a.csv:52")
        self.assertEqual((self.dir / "a.tepid").read_bytes(), before)
        self.assertEqual(sorted(p.name for p in self.dir.iterdir()), ["a.csv", "a.tepid"])


class Watch(CommandTest):
    def setUp(self):
        super().setUp()
        self.write("ref.csv", table(rows(1, 3000)))
        self.assertEqual(self.tepid("profile", "ref.csv", "-o", "ref.tepid").code, 0)
        self.drifting = table(rows(2, 1000) + rows(3, 300, shift=2, start=1000))

    def watch(self, content, *args, name="live.csv"):
        self.write(name, content)
        return self.tepid("watch", "--reference", "ref.tepid", name, *args)

    def test_a_step(self):
        done = self.watch(self.drifting, "--json")
        self.assertEqual((done.code, done.err), (1, ""))
        first = done.lines()[0]
        self.assertLessEqual(SHAPE, set(first))
        self.assertEqual((first["signal"], first["direction"]), ("latency", "up"))
        self.assertTrue(1000 <= first["index"] < 1040, first)
        self.assertTrue(abs(first["onset"] - 1000) <= 25, first)
        since = [float(line.split(",")[1]) for line in self.drifting.splitlines()[1 + first["onset"] : 2 + first["index"]]]
        before = [row[1] for row in rows(1, 3000)]
        effect = (statistics.mean(since) - statistics.mean(before)) / statistics.stdev(before)
        self.assertAlmostEqual(first["effect"], effect, 9)
        self.assertGreater(first["statistic"], first["limit"])
        self.assertEqual(first["time"], self.drifting.splitlines()[1 + first["index"]].split(",")[0])
        self.assertEqual({a["signal"] for a in done.lines()}, {"latency"})

    def test_a_change_that_stays_is_told_apart(self):
        alarms = self.watch(self.drifting, "--json", "--on-alarm", "reset").lines()
        self.assertEqual([a["continues"] for a in alarms], [False] + [True] * (len(alarms) - 1))
        self.assertGreater(len(alarms), 2)

    def test_no_change_no_alarm(self):
        done = self.watch(table(rows(4, 3000)))
        self.assertEqual((done.code, done.out), (0, ""))
        self.assertIn("3,000 rows, 0 alarms", done.err)

    def test_what_is_not_watched_is_told(self):
        lines = table(rows(1, 3000)).splitlines()
        texts = "".join(line + (",model\n" if i == 0 else f",{'ab'[i % 2]}\n") for i, line in enumerate(lines))
        self.write("texts.csv", texts)
        self.assertEqual(self.tepid("profile", "texts.csv", "-o", "texts.tepid").code, 0)
        done = self.tepid("watch", "--reference", "texts.tepid", "texts.csv")
        self.assertIn("not watched: 'kind', 'model'", done.err)
        left_out = self.tepid("watch", "--reference", "texts.tepid", "texts.csv", "--exclude", "model,kind")
        self.assertNotIn("not watched", left_out.err)

    def test_the_first_alarm_alone(self):
        every = self.watch(self.drifting, "--json", "--on-alarm", "reset").lines()
        once = self.watch(self.drifting, "--json").lines()
        self.assertEqual(once, every[:1])  # the step stays: one piece of news
        first = self.watch(self.drifting, "--json", "--on-alarm", "stop").lines()
        self.assertGreater(len(every), 1)
        self.assertEqual(first, every[:1])

    def test_ndjson_and_standard_input(self):
        expected = self.watch(self.drifting, "--json").out
        names = ["when", "latency", "size", "kind"]
        lines = []
        for line in self.drifting.splitlines()[1:]:
            row = dict(zip(names, line.split(",")))
            lines.append(json.dumps({**row, "latency": float(row["latency"]), "size": float(row["size"])}))
        self.assertEqual(self.watch("\n".join(lines), "--json", name="live.ndjson").out, expected)
        self.assertEqual(self.tepid("watch", "-r", "ref.tepid", "-", input=self.drifting).out, expected)

    def test_a_larger_budget_waits_longer(self):
        first = {n: self.watch(self.drifting, "--json", "--arl0", n).lines()[0] for n in ("1e4", "1e9")}
        self.assertLess(first["1e4"]["limit"], first["1e9"]["limit"])
        self.assertLessEqual(first["1e4"]["index"], first["1e9"]["index"])

    def test_the_budget_is_shared_by_the_columns(self):
        both = self.watch(self.drifting, "--json").lines()[0]
        alone = self.watch(self.drifting, "--json", "--columns", "latency").lines()[0]
        self.assertGreater(both["limit"], alone["limit"])
        same = self.watch(self.drifting, "--json", "--columns", "latency", "--arl0", "2e6").lines()[0]
        self.assertEqual(same["limit"], both["limit"])

    def test_the_time_of_an_alarm(self):
        done = self.watch(self.drifting, "--json", "--time", "kind")
        self.assertIn(done.lines()[0]["time"], ("a", "b"))
        lines = [line.split(",")[1:] for line in self.drifting.splitlines()]
        done = self.watch("".join(",".join(line) + "\n" for line in lines), "--json")
        self.assertIsNone(done.lines()[0]["time"])

    def test_columns_that_are_not_there(self):
        self.write("live.csv", "when,size\n2024-05-01,1\n")
        self.refused("watch", "-r", "ref.tepid", "live.csv", says=["live.csv:1", "'latency'", "ref.tepid"])
        self.assertEqual(self.tepid("watch", "-r", "ref.tepid", "live.csv", "--columns", "size").code, 0)
        self.write("live.ndjson", '{"size": 1}\n' * 10)
        self.refused("watch", "-r", "ref.tepid", "live.ndjson", says=["live.ndjson", "'latency'"])
        self.refused("watch", "-r", "ref.tepid", "live.csv", "--columns", "kind", says=["'kind'", "categorical"])

    def test_text_in_a_watched_column(self):
        lines = self.drifting.splitlines()
        lines[1200] = "2024-05-01,slow,1,a"
        self.write("live.csv", "\n".join(lines))
        self.refused("watch", "-r", "ref.tepid", "live.csv", says=["live.csv:1201", "column 'latency'", "'slow'"])

    def test_missing_cells_are_told_and_change_nothing_of_what_is_known_of_values(self):
        lines = self.drifting.splitlines()
        gapped = [lines[0]]
        for line in lines[1:]:
            gapped += [line, "2024-05-01,,,a"]
        plain, all_of_gapped = (self.watch("\n".join(x), "--json").lines() for x in (lines, gapped))
        gaps = [a for a in all_of_gapped if a["kind"] == "missing"]
        with_gaps = [a for a in all_of_gapped if a["kind"] == "values"]
        self.assertEqual([(a["signal"], a["index"] < 300, a["which"]) for a in gaps], [("latency", True, None), ("size", True, None)])
        self.assertAlmostEqual(gaps[0]["effect"], 0.5)
        self.assertEqual([2 * a["index"] for a in plain], [a["index"] for a in with_gaps])
        self.assertEqual([2 * a["onset"] for a in plain], [a["onset"] for a in with_gaps])
        self.assertEqual([a["statistic"] for a in plain], [a["statistic"] for a in with_gaps])

    def test_infinities_are_told(self):
        for value, which in (("inf", "positive_infinity"), ("-1e999", "negative_infinity")):
            live = table([(when, value if i >= 200 else x, *more) for i, (when, x, *more) in enumerate(rows(3, 600))])
            done = self.watch(live, "--json")
            self.assertEqual(done.code, 1)
            (alarm,) = done.lines()
            self.assertEqual((alarm["signal"], alarm["kind"], alarm["which"]), ("latency", "non_finite", which))
            self.assertLess(alarm["index"], 264)
            self.assertEqual(alarm["direction"], "up")
            seen = self.watch(live)
            self.assertIn("+infinity" if value == "inf" else "-infinity", seen.err.splitlines()[2])

    def test_a_column_without_a_value_is_inconclusive(self):
        self.assertEqual(self.watch("when,latency,size\n" + "2024-05-01,NA,1\n" * 5).code, 3)

    def test_profiles_that_cannot_be_used(self):
        self.write("live.csv", self.drifting)
        self.refused("watch", "-r", "nowhere.tepid", "live.csv", says=["nowhere.tepid", "No such file"])
        self.refused("watch", "-r", "ref.csv", "live.csv", says=["ref.csv", "not a profile"])
        self.write("empty.tepid", "")
        self.refused("watch", "-r", "empty.tepid", "live.csv", says=["empty.tepid", "empty"])
        whole = (self.dir / "ref.tepid").read_bytes()
        for cut in [4, 20, 24, 1000, len(whole) - 1]:
            self.write("cut.tepid", whole[:cut])
            self.refused("watch", "-r", "cut.tepid", "live.csv", says="cut.tepid: saved")
        for at in [5, 8, 13, 17, 24, 500, len(whole) - 1]:
            changed = bytearray(whole)
            changed[at] ^= 0x10
            self.write("changed.tepid", bytes(changed))
            self.refused("watch", "-r", "changed.tepid", "live.csv", says="changed.tepid")
        self.write("text.csv", "k\na\nb\n")
        self.tepid("profile", "text.csv", "-o", "text.tepid")
        self.refused("watch", "-r", "text.tepid", "text.csv", says=["text.tepid", "no column of numbers"])

    def test_live_alarms_come_at_once(self):
        child = subprocess.Popen([support.PROGRAM, "watch", "-r", "ref.tepid", "--json", "-"], cwd=self.dir,
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
        child.stdin.write(self.drifting.encode())
        child.stdin.flush()
        started = time.monotonic()
        self.assertEqual(json.loads(child.stdout.readline())["signal"], "latency")
        self.assertLess(time.monotonic() - started, 20)
        child.stdin.close()
        child.stdout.read()
        self.assertEqual(child.wait(20), 1)
        child.stdout.close()


if __name__ == "__main__":
    main()
