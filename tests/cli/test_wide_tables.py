# tests/cli/test_wide_tables.py - many columns: bounded by --max-columns, cheap below it, refused at once beyond it.
import gzip
import json
import resource
import subprocess
import zlib

import support
from support import CommandTest, main, plain_build_only

MIB = 1 << 20


class WideTables(CommandTest):
    def within(self, most, *args):
        """The command in at most so many bytes of address space: what it takes, not what it touches."""
        done = subprocess.run([support.PROGRAM, *map(str, args)], cwd=self.dir, capture_output=True, timeout=120,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)))
        return support.Result(done)

    def wide(self, name, columns, rows):
        header = ",".join(f"c{i}" for i in range(columns))
        self.write(name, header + "\n" + "".join(",".join(str((r * 7 + i) % 13) for i in range(columns)) + "\n"
                                                 for r in range(rows)))
        return name

    def test_more_columns_than_asked_for_are_refused_with_the_option(self):
        self.write("t.csv", "a,b,c\n1,2,3\n" * 2)
        self.write("t.ndjson", '{"a":1,"b":2}\n{"a":1}\n\n{"a":1,"c":2}\n')
        for name, line in ("t.csv", 1), ("t.ndjson", 4):
            for command in ("profile", "-o", "p.tepid"), ("compare", name), ("run", "cusum", "-c", "a"):
                self.refused(*command, name, "--max-columns", 2,
                             says=[f"{name}:{line}: there are more than 2 columns; --max-columns"])
        self.write("c.csv", "a,b,c\n1,2,3\n")
        self.write("long.csv", "a,b,c\n1,2,3\n1,2,3,4\n")
        self.refused("profile", "long.csv", "-o", "p.tepid", "--max-columns", 3,
                     says="long.csv:3: the row has more than 3 cells")
        self.assertEqual(self.tepid("profile", "c.csv", "-o", "p.tepid", "--max-columns", 3).code, 0)
        self.refused("watch", "-r", "p.tepid", "t.ndjson", "--max-columns", 2, says="t.ndjson:4: there are more than 2")
        self.refused("watch", "-r", "p.tepid", "c.csv", "--max-columns", 2, says="c.csv:1: there are more than 2")

    @plain_build_only
    def test_a_header_or_a_row_without_end_is_refused_at_once(self):
        self.write("header.csv", ",".join(f"c{i}" for i in range(1_000_000)) + "\n" + "1," * 999_999 + "1\n")
        # A row of 2^27 empty cells in 130 KB.
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        packed = packer.compress(b"a,b\n1,2\n") + b"".join(packer.compress(b"," * MIB) for _ in range(128)) + packer.flush()
        (self.dir / "row.csv.gz").write_bytes(packed)
        for command in ("profile", "-o", "p.tepid"), ("run", "cusum", "-c", "a"):
            for name, says in ("header.csv", "header.csv:1: there are more than 100,000 columns"), \
                              ("row.csv.gz", "row.csv.gz:3: the row has more than 100,000 cells"):
                done = self.within(700 * MIB, *command, name)
                self.assertEqual((done.code, done.out), (2, ""), done.err)
                self.assertIn(says, done.err)
                self.assertIn("--max-columns", done.err)

    def test_names_of_columns_are_bounded(self):
        name = "n" * 70_000
        self.write("t.csv", f"a,{name}\n1,2\n")
        self.write("t.ndjson", f'{{"a":1}}\n{{"{name}":1}}\n')
        for table, line in ("t.csv", 1), ("t.ndjson", 2):
            self.refused("profile", table, "-o", "p.tepid", says=[f"{table}:{line}: ", "longer than 64 KiB"])

    @plain_build_only
    def test_keys_that_come_once_take_no_memory_for_the_rows_without_them(self):
        self.write("t.ndjson", "".join(f'{{"k{i}":{i}}}\n' for i in range(3000)))
        done = self.within(700 * MIB, "profile", "t.ndjson", "-o", "p.tepid", "--json")
        self.assertEqual(done.code, 0, done.err)
        columns = done.json()["columns"]
        self.assertEqual([c["name"] for c in columns], [f"k{i}" for i in range(3000)])
        self.assertTrue(all(c["rows"] == 3000 and c["missing"] == 2999 and c["mean"] == i for i, c in enumerate(columns)))
        done = self.within(700 * MIB, "compare", "t.ndjson", "t.ndjson", "--json")
        self.assertEqual(len(done.json()["columns"]), 3000, done.err)

    @plain_build_only
    def test_many_columns_of_few_rows(self):
        self.wide("t.csv", 20_000, 110)  # more than is kept: each column is streamed
        done = self.within(1000 * MIB, "profile", "t.csv", "-o", "wide.tepid", "--json")
        self.assertEqual(done.code, 0, done.err)
        columns = done.json()["columns"]
        self.assertEqual(len(columns), 20_000)
        # Streamed and kept, a column of few values is the same.
        self.write("one.csv", "c5\n" + "".join(f"{(r * 7 + 5) % 13}\n" for r in range(110)))
        one = self.tepid("profile", "one.csv", "-o", "one.tepid", "--json").json()["columns"][0]
        for key in "rows", "count", "min", "median", "max":
            self.assertEqual(columns[5][key], one[key], key)
        self.assertAlmostEqual(columns[5]["mean"], one["mean"], places=12)
        self.assertAlmostEqual(columns[5]["sd"], one["sd"], places=12)
        moved = self.tepid("compare", "wide.tepid", "one.csv", "-c", "c5", "--json").json()["columns"][0]["moved"]
        self.assertEqual((moved["share"], moved["low"]), (0, 0))

    def test_mixed_columns_are_read_again_all_at_once(self):
        # Numbers first, words later: how the numbers were written is looked up, of all such columns in one pass.
        width = 20
        header = ",".join(f"c{i}" for i in range(width)) + "\n"
        self.write("t.csv", header + (",".join(["1.50"] * width) + "\n") * 30 + (",".join(["w"] * width) + "\n") * 10)
        done = self.tepid("profile", "t.csv", "-o", "p.tepid", "--json")
        self.assertEqual(done.code, 0)
        self.assertEqual(done.json()["columns"][19]["top"], [{"value": "1.50", "count": 30}, {"value": "w", "count": 10}])
        self.write("n.csv", header + (",".join(["1.50"] * width) + "\n") * 40)
        done = self.tepid("compare", "t.csv", "n.csv", "--json")
        columns = done.json()["columns"]
        self.assertEqual({c["type"] for c in columns}, {"categorical"})
        self.assertEqual({(c["unseen_categories"], c["current"]) for c in columns}, {(0, 40)})


if __name__ == "__main__":
    main()
