# tests/cli/test_bad_input.py - input that cannot be read: file, line and column are named, exit code 2, no output.
import gzip
import os
import unittest

from support import CommandTest, main


class BadTables(CommandTest):
    def run_on(self, content, says, name="a.csv", args=("-c", "x")):
        self.write(name, content)
        return self.refused("run", "cusum", *args, name, says=says)

    def test_a_missing_column(self):
        self.run_on("a,b\n1,2\n", ["a.csv:1", "'x'", "'a', 'b'"])
        self.run_on("latency_ms,b\n1,2\n", "did you mean 'latency_ms'?", args=("-c", "Latency"))
        self.run_on("a;b\n1;2\n", "--delimiter")
        self.run_on('{"a": 1}\n{"b": 2}\n', ["a.ndjson", "'x'", "'a', 'b'"], name="a.ndjson")

    def test_which_column(self):
        self.run_on("a,b\n1,2\n", ["a.csv:1", "--column", "'a', 'b'"], args=())

    def test_many_columns_are_not_all_listed(self):
        done = self.run_on(",".join(f"c{i}" for i in range(100000)) + "\n", "99980 more")
        self.assertLess(len(done.err), 1000)

    def test_ragged_rows(self):
        self.run_on("x,y\n1,2\n3\n", ["a.csv:3", "1 cell,", "header 2"])
        self.run_on("x,y\n1,2\n3,4,5\n", ["a.csv:3", "3 cells", "header 2"])

    def test_the_line_after_quoted_line_ends_and_empty_lines(self):
        self.run_on('x,y\n1,"a\nb\nc"\n\n2\n', "a.csv:6")
        self.run_on('x,y\r\n1,"a\r\nb"\r\n\r\n2\r\n', "a.csv:5")
        self.run_on('x,y\r1,2\r\r2\r', "a.csv:4")
        self.run_on('x,y\n1,2\n2,"a\nb",3\n', "a.csv:3")

    def test_text_in_a_column_of_numbers(self):
        self.run_on("x,y\n1,a\ntwo,b\n", ["a.csv:3", "column 'x'", "'two' is not a number"])
        self.run_on("x\n1\n1.5.2\n", ["a.csv:3", "'1.5.2'"])
        self.run_on("x\n0x10\n", "'0x10'")
        self.run_on('{"x": 1}\n\n{"x": "2"}\n', ["a.ndjson:3", "column 'x'", "'2' is not a number"], name="a.ndjson")

    def test_empty_files(self):
        for name in ["a.csv", "a.ndjson", "a", "a.csv.gz"]:
            self.run_on("", [name, "empty"], name=name)
        self.run_on("\n\n", "empty")
        self.run_on("\ufeff", "empty")
        self.refused("run", "cusum", "-", input="", says="standard input: the file is empty")

    def test_a_header_alone(self):
        self.run_on("x,y\n", ["a.csv", "header", "no row"])
        self.run_on("x,y", "no row")

    def test_duplicate_names(self):
        self.run_on("x,y,x\n1,2,3\n", ["a.csv:1", "column 'x'", "twice"])
        self.run_on('{"x": 1}\n{"x": 1, "x": 2}\n', ["a.ndjson:2", "column 'x'", "twice"], name="a.ndjson")

    def test_broken_quotes(self):
        self.run_on('x,y\n1,2\n3,"4\n5,6\n', ["a.csv:3", "never closed"])
        self.run_on('x,y\n1,a"b"\n', ["a.csv:2", "quotes"])
        self.run_on('x,y\n1,"a"b\n', ["a.csv:2", "quotes"])

    def test_json_that_cannot_be_used(self):
        for line, says in [
            ('{"x": }', "invalid JSON"),
            ('{"x": 1', "invalid JSON"),
            ('{"x": 1} {"x": 2}', "invalid JSON"),
            ('{"x": nan}', "invalid JSON at character 8"),
            ('{"x": 1NaN}', "invalid JSON at character 8"),
            ('{"x": 1e999}', "too large"),
            ("[1, 2]", "not an object"),
            ("7", "not a JSON object"),
            ('"x"', "not a JSON object"),
            ("null", "not a JSON object"),
            ('{"x": {"y": 1}}', "column 'x': its value is an object; its fields are columns of their own: 'x.y'"),
            ('{"x": {}}', "column 'x': its value is an object without fields"),
            ('{"y": 1, "x": [1]}', "column 'x': its value is an array"),
        ]:
            with self.subTest(line):
                self.run_on('{"x": 1}\n' + line + "\n", ["a.ndjson:2", says], name="a.ndjson")

    def test_deep_nesting_costs_little(self):
        self.run_on('{"x":' * 100000, "invalid JSON", name="a.ndjson")
        self.run_on('{"x":' * 100000 + "1" + "}" * 100000, "column 'x': its value is an object", name="a.ndjson")

    def test_what_is_no_text(self):
        self.run_on(b"x\n1\n\x002\n", ["a.csv:3", "NUL"])
        self.run_on("x\n1\n".encode("utf-16"), "UTF-16")
        self.run_on("x\n1\n".encode("utf-32"), "UTF-32")
        self.run_on(b"\x00\x00\xfe\xff" + "x\n1\n".encode("utf-32-be"), "UTF-32")
        self.run_on(b"PAR1\x00\x00", "Parquet")
        self.run_on(b"PK\x03\x04\x00", "zip")
        self.run_on(b"BZh91AY", "bzip2")
        self.run_on(b"TPID\x01\x00", "saved by tepid")

    def test_control_characters_do_not_reach_the_terminal(self):
        done = self.run_on(b"x\n\x1b[31mred\xff\n", "a.csv:2")
        self.assertNotIn("\x1b", done.err)


