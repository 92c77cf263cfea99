# tests/cli/test_formats.py - the same table in every form gives the same answer.
import gzip
import json
import os
import re
import random
import shutil
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
        self.assertEqual((done.code, done.out, done.complaints), (self.expected.code, self.expected.out, self.expected.complaints))

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

    def test_zstd(self):
        if "with zstd" not in self.tepid("--version").out:
            self.write("a.csv", b"\x28\xb5\x2f\xfd rest")
            self.refused("run", "cusum", "a.csv", says=["a.csv: this is compressed with zstd", "libzstd"])
            self.skipTest("built without zstd")
        if not shutil.which("zstd"):
            self.skipTest("no zstd to compress with")

        def packed(text, *how):
            return subprocess.run(["zstd", "-qc", *how], input=text.encode(), capture_output=True, check=True).stdout

        text = csv()
        self.same("a.csv.zst", packed(text))
        self.same("a.TSV.ZST", packed(text.replace(",", "\t"), "-19", "--check"))
        self.same("misnamed.csv", packed(text, "--no-check"))
        half = len(text) // 2
        self.same("frames.csv", packed(text[:half]) + packed("") + packed(text[half:]))
        skipped = b"\x53\x2a\x4d\x18\x05\0\0\0hello"
        self.same("skipped.csv", skipped + packed(text[:half]) + skipped + packed(text[half:]) + skipped)
        self.same("a.ndjson.zst", packed("".join(json.dumps({"x": v}) + "\n" for v in VALUES)))
        done = self.tepid("run", "cusum", "-p", "h=6", "-c", "x", "-", input=packed(text))
        self.assertEqual((done.code, done.out), (1, self.expected.out))

        whole = packed(text)
        for cut in (4, 7, 100, len(whole) // 2, len(whole) - 1):
            self.write("cut.csv", whole[:cut])
            self.refused("run", "cusum", "-c", "x", "cut.csv", says="cut.csv: the zstd data ends too early: the file is cut off")
        self.write("tail.csv", whole + b"garbage")
        self.refused("run", "cusum", "-c", "x", "tail.csv", says="tail.csv: broken zstd data")
        self.write("cut.csv", whole[: len(whole) // 2] + b"\0" + whole[len(whole) // 2 + 1 :])
        self.refused("run", "cusum", "-c", "x", "cut.csv", says="cut.csv")
        self.write("twice.csv", gzip.compress(whole))
        self.refused("run", "cusum", "-c", "x", "twice.csv", says="zstd within another compression")

        # What looks like the beginning of a frame and is none.
        for start in ("(", "P", "X", "(\u00b5", "S*M"):
            self.write("t.csv", start + "\n1\n2\n")
            for source, given in ("t.csv", None), ("-", start + "\n1\n2\n"):
                self.assertEqual(self.tepid("profile", source, "-o", "p.tepid", "--json", input=given).json()["columns"][0]["name"], start)

        # The same table in both passes over a large one, and all blocks of a stream that goes far beyond what is kept.
        self.write("large.csv", "x,y\n" + text.split("\n", 1)[1] * 2000)
        self.write("large.csv.zst", packed((self.dir / "large.csv").read_text()))
        found = [self.tepid("profile", name, "-o", "p.tepid", "--json").json()["columns"] for name in ("large.csv", "large.csv.zst")]
        self.assertEqual(*found)

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

    def test_ndjson_with_objects_arrays_and_what_python_writes(self):
        rows = [{"user": {"age": i, "at": {"city": "ab"[i % 2]}}, "tags": [i, {"k": i}], "v": float("nan") if i < 9 else float("-inf") if i < 12 else i,
                 "id": 9007199254740993 + i % 2, "none": None if i % 2 else {}} for i in range(100)]
        flat = [{"user.age": r["user"]["age"], "user.at.city": r["user"]["at"]["city"], "v": r["v"], "id": r["id"]} for r in rows]
        self.write("nested.ndjson", "".join(json.dumps(r) + "\n" for r in rows))
        self.write("flat.csv", "user.age,user.at.city,v,id\n" + "".join(",".join(map(str, r.values())) + "\n" for r in flat))
        given = "--types", "id=categorical"
        done = self.tepid("profile", "nested.ndjson", "-o", "n.tepid", "--json", *given)
        self.assertIn("note: nested.ndjson: left out, for their values are arrays: 'tags'\n", done.err)
        found = done.json()
        self.assertEqual(found["arrays"], ["tags"])
        expected = self.tepid("profile", "flat.csv", "-o", "f.tepid", "--json", *given).json()
        self.assertEqual(found["columns"], expected["columns"])
        self.assertEqual({t["value"] for t in found["columns"][3]["top"]}, {"9007199254740993", "9007199254740994"})
        self.assertIn("left out (arrays): 'tags'", self.tepid("profile", "nested.ndjson", "-o", "n.tepid").out)
        self.assertIn("'tags'", self.tepid("compare", "flat.csv", "nested.ndjson").err)
        self.assertEqual(self.tepid("compare", "flat.csv", "nested.ndjson", "--judge", "user.age,v,id", "--margin", "0.5", "--exclude", "tags").code, 0)
        self.refused("profile", "nested.ndjson", "-o", "no.tepid", "-c", "v,tags", says="nested.ndjson:1: column 'tags': its value is an array")
        self.assertEqual(self.tepid("profile", "nested.ndjson", "-o", "n.tepid", "--json", "--exclude", "tags", *given).json()["excluded"], ["tags"])
        done = self.tepid("profile", "nested.ndjson", "-o", "n.tepid", "--json", "--exclude", "user,tags", *given)
        self.assertEqual([c["name"] for c in done.json()["columns"]], ["v", "id"])
        self.assertEqual({"user.age", "user.at.city"} - set(done.json()["excluded"]), set())
        for reference in "flat.csv", "n.tepid":
            done = self.tepid("compare", reference, "nested.ndjson", "--exclude", "user,tags,id", "--judge", "v", "--margin", "0.5", "--json")
            verdicts = {c["name"]: c["verdict"] for c in done.json()["columns"]}
            self.assertEqual((verdicts["v"], verdicts["user.age"], verdicts["user.at.city"]), ("no drift", "left out", "left out"), done.err)
        self.refused("compare", "flat.csv", "nested.ndjson", "--exclude", "use", says="--exclude: there is no column 'use'")
        self.assertIn("100 rows, 9 missing, 3 not finite", self.tepid("run", "cusum", "-p", "mean=50", "-c", "v", "nested.ndjson").err)
        self.assertEqual(*(self.tepid("run", "cusum", "-p", "mean=5", "-c", "user.age", f).out for f in ("nested.ndjson", "flat.csv")))
        self.write("only.ndjson", '{"a": [1], "b": {}}\n')
        self.refused("profile", "only.ndjson", "-o", "no.tepid", says="only.ndjson: there is no column")
        self.write("only.ndjson", "{}\n")
        self.refused("profile", "only.ndjson", "-o", "no.tepid", says="only.ndjson: there is no column")

    def test_standard_input(self):
        for content in [csv(), "".join(json.dumps({"x": v}) + "\n" for v in VALUES), gzip.compress(csv().encode())]:
            done = self.tepid("run", "cusum", "-p", "h=6", "-c", "x", "-", input=content)
            self.assertEqual((done.code, done.out), (1, self.expected.out))

    def test_one_byte_at_a_time(self):
        short = "".join(csv(end="\r\n").splitlines(keepends=True)[:400])
        packed = [short.encode(), gzip.compress(short.encode())]
        if "with zstd" in self.tepid("--version").out and shutil.which("zstd"):
            packed.append(subprocess.run(["zstd", "-qc"], input=short.encode(), capture_output=True, check=True).stdout)
        for content in packed:
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

    def rows_of(self, name, *options):
        """How many rows each command finds in a table of one column h, and how many have no value."""
        content = (self.dir / name).read_bytes()
        self.write("m.json", json.dumps({"name": "m", "window_rows": 100, "signals": [{"name": options and "column_0" or "h"}]}))
        found = {}
        for source, given in (name, None), ("-", content):
            done = self.tepid("profile", source, "-o", "p.tepid", "--json", *options, input=given)
            self.assertEqual(done.code, 0, done.err)
            column = done.json()["columns"][0]
            found["profile", source] = (column["rows"], column["missing"], column["max"])
            column = self.tepid("compare", source, name, "--json", *options, input=given).json()["columns"][0]
            found["compare", source] = (column["reference"] + column["reference_missing"], column["reference_missing"], None)
            err = self.tepid("run", "cusum", "-p", "mean=5", source, *options, input=given).err.replace(",", "")
            found["run", source] = (*map(int, re.search(r"(\d+) rows? (\d+) missing", err).groups()), None)
            err = self.tepid("watch", "-r", "p.tepid", source, *options, input=given).err.replace(",", "")
            found["watch", source] = (int(re.search(r"(\d+) rows?", err).group(1)), None, None)
            err = self.tepid("profile", source, "--config", "m.json", "-o", "m.tepid", "--json", *options, input=given)
            self.assertEqual(err.code, 0, err.err)
            found["reference", source] = (err.json()["rows"], err.json()["columns"][0]["missing"], None)
        return found

    def test_all_commands_find_the_same_rows(self):
        # A header that ends with CR in a piece with rows; then LF is the first byte that is read next.
        self.write("cr.csv", "h \r" + "5\n" * 40_000)
        self.write("blanks.csv", "\n  \nh\n5\n\n \t\n5\n\n")
        self.write("first.csv", "\n5\n\n5\n")
        for name, options, rows, missing in (("cr.csv", (), 40_000, 0), ("blanks.csv", (), 5, 3),
                                             ("first.csv", ("--no-header",), 4, 2)):
            for (command, source), found in self.rows_of(name, *options).items():
                for i, expected in enumerate((rows, missing, 5.0)):
                    if found[i] is not None:
                        self.assertEqual(found[i], expected, (command, source, name))

    def test_blank_lines_of_several_columns_are_left_out(self):
        self.write("t.csv", " \nx,y\n\n1,2\n \t \n\n3,4\n\n")
        self.assertEqual(self.tepid("profile", "t.csv", "-o", "p.tepid", "--json").json()["rows"], 2)
        self.assertIn("2 rows", self.tepid("run", "cusum", "-c", "x", "t.csv").err)
        self.write("t.tsv", "x\ty\n\t\n1\t2\n")  # a line of delimiters has cells
        self.assertEqual(self.tepid("profile", "t.tsv", "-o", "p.tepid", "--json").json()["columns"][0]["missing"], 1)

    def test_numbers_of_any_length_and_in_any_locale(self):
        zeros = "0" * 505
        numbers = ["1" + zeros + "e-100000", "1" + zeros + "e-505", "0." + zeros + "1e506", "1" + zeros, "-1e-99999999999999999999"]
        self.write("t.csv", "x\n" + "\n".join(numbers) + "\n")
        done = self.tepid("profile", "t.csv", "-o", "p.tepid", "--json").json()["columns"][0]
        self.assertEqual((done["min"], done["max"], done["mean"], done["positive_infinity"]), (0.0, 1.0, 0.5, 1))
        self.write("half.csv", "x\n1.5\n1" + zeros + "\n")
        for locale in "C", "de_DE.UTF-8":
            os.environ["LC_ALL"] = locale
            self.addCleanup(os.environ.pop, "LC_ALL", None)
            self.assertEqual(self.tepid("profile", "half.csv", "-o", "p.tepid", "--json").json()["columns"][0]["max"], 1.5)

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
