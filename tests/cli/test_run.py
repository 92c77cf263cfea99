# tests/cli/test_run.py - tepid run: alarms where they belong, by row of the table.
import json
import subprocess
import time

import support
from support import CommandTest, main


def steps(*levels):
    """50 rows of each level."""
    return [level for level in levels for _ in range(50)]


class Run(CommandTest):
    def run_on(self, values, *args):
        self.write("a.csv", "x\n" + "".join(f"{'NA' if v is None else v}\n" for v in values))
        done = self.tepid("run", "cusum", "-p", "k=0.5", "-p", "h=4", "--json", *args, "a.csv")
        self.assertEqual(done.complaints, "")
        return done

    def test_other_libraries_alarms_on_published_streams(self):
        # What river, MOA, CapyMOA and frouros report on these streams; the rows start at 0.
        streams = {s["name"]: s["values"] for s in json.loads((support.ROOT / "tests/truth/detector_vectors.json").read_text())}

        def alarms(name, detector, *parameters):
            self.write("s.csv", "x\n" + "".join(f"{v!r}\n" for v in streams[name]))
            args = [a for p in parameters for a in ("--param", p)]
            return [a["index"] for a in self.tepid("run", detector, *args, "--json", "s.csv").lines()]

        ph = ["delta=0.005", "threshold=50", "alpha=0.9999", "min_samples=30"]
        self.assertEqual(alarms("uniform_0_1_then_0_7", "page_hinkley", *ph, "form=clipped"), [1020, 1991])
        self.assertEqual(alarms("uniform_0_1_then_0_7", "page_hinkley", *ph, "form=extremum"), [1020, 1397, 1548, 1988])
        self.assertEqual(alarms("coin_then_4_to_7_capymoa", "page_hinkley", *ph, "form=unclipped"), [1014, 1685])

    def test_the_arithmetic_of_a_small_chart(self):
        # 0, ..., 0, then 3s: the upper sum is 2.5, 5.0 > 4 at the second 3; the first 3 is the onset.
        done = self.run_on(steps(0, 3), "--on-alarm", "stop")
        self.assertEqual(done.code, 1)
        (alarm,) = done.lines()
        self.assertEqual((alarm["detector"], alarm["index"], alarm["statistic"], alarm["onset"]), ("cusum", 51, 5.0, 50))
        self.assertEqual((alarm["direction"], alarm["state"]), ("up", "drift"))

    def test_types_that_columns_were_given(self):
        expected = self.run_on(steps(0, 1)).out
        self.assertEqual(self.run_on(steps(0, 1), "--types", "x=boolean").out, expected)
        self.assertEqual(self.run_on(steps(0, 1), "--types", "x=numeric").out, expected)
        self.write("a.csv", "x\n" + "1970-01-01 00:00:00\n" * 50 + "1970-01-01 00:00:01\n" * 50)
        self.assertEqual(self.tepid("run", "cusum", "-p", "k=0.5", "-p", "h=4", "--json", "a.csv", "--types", "x=time").out, expected)
        self.refused("run", "cusum", "a.csv", says="'1970-01-01 00:00:00' is not a number")
        self.refused("run", "cusum", "a.csv", "--types", "x=categorical",
                     says="a.csv: column 'x': a number is needed, and it was given the type categorical")
        self.write("a.csv", "x\n0\n2\n")
        self.refused("run", "cusum", "a.csv", "--types", "x=boolean", says="a.csv:3: column 'x': '2' is not true or false, which is the type")
        self.refused("design", "cusum", "--budget", "1e6", "--reference", "a.csv", "--types", "x=categorical",
                     says="a number is needed")
        self.write("n.ndjson", '{"x": 1}\n{"x": 2}\n')
        self.refused("run", "cusum", "n.ndjson", "--types", "x=boolean", says="n.ndjson:2: column 'x': '2' is not true or false")
        self.tepid("profile", "a.csv", "-o", "a.tepid")
        self.refused("watch", "-r", "a.tepid", "a.csv", "--types", "x=categorical", says="a.csv: column 'x': a number is needed")
        self.write("m.json", '{"signals": [{"name": "x"}], "rate": 1.0}')
        for command in ("watch",), ("profile", "-o", "m.tepid"):
            self.refused(*command, "--config", "m.json", "a.csv", "--types", "x=numeric", says="--types: the configuration says what each signal is")

    def test_after_an_alarm(self):
        # reset: every second row; continue: every row from the first alarm on.
        reset = self.run_on(steps(0, 3)).lines()
        self.assertEqual([a["index"] for a in reset], list(range(51, 100, 2)))
        self.assertEqual([a["onset"] for a in reset], list(range(50, 100, 2)))
        go_on = self.run_on(steps(0, 3), "--on-alarm", "continue").lines()
        self.assertEqual([a["index"] for a in go_on], list(range(51, 100)))
        self.assertEqual({a["onset"] for a in go_on}, {50})
        self.assertEqual([a["statistic"] for a in go_on[:3]], [5.0, 7.5, 10.0])

    def test_rows_are_counted_with_missing_and_infinite_cells(self):
        values = steps(0, 3)
        gaps = []
        for i, v in enumerate(values):
            gaps += [v, None] if i % 2 else [v, "inf", None]
        rows = [i for i, v in enumerate(gaps) if v not in (None, "inf")]
        plain, gapped = self.run_on(values).lines(), self.run_on(gaps).lines()
        self.assertEqual(len(plain), len(gapped))
        for a, b in zip(plain, gapped):
            self.assertEqual((rows[a["index"]], rows[a["onset"]], a["statistic"]), (b["index"], b["onset"], b["statistic"]))

    def test_alarms_do_not_depend_on_batches(self):
        # 20,000 rows are several batches; an alarm at each of the last rows of a batch is where it would be wrong.
        values = [3 if i % 4095 < 2 else 0 for i in range(20000)]
        expected, upper = [], 0.0
        for i, v in enumerate(values):
            upper = max(0.0, upper + v - 0.5)
            if upper > 4:
                expected.append(i)
                upper = 0.0
        self.assertEqual([a["index"] for a in self.run_on(values).lines()], expected)
        self.assertEqual([a["index"] for a in self.run_on(values, "--warnings").lines()], expected)

    def rows_on(self, rows, *args, detector="hotelling_t2"):
        self.write("r.csv", "a,b,other\n" + "".join(",".join("" if v is None else str(v) for v in r) + ",x\n" for r in rows))
        return self.tepid("run", detector, "-c", "a", "-c", "b", "--json", *args, "r.csv")

    def test_rows_of_several_columns(self):
        # T2 = a^2 + b^2 of each row; above 10 in rows 3 and 5. An alarm's onset is its own row.
        rows = [(0, 1), (1, 0), (3, 1), (3, 2), (0, 0), (-1, 4), (0, 0)]
        done = self.rows_on(rows)
        self.assertEqual(done.err, "")
        self.assertEqual([(a["index"], a["onset"], a["statistic"]) for a in done.lines()], [(3, 3, 13.0), (5, 5, 17.0)])
        # By the order of --column, and the detector sees each row as one.
        swapped = self.tepid("run", "hotelling_t2", "-c", "b", "-c", "a", "-p", "dimension=2", "--json", "r.csv")
        self.assertEqual(swapped.lines(), done.lines())

    def test_a_row_with_a_bad_cell_is_left_out_whole(self):
        # A cell alone that is skipped would shift all columns after it: b is always 3, a always 0, and 3, 3 an alarm.
        quiet = [(0, 3)] * 20
        rows = list(quiet)
        for at, bad in ((3, (None, 3)), (6, (0, None)), (9, ("inf", 3)), (11, (0, "-inf")), (13, (None, "inf"))):
            rows[at] = bad
        for extra in ((), ("--warnings",), ("--on-alarm", "continue")):
            self.assertEqual(self.rows_on(rows, *extra).lines(), [])
            rows_then = rows + [(None, 9), (9, "inf"), (9, 0)] + quiet + [(None, 0), (0, 4)]
            found = self.rows_on(rows_then, *extra).lines()
            self.assertEqual([(a["index"], a["onset"], a["statistic"]) for a in found], [(22, 22, 81.0), (44, 44, 16.0)])
        done = self.tepid("run", "hotelling_t2", "-c", "a", "-c", "b", "r.csv")
        self.assertIn("hotelling_t2: 45 rows, 5 missing, 3 not finite; 2 alarms", done.err)

    def test_rows_do_not_depend_on_batches(self):
        # 9,000 rows are several batches; every 1,000th is left out and the one after it is the alarm.
        rows = [(None, 0) if i % 1000 == 0 else (5, 0) if i % 1000 == 1 else (1, 1) for i in range(9000)]
        expected = [i for i in range(9000) if i % 1000 == 1]
        for extra in ((), ("--warnings",)):
            self.assertEqual([(a["index"], a["onset"]) for a in self.rows_on(rows, *extra).lines()], [(i, i) for i in expected])

    def test_columns_that_appear_late_in_ndjson(self):
        self.write("late.ndjson", '{"a": 0}\n{"b": 1, "a": 1}\n{"b": 5, "a": 5}\n')
        (alarm,) = self.tepid("run", "hotelling_t2", "-c", "a", "-c", "b", "--json", "late.ndjson").lines()
        self.assertEqual((alarm["index"], alarm["onset"], alarm["statistic"]), (2, 2, 50.0))

    def test_columns_and_detector_must_fit(self):
        self.write("r.csv", "a,b,c\n1,2,3\n")
        self.refused("run", "cusum", "-c", "a", "-c", "b", "r.csv", says=["cusum takes one column", "2 times"])
        self.refused("run", "mewma", "-p", "dimension=3", "-c", "a", "-c", "b", "r.csv", says=["dimension=3", "2 times"])
        self.refused("run", "mewma", "-c", "a", "-c", "z", "r.csv", says=["r.csv", "'z'"])
        self.refused("run", "nothing", "-c", "a", "-c", "b", "r.csv", says="there is no detector 'nothing'")

    def test_exit_codes(self):
        self.assertEqual(self.run_on(steps(0)).code, 0)
        self.assertEqual(self.run_on(steps(0, 9)).code, 1)
        self.assertEqual(self.run_on([None] * 50).code, 3)
        self.write("a.csv", "x\n1\n2\n")
        done = self.tepid("run", "page_hinkley", "a.csv")
        self.assertEqual(done.code, 3)
        self.assertIn("too few values", done.err)

    def test_live_alarms_come_at_once(self):
        child = subprocess.Popen([support.PROGRAM, "run", "cusum", "--json", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        child.stdin.write(b"x\n9\n9\n9\n0")  # the last row is not complete
        child.stdin.flush()
        started = time.monotonic()
        self.assertEqual(json.loads(child.stdout.readline())["index"], 0)
        self.assertLess(time.monotonic() - started, 20)
        child.stdin.close()
        child.stdout.read()
        self.assertEqual(child.wait(20), 1)
        child.stdout.close()

    def test_many_alarms_wait_outside_memory(self):
        done = self.run_on([9] * 60000, "--on-alarm", "continue")
        self.assertEqual([a["index"] for a in done.lines()], list(range(60000)))


if __name__ == "__main__":
    main()
