# tests/cli/test_change_points.py - tepid change-points: steps where they are, exit codes, and bad input by name.
import random

from support import CommandTest, main


def noise(count, level=0.0, seed=1):
    source = random.Random(seed)
    return [level + source.gauss(0, 1) for _ in range(count)]


STEP = noise(60) + noise(60, 5.0, seed=2)


class ChangePoints(CommandTest):
    def table(self, **columns):
        names = list(columns)
        rows = zip(*columns.values())
        self.write("a.csv", ",".join(names) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))

    def test_a_step_in_json(self):
        self.table(x=STEP, day=[f"day {i}" for i in range(120)])
        done = self.tepid("change-points", "a.csv", "--column", "x", "--time", "day", "--json")
        self.assertEqual((done.code, done.err), (1, ""))
        (line,) = done.lines()
        self.assertEqual((line["verdict"], line["values"], line["method"]), ("changed", 120, "pelt"))
        (point,) = line["points"]
        self.assertEqual((point["index"], point["time"], point["direction"]), (60, "day 60", "up"))
        self.assertLessEqual(point["earliest"], 60)
        self.assertGreaterEqual(point["latest"], 60)
        self.assertAlmostEqual(point["mean_before"], sum(STEP[:60]) / 60)
        self.assertAlmostEqual(point["effect"], point["mean_after"] - point["mean_before"])
        self.assertLess(point["p_value"], 1e-9)

    def test_the_table_fits_a_terminal_and_shows_the_place(self):
        self.table(x=STEP, day=["2026-01-01T00:00:00.000Z" for _ in STEP])
        done = self.tepid("change-points", "a.csv", "--column", "x", "--time", "day")
        self.assertEqual(done.code, 1)
        lines = done.out.splitlines()
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertIn("x: 1 change in 120 values", lines[0])
        self.assertEqual(lines[2].index("^"), 2 + 60 * 76 // 120)

    def test_exit_codes(self):
        self.table(x=noise(120), y=STEP, w=[sum(STEP[: i + 1]) for i in range(120)])
        self.assertEqual(self.tepid("change-points", "a.csv", "-c", "x").code, 0)
        self.assertEqual(self.tepid("change-points", "a.csv", "-c", "x", "-c", "y").code, 1)
        self.assertEqual(self.tepid("change-points", "a.csv", "-c", "y", "--method", "otava").code, 1)
        wanders = self.tepid("change-points", "a.csv", "-c", "w")
        self.assertEqual(wanders.code, 3)
        self.assertIn("cannot be told", wanders.out)
        self.table(x=noise(5))
        short = self.tepid("change-points", "a.csv")
        self.assertEqual(short.code, 3)
        self.assertIn("too few", short.out)
        self.table(x=[7] * 50)
        self.assertEqual(self.tepid("change-points", "a.csv").code, 0)

    def test_missing_cells_keep_their_rows(self):
        self.table(x=[v for i, v in enumerate(STEP) for v in ([v, "NA"] if i % 2 else [v])])
        (line,) = self.tepid("change-points", "a.csv", "--json").lines()
        self.assertEqual((line["points"][0]["index"], line["missing"], line["values"]), (90, 60, 120))

    def test_bad_input_is_named(self):
        self.table(x=[1, 2, "high"], y=[1, "inf", 3], z=[1, "NA", 3])
        self.refused("change-points", "a.csv", "-c", "x", says=["a.csv:4", "'x'", "high"])
        self.refused("change-points", "a.csv", "-c", "y", says=["a.csv:3", "'y'", "infinite"])
        self.refused("change-points", "a.csv", "-c", "z", "--method", "otava", says=["a.csv:3", "'z'", "otava"])
        self.refused("change-points", "a.csv", "-c", "q", says="'q'")
        self.refused("change-points", "a.csv", "-c", "y", "--time", "when", says="'when'")
        self.refused("change-points", "a.csv", says=["3 columns", "--column"])
        self.refused("change-points", "a.csv", "-c", "x", "--p", "0", says="p must be in")
        self.refused("change-points", "a.csv", "-c", "x", "--min-segment", "1", says="min_segment")
        self.refused("change-points", "a.csv", "-c", "x", "--method", "binseg", says="binseg")
        self.refused("change-points", "a.csv", "-c", "x", "--method", "otava", "--window", "1", says="window")
        self.refused("change-points", "a.csv", "-c", "x", "--method", "otava", "--kind", "mean+variance", says="--kind")


if __name__ == "__main__":
    main()
