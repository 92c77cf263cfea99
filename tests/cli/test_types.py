# tests/cli/test_types.py - types that are given, why a column has its type, and columns that are left out.
import json
import random

from support import CommandTest, main


class Types(CommandTest):
    def setUp(self):
        super().setUp()
        r = random.Random(1)
        self.write("ref.csv", "code,x\n" + "".join(f"{r.randint(1, 200)},{r.gauss(0, 1):.3f}\n" for _ in range(4000)))
        self.write("cur.csv", "code,x\n" + "".join(f"{2 * r.randint(1, 100)},{r.gauss(0, 1):.3f}\n" for _ in range(4000)))

    def test_codes_that_vanish_are_seen_as_numbers_that_repeat_and_as_categories(self):
        # Their distribution function moves by .005 at most; each single odd one is gone.
        numbers = self.tepid("compare", "ref.csv", "cur.csv", "-c", "code", "--json")
        self.assertEqual(numbers.code, 1)
        (code,) = numbers.json()["columns"]
        self.assertTrue(code["small"]["what"].startswith("equal to "), code["small"])
        self.assertLess(code["moved"]["high"], 0.1)
        done = self.tepid("compare", "ref.csv", "cur.csv", "--types", "code=categorical", "--json")
        self.assertEqual(done.code, 1, done.out)
        self.assertEqual([(c["name"], c["type"], c["verdict"]) for c in done.json()["columns"]],
                         [("code", "categorical", "drift"), ("x", "numeric", "no drift")])

    def test_why(self):
        self.write("t.csv", "n,m\n1,2\n2,abc\n")
        done = self.tepid("profile", "t.csv", "-o", "t.tepid", "--json")
        self.assertEqual([c["type_reason"] for c in done.json()["columns"]],
                         ["every value is a number", "1 of 2 values are words, the first 'abc' in line 3"])
        self.assertIn("every value is a number", self.tepid("profile", "t.csv", "-o", "t.tepid").out)
        self.refused("profile", "t.csv", "-o", "t.tepid", "--types", "m=numeric", says="t.csv:3: column 'm': 'abc' is not a number")
        self.refused("profile", "t.csv", "-o", "t.tepid", "--types", "z=numeric", says="there is no column 'z'")
        self.refused("profile", "t.csv", "-o", "t.tepid", "--types", "n=int", says="'int' for column 'n' is no type")

    def test_left_out_by_name_and_told(self):
        done = self.tepid("compare", "ref.csv", "cur.csv", "--exclude", "code")
        self.assertEqual(done.code, 0, done.err)
        self.assertRegex(done.out, r"\ncode +left out")
        self.assertIn("0 of 2 columns drifted, 1 left out.", done.out)
        done = self.tepid("compare", "ref.csv", "cur.csv", "--exclude", "code", "--json").json()
        self.assertEqual([(c["name"], c["verdict"]) for c in done["columns"]], [("x", "no drift"), ("code", "left out")])
        self.refused("compare", "ref.csv", "cur.csv", "--exclude", "cod", says=("--exclude", "there is no column 'cod'"))
        self.refused("compare", "ref.csv", "cur.csv", "--exclude", "code,x", says="all columns are excluded")
        self.refused("compare", "ref.csv", "cur.csv", "--exclude", "x", "-c", "x", says="--exclude: column 'x' is among those that are chosen")
        # One that only one side has.
        self.write("more.csv", "code,x,y\n1,2,3\n" * 1)
        self.refused("compare", "ref.csv", "more.csv", says="choose with --columns or --exclude")
        self.assertNotEqual(self.tepid("compare", "ref.csv", "more.csv", "--exclude", "y").code, 2)

        done = self.tepid("profile", "ref.csv", "-o", "r.tepid", "--exclude", "code")
        self.assertIn("left out (--exclude): 'code'", done.out)
        self.refused("profile", "ref.csv", "-o", "q.tepid", "--exclude", "cod", says="there is no column 'cod'")
        self.tepid("profile", "ref.csv", "-o", "both.tepid")
        self.assertEqual(self.tepid("compare", "both.tepid", "cur.csv", "--exclude", "code", "--json").json()["columns"][-1]["verdict"], "left out")
        lines = self.tepid("watch", "-r", "both.tepid", "cur.csv", "--exclude", "code")
        self.assertIn("left out (--exclude): 'code'", lines.err)
        self.refused("watch", "-r", "both.tepid", "cur.csv", "--exclude", "cod", says="there is no column 'cod'")


if __name__ == "__main__":
    main()
