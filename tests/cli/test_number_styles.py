# tests/cli/test_number_styles.py - decimal commas and signs between thousands, by option, and the hint where they seem to be.
import random

from support import CommandTest, main


class NumberStyles(CommandTest):
    def setUp(self):
        super().setUp()
        r = random.Random(1)
        self.values = [round(r.gauss(5000, 2000), 2) for _ in range(500)]

    def spelled(self, name, write, delimiter=";"):
        return self.write(name, delimiter.join(["k", "x"]) + "\n" + "".join(f"{i}{delimiter}{write(v)}\n" for i, v in enumerate(self.values)))

    STYLES = (
        (lambda v: str(v).replace(".", ","), ("--decimal", ","), "a decimal comma", "--decimal ,"),
        (lambda v: f"{v:,.2f}".translate(str.maketrans(",.", ".,")), ("--decimal", ",", "--thousands", "."), "a decimal comma and points between thousands", "--decimal , --thousands ."),
        (lambda v: f"{v:,.2f}".replace(",", " ").replace(".", ","), ("--decimal", ",", "--thousands", "space"), "a decimal comma and spaces between thousands", "--decimal , --thousands space"),
        (lambda v: f"{v:,.2f}".replace(",", "\u202f"), ("--thousands", "space", "--delimiter", ";"), "spaces between thousands", "--thousands space"),
        (lambda v: f"{v:,.2f}".replace(",", "'"), ("--thousands", "'", "--delimiter", ";"), "apostrophes between thousands", "--thousands \\'"),
        (lambda v: f"{v:,.2f}", ("--thousands", ",", "--delimiter", ";"), "commas between thousands", "--thousands ,"),
    )

    def test_the_same_numbers(self):
        self.spelled("plain.csv", str, ",")
        expected = self.tepid("profile", "plain.csv", "-o", "p.tepid", "--json").json()["columns"]
        alarms = self.tepid("run", "cusum", "plain.csv", "-c", "x").out
        for write, options, hint, help in self.STYLES:
            self.spelled("t.csv", write)
            self.assertEqual(self.tepid("profile", "t.csv", "-o", "t.tepid", "--json", *options).json()["columns"], expected, options)
            self.assertEqual((self.dir / "p.tepid").read_bytes(), (self.dir / "t.tepid").read_bytes())
            self.assertEqual(self.tepid("run", "cusum", "t.csv", "-c", "x", *options).out, alarms)
            # Without them the column is text, and what it looks like is told.
            done = self.tepid("profile", "t.csv", "-o", "n.tepid", "--json", "--delimiter", ";")
            column = done.json()["columns"][1]
            self.assertEqual(column["type"], "categorical")
            self.assertIn(f"; perhaps numbers with {hint}; {help} reads them", column["type_reason"])
            self.assertIn(f"t.csv: categorical because of how numbers are written: column 'x', perhaps of numbers with {hint}; {help} reads them",
                          done.err)
            self.refused("run", "cusum", "t.csv", "-c", "x", "--delimiter", ";", says=("is not a number; perhaps one with ", " reads them"))
            self.refused("profile", "t.csv", "-o", "no.tepid", "--delimiter", ";", "--types", "x=numeric", says="is not a number, which is the type that it was given; perhaps one with ")

    def test_large_tables_too(self):
        write = self.STYLES[1][0]
        self.write("large.csv", "k;x\n" + "".join(f"{i};{write(v)}\n" for i, v in enumerate(self.values * 3000)))
        self.write("plain.csv", "k,x\n" + "".join(f"{i},{v}\n" for i, v in enumerate(self.values * 3000)))
        found = [self.tepid("profile", f, "-o", "p.tepid", "--json", *o).json()["columns"] for f, o in (("large.csv", self.STYLES[1][1]), ("plain.csv", ()))]
        self.assertEqual(*found)

    def test_no_value_changes_silently(self):
        # A point with a decimal comma: no number, whatever was meant.
        self.write("t.csv", "k;x\na;1,5\nb;1.5\nc;2,5\n")
        for options in ("--decimal", ","), ("--decimal", ",", "--thousands", "."):
            column = self.tepid("profile", "t.csv", "-o", "t.tepid", "--json", *options).json()["columns"][1]
            self.assertEqual((column["type"], column["type_reason"]), ("categorical", "1 of 3 values are words, the first '1.5' in line 3"))
        self.write("t.csv", "a,b;c\n1;2\n")
        self.refused("profile", "t.csv", "-o", "t.tepid", "--decimal", ",", says="t.csv: the first line has commas and semicolons")
        self.refused("profile", "t.csv", "-o", "t.tepid", "--decimal", ",", "--thousands", ",", says="--thousands: ',' is the decimal sign")
        self.refused("profile", "t.csv", "-o", "t.tepid", "--decimal", ";", says="--decimal")
        self.refused("profile", "t.csv", "-o", "t.tepid", "--thousands", "x", says="--thousands: 'x' must be a point, a comma")
        self.write("t.ndjson", '{"x": 1}\n')
        self.refused("profile", "t.ndjson", "-o", "t.tepid", "--decimal", ",", says="this is NDJSON")

    def test_no_hint_where_there_is_another_cause(self):
        self.write("t.csv", "k;x;d\n1;1,5;2024.01.02\n2;abc;2024.01.03\n")
        done = self.tepid("profile", "t.csv", "-o", "t.tepid", "--json", "--delimiter", ";")
        self.assertNotIn("perhaps", done.err + done.out)


if __name__ == "__main__":
    main()
