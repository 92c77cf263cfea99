# tests/cli/test_formats.py - the same table in every form gives the same answer.
import gzip
import json
import os
import random
import subprocess

import support
from support import CommandTest, main

# A step in the second half, with missing cells: what the forms below all say.
_random = random.Random(20)
VALUES = [None if _random.random() < 0.05 else round(_random.gauss(0 if i < 300 else 2, 1), 3) for i in range(600)]


def csv(missing="", end="\n", quote=False, text="a"):
    cells = [missing if v is None else str(v) for v in VALUES]
    if quote:
        cells = [f'"{c}"' for c in cells]
    return "x,y" + end + "".join(f"{c},{text}{end}" for c in cells)


class Formats(CommandTest):
    def setUp(self):
        super().setUp()
        self.write("plain.csv", csv())
        self.expected = self.tepid("run", "cusum", "-p", "h=6", "-c", "x", "plain.csv")
        self.assertEqual(self.expected.code, 1)
        self.assertIn("missing", self.expected.err)

    def same(self, name, content, *args):
        self.write(name, content)
        done = self.tepid("run", "cusum", "-p", "h=6", "-c", "x", name, *args)
        self.assertEqual((done.code, done.out, done.err), (self.expected.code, self.expected.out, self.expected.err))

    def test_csv_as_it_comes(self):
        self.same("a.csv", csv(end="\r\n"))
        self.same("a.csv", csv(end="\r"))
        self.same("a.csv", csv().rstrip("\n"))
        self.same("a.csv", "\ufeff" + csv())
        self.same("a.csv", csv(quote=True))
        self.same("a.csv", csv(text='"a ""b"", c\nd"'))
        self.same("a.csv", csv(text="\u00e9\u4e16"))
        self.same("a.csv", csv().replace(",", " ,\t"))
        self.same("a.csv", csv().replace("\n", "\n\n"))
        self.same("a.tsv", csv().replace(",", "\t"))
        self.same("a.csv", csv().replace(",", ";"), "--delimiter", ";")
        self.same("a.csv", csv().replace(",", "\t"), "--delimiter", "tab")
        self.same("table", csv())

    def test_words_for_missing(self):
        for word in ["NA", "N/A", "NaN", "nan", "null", "None", '""']:
            self.same("a.csv", csv(missing=word))

    def test_gzip(self):
        self.same("a.csv.gz", csv())
        self.write("gz", gzip.compress(csv().encode()))
        self.same("misnamed.csv", gzip.compress(csv().encode()))
        half = len(csv()) // 2
        self.same("two_members.csv", gzip.compress(csv()[:half].encode()) + gzip.compress(csv()[half:].encode()))
        self.same("padded.csv", gzip.compress(csv().encode()) + b"\0" * 512)

    def test_ndjson(self):
        null = "".join(json.dumps({"x": v, "y": "a"}) + "\n" for v in VALUES)
        self.same("a.ndjson", null)
        self.same("a.jsonl", null.replace("\n", "\r\n"))
        self.same("a", null)
        self.same("a.txt", "\n  \n" + null)
        self.same("a.jsonl.gz", null)
        self.same("a.csv", null, "--format", "ndjson")
        lacking = "".join(json.dumps({"y": 1} if v is None else {"z": True, "x": v}) + "\n" for v in VALUES)
        self.same("a.ndjson", lacking)

    def test_standard_input(self):
        for content in [csv(), "".join(json.dumps({"x": v}) + "\n" for v in VALUES), gzip.compress(csv().encode())]:
            done = self.tepid("run", "cusum", "-p", "h=6", "-c", "x", "-", input=content)
            self.assertEqual((done.code, done.out), (1, self.expected.out))

    def test_one_byte_at_a_time(self):
        short = "".join(csv(end="\r\n").splitlines(keepends=True)[:400])
        for content in [short.encode(), gzip.compress(short.encode())]:
            self.write("short.csv", content)
            expected = self.tepid("run", "cusum", "-p", "h=2", "-c", "x", "short.csv")
            self.assertEqual(expected.code, 1)
            child = subprocess.Popen([support.PROGRAM, "run", "cusum", "-p", "h=2", "-c", "x", "-"], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
            for i in range(len(content)):
                os.write(child.stdin.fileno(), content[i : i + 1])
            out, _ = child.communicate(timeout=60)
            self.assertEqual(child.returncode, expected.code)
            self.assertEqual(out.decode(), expected.out)

    def test_no_header(self):
        body = csv().split("\n", 1)[1]
        self.write("a.csv", body)
        done = self.tepid("run", "cusum", "-p", "h=6", "-c", "column_0", "--no-header", "a.csv")
        self.assertEqual(done.out, self.expected.out)
        numbers = self.tepid("run", "cusum", "-", input="1\n2\n3\n")
        self.assertIn("--no-header", numbers.err)

    def test_true_and_false_are_one_and_zero(self):
        self.write("a.ndjson", '{"x": false}\n' * 50 + '{"x": true}\n' * 50)
        self.write("a.csv", "x\n" + "0\n" * 50 + "1\n" * 50)
        args = ("run", "cusum", "-p", "k=0.5", "-p", "h=5")
        self.assertEqual(self.tepid(*args, "a.ndjson").out, self.tepid(*args, "a.csv").out)
        self.assertEqual(self.tepid(*args, "a.csv").code, 1)

    def test_empty_lines_of_a_single_column_are_missing_cells(self):
        for end in ["\n", "\r\n", "\r"]:
            done = self.tepid("run", "cusum", "-p", "h=6", "-", input="x" + end + ("0" + end + end) * 5 + "9")
            self.assertIn("11 rows, 5 missing", done.err)
            self.assertEqual(done.lines()[0]["index"], 10)

    def test_odd_but_legal_tables(self):
        wide = ",".join(f"c{i}" for i in range(100000)) + "\n" + ",".join("1" for _ in range(100000)) + "\n"
        self.write("wide.csv", wide)
        self.assertEqual(self.tepid("run", "cusum", "-c", "c99999", "wide.csv").code, 0)
        self.write("long.csv", 'x,y\n1,"' + "z" * 20_000_000 + '"\n')
        self.assertEqual(self.tepid("run", "cusum", "-c", "x", "long.csv").code, 0)
        self.write("unnamed.csv", ",x\n0,1\n1,2\n")
        self.assertEqual(self.tepid("run", "cusum", "-c", "x", "unnamed.csv").code, 0)
        self.write("numbers.csv", "x\n+1.5\n1e-400\n-0\n1E3\n.5\n5.\n")
        self.assertIn("6 rows, 0 missing, 0 not finite", self.tepid("run", "cusum", "-p", "mean=200", "numbers.csv").err)
        self.write("infinite.csv", "x\n1\ninf\n-inf\nInfinity\n1e400\n-1e400\n1\n")
        self.assertIn("7 rows, 0 missing, 5 not finite", self.tepid("run", "cusum", "infinite.csv").err)


if __name__ == "__main__":
    main()
