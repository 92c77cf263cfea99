# tests/cli/test_table_blocks.py - large tables are read by blocks of rows: nothing may depend on where they are cut or on
# how the same cells are written.
import json
import os
import random

from support import CommandTest, main

# Tables are read by blocks of half a MiB, eight a round: more than a round here. Beyond 2,000,000 cells they are not kept.
COLUMNS, PATTERN, REPEATS, LARGE = 20, 3000, 12, 36
SPELLINGS = ["1", "-1", "+1", "007", "1.", ".5", "-0", "-0.0", "1e3", "1E-5", "1e+2", "1e400", "1e-400", "inf", "-inf",
             "123456789012345678", "9007199254740993", "0.1234567890123456789", "4.9e-324", "1e22", "1e23", "3e-23"]


class TableBlocks(CommandTest):
    def setUp(self):
        super().setUp()
        r = random.Random(3)
        self.names = [f"c{i}" for i in range(COLUMNS)]
        self.rows = [[f"{r.gauss(0, 1):.4f}" for _ in range(COLUMNS - 3)]
                     + [r.choice(SPELLINGS), r.choice(["red", "green", "NA"]), f"2024-05-{r.randrange(10, 30)}"]
                     for _ in range(PATTERN)]

    def csv(self, name, line, ending="\n", repeats=REPEATS):
        header = ",".join(self.names) + ending
        self.write(name, header + "".join(line(row) + ending for row in self.rows) * repeats)
        return name

    def plain(self, ending="\n", repeats=REPEATS):
        return self.csv("t.csv", ",".join, ending, repeats)

    def profile(self, name, **given):
        done = self.tepid("profile", name, "-o", "p.tepid", "--json", **given)
        self.assertEqual((done.code, done.complaints), (0, ""))
        return (self.dir / "p.tepid").read_bytes()

    def test_cells_in_quotes_are_the_same_cells(self):
        for repeats in REPEATS, LARGE:
            quoted = self.csv("q.csv", lambda row: ",".join(f'"{c}"' for c in row), repeats=repeats)
            self.assertEqual(self.profile(self.plain(repeats=repeats)), self.profile(quoted))

    def test_spaces_around_cells_are_not_part_of_them(self):
        spaced = self.csv("s.csv", lambda row: " \t" + " , ".join(row) + "\t ")
        self.assertEqual(self.profile(self.plain()), self.profile(spaced))

    def test_lines_may_end_in_any_way(self):
        expected = self.profile(self.plain())
        for ending in "\r\n", "\r":
            self.assertEqual(self.profile(self.plain(ending)), expected, repr(ending))

    def test_one_processor_or_more(self):
        allowed = os.sched_getaffinity(0)
        expected = self.profile(self.plain(repeats=LARGE))
        self.addCleanup(os.sched_setaffinity, 0, allowed)
        os.sched_setaffinity(0, {min(allowed)})
        self.assertEqual(self.profile("t.csv"), expected)

    def test_a_pipe_that_pauses_within_rows(self):
        expected = self.profile(self.plain("\r\n", LARGE))
        self.assertEqual(self.profile("-", input=(self.dir / "t.csv").read_bytes()), expected)
        self.write("t.csv.gz", (self.dir / "t.csv").read_bytes())
        self.assertEqual(self.profile("t.csv.gz"), expected)

    def test_line_ends_within_quotes_do_not_end_rows(self):
        # Longer than a block from time to time, so that cuts fall within quotes.
        row = ",".join(["1"] * (COLUMNS - 1))
        text = row + ',"a\n1,2\nb"\n'
        long = row + ',"' + "x\n" * 400_000 + '"\n'
        self.write("t.csv", ",".join(self.names) + "\n" + (text * 40_000 + long) * 3)
        done = self.tepid("profile", "t.csv", "-o", "p.tepid", "--json")
        self.assertEqual((done.code, done.json()["rows"]), (0, 120_003))
        self.assertEqual([c["count"] for c in done.json()["columns"][-1]["top"]], [120_000, 3])

    def test_an_error_in_a_late_block_names_its_line(self):
        self.plain()
        good = (self.dir / "t.csv").read_text()
        line = good.count("\n") + 1
        for broken, says in (("1,2,3", "the row has 3 cells, the header 20"), ('a"b' + ",1" * 19, "broken quotes"),
                             ("1,\0", "a NUL byte"), ('"' + "x,\n" * 9, "a quoted cell is never closed")):
            # The second mistake is in a later block, or within the first one's quotes.
            self.write("bad.csv", good + broken + "\n" + good.split("\n", 1)[1].replace('"', "") + "1,2\n")
            self.refused("profile", "bad.csv", "-o", "no.tepid", says=[f"bad.csv:{line}: ", says])

    def test_a_word_in_a_late_block_is_named_by_its_line(self):
        self.plain()
        good = (self.dir / "t.csv").read_text()
        self.write("t.csv", good + ",".join(["oops"] + self.rows[0][1:]) + "\n" + good.split("\n", 1)[1])
        done = self.tepid("profile", "t.csv", "-o", "p.tepid", "--json")
        self.assertIn(f"t.csv:{good.count(chr(10)) + 1}: column 'c0' is taken as categorical because of 'oops'", done.err)

    def ndjson(self, name, line):
        # -0 is an integer to JSON; CSV's other spellings are none of its own.
        rows = [[float(c) for c in row[:-3]] + [{"NA": None}.get(row[-2], row[-2]), row[-2] == "red"] for row in self.rows]
        names = self.names[:COLUMNS - 1]
        self.write(name, "".join(line(dict(zip(names, row))) + "\n" for row in rows) * REPEATS)
        return name

    def test_json_is_the_same_however_it_is_spelled(self):
        expected = self.profile(self.ndjson("t.ndjson", json.dumps))
        tight = self.ndjson("t.ndjson", lambda row: json.dumps(row, separators=(",", ":")))
        self.assertEqual(self.profile(tight), expected)
        # An escape in a key sends the line to the general parser.
        escaped = self.ndjson("t.ndjson", lambda row: json.dumps(row).replace('"c1"', '"\\u00631"'))
        self.assertEqual(self.profile(escaped), expected)

    def test_json_strings_are_the_same_however_they_are_escaped(self):
        r = random.Random(5)
        pieces = ["a", "plain", "\"", "\\", "/", "\b", "\f", "\n", "\r", "\t", "\x7f", "\u00e9", "\u20ac", "\ud55c", "\U0001f438"]
        texts = ["".join(r.choice(pieces) for _ in range(r.randrange(12))) for _ in range(500)]
        texts += ["x" * i + "\"" + "y" * 9 for i in range(20)] + ["x" * i + "\u00e9" + "y" * 9 for i in range(20)]
        spellings = {
            "short": lambda t: json.dumps(t, ensure_ascii=False).replace("\x7f", "\\u007f" if r.random() < 0.1 else "\x7f"),
            "slash": lambda t: json.dumps(t, ensure_ascii=False).replace("/", "\\/"),
            "unicode": lambda t: '"' + "".join(f"\\u{int.from_bytes(t.encode('utf-16-be')[i:i + 2], 'big'):04x}"
                                              for i in range(0, len(t.encode("utf-16-be")), 2)) + '"',
        }
        made = set()
        for spell in spellings.values():
            self.write("t.ndjson", "".join(f'{{"k":{spell(t)},"x":1}}\n' for t in texts * 20))
            made.add(self.profile("t.ndjson"))
        self.assertEqual(len(made), 1)
        done = self.tepid("profile", "t.ndjson", "-o", "p.tepid", "--json")
        self.assertEqual(done.json()["columns"][0]["distinct"], len(set(texts) - {""}))

    def test_json_that_is_not_utf8_is_refused_by_its_line(self):
        good = b'{"k":"fine","x":1}\n' * 20_000
        for bad in b"\xff", b"\xc0\xaf", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\\q", b"\x01":
            self.write("bad.ndjson", good + b'{"k":"' + bad + b'","x":1}\n' + good)
            self.refused("profile", "bad.ndjson", "-o", "no.tepid", says=["bad.ndjson:20001:", "invalid JSON at character"])

    def test_json_keys_may_change_places(self):
        expected = self.profile(self.ndjson("t.ndjson", json.dumps))
        r, first = random.Random(4), [True]

        def shuffled(row):
            # Columns come in the order of the first line.
            keys = list(row) if first.pop() else r.sample(list(row), len(row))
            first.append(False)
            return json.dumps({k: row[k] for k in keys})

        self.assertEqual(self.profile(self.ndjson("t.ndjson", shuffled)), expected)

    def test_json_numbers_have_the_bits_of_csv(self):
        spelled = [s for s in SPELLINGS if s[0] != "+" and s not in ("007", "1.", ".5", "inf", "-inf", "1e400", "-0")]
        lines = [spelled[i % len(spelled)] for i in range(3000)]
        self.write("n.csv", "x\n" + ("\n".join(lines) + "\n") * 800)
        self.write("n.ndjson", ("".join(f'{{"x":{s}}}\n' for s in lines)) * 800)
        self.assertEqual(self.profile("n.csv"), self.profile("n.ndjson"))

    def test_an_error_in_a_late_line_of_json_is_named(self):
        self.ndjson("t.ndjson", json.dumps)
        good = (self.dir / "t.ndjson").read_text()
        line = good.count("\n") + 1
        for broken, says in (('{"c0":01}', "invalid JSON at character"), ('{"c0":1,"c0":2}', "the object has this key twice"),
                             ("[1]", "is a JSON array"), ('{"c0":nan}', "invalid JSON at character 8"),
                             ('{"c0":1e999}', "too large for a double"), ('{"c1":{"a":1,"a":2}}', "column 'c1.a': the object has this key twice")):
            self.write("bad.ndjson", good + broken + "\n" + good + "{\n")
            self.refused("profile", "bad.ndjson", "-o", "no.tepid", says=[f"bad.ndjson:{line}:", says])
        for nested, says in ('{"c0":[1]}', "its value is an array"), ('{"c0":{"a":1}}', "its value is an object; its fields are columns of their own: 'c0.a'"):
            self.write("bad.ndjson", good + nested + "\n" + good)
            for chosen in ("-c", "c0"), ("--types", "c0=numeric"):
                self.refused("profile", "bad.ndjson", "-o", "no.tepid", *chosen, says=[f"bad.ndjson:{line}: column 'c0'", says])
            # Nobody asked for the column: they are missing cells, and that is told.
            done = self.tepid("profile", "bad.ndjson", "-o", "p.tepid")
            self.assertEqual(done.code, 0, done.err)
            self.assertIn(f"among values, counted as missing: column 'c0': 1 {says.split()[4].rstrip(';')}, the first in line {line}", done.err)


if __name__ == "__main__":
    main()