class BadFiles(CommandTest):
    def test_no_such_file_and_directories(self):
        self.refused("run", "cusum", "nowhere.csv", says=["nowhere.csv", "No such file"])
        os.mkdir(self.dir / "d.csv")
        self.refused("run", "cusum", "d.csv", says=["d.csv", "directory"])

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_no_permission(self):
        self.write("a.csv", "x\n1\n")
        os.chmod(self.dir / "a.csv", 0)
        self.refused("run", "cusum", "a.csv", says=["a.csv", "Permission denied"])

    def test_damaged_gzip(self):
        whole = gzip.compress(("x\n" + "".join(f"{i * 37 % 101}\n" for i in range(5000))).encode())
        for cut in [3, 10, 20, len(whole) // 2, len(whole) - 9, len(whole) - 1]:
            with self.subTest(cut):
                self.write("a.csv", whole[:cut])
                self.refused("run", "cusum", "-p", "mean=50", "-p", "sd=1", "a.csv", says=["a.csv", "cut off"])
        broken = bytearray(whole)
        broken[len(whole) // 2] ^= 0xFF
        self.write("a.csv", bytes(broken))
        self.refused("run", "cusum", "a.csv", says=["a.csv"])
        self.write("a.csv", whole + b"garbage")
        self.refused("run", "cusum", "-p", "mean=50", "-p", "sd=1", "a.csv", says=["a.csv", "gzip"])

    def test_an_error_at_the_end_leaves_no_output(self):
        rows = "x\n" + "100\n" * 5000
        self.write("a.csv", rows)
        self.assertEqual(self.tepid("run", "cusum", "a.csv").code, 1)
        self.write("a.csv", rows + "oops\n")
        self.refused("run", "cusum", "a.csv", says="a.csv:5002")

    def test_output_that_cannot_be_written(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        import subprocess, support

        with open("/dev/full", "wb") as full:
            done = subprocess.run([support.PROGRAM, "list"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"standard output cannot be written", done.stderr)


if __name__ == "__main__":
    main()
