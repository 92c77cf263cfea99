# tests/cli/test_missing_words.py - words that mean a missing value, in every command that reads a table.
import json
import random

from support import CommandTest, main


class MissingWords(CommandTest):
    def setUp(self):
        super().setUp()
        r = random.Random(1)
        self.numbers = [[f"{r.gauss(mean, 1):.3f}" for _ in range(400)] for mean in (0, 5)]

    def column(self, name, values):
        return self.write(name, "x\n" + "\n".join(values) + "\n")

    def test_one_word_hides_no_drift(self):
        ref = self.column("ref.csv", self.numbers[0])
        for word in "NULL", '"NULL"', "n/a", "\\N", "#N/A", "<NA>", "NaT", ".":
            cur = self.column("cur.csv", [word] + self.numbers[1])
            done = self.tepid("compare", ref, cur, "--json")
            self.assertEqual(done.code, 1, (word, done.out))
            column = done.json()["columns"][0]
            self.assertEqual((column["type"], column["verdict"], column["current_missing"]), ("numeric", "drift", 1))
            plain = word.strip('"')
            self.assertIn(f"cur.csv: words that count as missing: column 'x': 1 cell says '{plain}'\n", done.err)

    def test_the_words_are_an_option_of_every_command(self):
        ref = self.column("ref.csv", self.numbers[0])
        cur = self.column("cur.csv", ["absent", "-999", "-999.0"] + self.numbers[0])
        self.refused("run", "cusum", cur, says="'absent' is not a number")
        words = "--missing", "absent,-999"
        done = self.tepid("run", "cusum", cur, *words)
        self.assertIn("403 rows, 3 missing", done.err)
        self.assertIn("column 'x': 2 cells say '-999', 1 'absent'", done.err)
        profiled = self.tepid("profile", cur, "-o", "cur.tepid", "--json", *words).json()["columns"][0]
        self.assertEqual((profiled["type"], profiled["missing"], profiled["missing_words"]), ("numeric", 3, {"absent": 1, "-999": 2}))
        self.assertEqual(self.tepid("compare", ref, cur, *words).code, 0)
        self.tepid("profile", ref, "-o", "ref.tepid")
        self.assertNotEqual(self.tepid("watch", "-r", "ref.tepid", cur, *words).code, 2)
        self.refused("watch", "-r", "ref.tepid", cur, says="'absent' is not a number")
        self.refused("run", "cusum", cur, "--missing", "", says="--missing: the value is empty; 'none' is no word")

    def test_none_and_text(self):
        cur = self.write("cur.csv", "k,x\n1,NA\n2,None\n3,b\n4,\n")
        usual, no_word = (
            self.tepid("profile", cur, "-o", "a.tepid", "--json", *more).json()["columns"][1] for more in ((), ("--missing", "none"))
        )
        self.assertEqual((usual["missing"], usual["missing_words"]), (3, {"NA": 1, "None": 1}))
        self.assertEqual((no_word["missing"], no_word["distinct"], no_word["missing_words"]), (1, 3, {}))

    def test_ndjson(self):
        cur = self.write("cur.ndjson", "".join(json.dumps({"x": v}) + "\n" for v in [1, "", "NULL", None, 2.5, "NaN"]))
        column = self.tepid("profile", cur, "-o", "a.tepid", "--json").json()["columns"][0]
        self.assertEqual((column["type"], column["missing"], column["nan"], column["missing_words"]), ("numeric", 3, 1, {"NULL": 1}))


if __name__ == "__main__":
    main()
