# tests/cli/test_exports.py - one table as pandas, R and databases write it: the same verdicts and numbers.
import csv
import io
import random

from support import CommandTest, main

COLUMNS = ["amount", "items", "paid", "city", "remark"]
CITIES = ["Berlin", 'the "Hague"', "Paris, France", "São Paulo", "Köln; am Rhein", "two\nlines", "tab\there"]


def rows_of(seed, rows, moved):
    """None is a missing cell. No number has more than 15 digits, which is what R writes."""
    r = random.Random(seed)
    out = []
    for _ in range(rows):
        out.append([
            None if r.random() < 0.03 else round(r.lognormvariate(3.0 + moved, 1.0), 4),
            None if r.random() < 0.02 else r.randrange(40) + int(30 * moved),
            r.random() < 0.4 + 0.3 * moved,
            None if r.random() < 0.05 else r.choice(CITIES[: 4 + 3 * (moved > 0)] if r.random() < 0.3 else CITIES[:3]),
            None if r.random() < 0.5 else r.choice(["good", 'says "no"\nand more', "x, y; z"]),
        ])  # fmt: skip
    return out


def number(value, comma=False):
    text = repr(value)
    return text.replace(".", ",") if comma else text


def written(rows, header, cell, delimiter=",", quoting=csv.QUOTE_MINIMAL, end="\n"):
    file = io.StringIO(newline="")
    out = csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end)
    out.writerow(header)
    out.writerows([cell(value) for value in row] for row in rows)
    return file.getvalue()


def pandas(rows, missing=""):
    """DataFrame.to_csv(index=False): a column of whole numbers with gaps is one of floats."""
    def cell(value):
        return missing if value is None else str(float(value)) if type(value) is int else str(value)
    return written(rows, COLUMNS, cell)


def pandas_with_index(rows):
    return written([[f"#{i}", *row] for i, row in enumerate(rows)], ["", *COLUMNS],
                   lambda value: "" if value is None else value[1:] if str(value).startswith("#") else str(value))  # fmt: skip


def r_cell(value):
    if value is None:
        return "NA"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return f"{value:.15g}"


def r(rows, delimiter=",", comma=False, row_names=True, end="\n"):
    """write.csv, and write.csv2 with ; and a decimal comma: names of rows in front, all texts in quotes, NA in none."""
    lines = [([""] if row_names else []) + COLUMNS]
    text = delimiter.join(f'"{name}"' for name in lines[0]) + end
    for i, row in enumerate(rows):
        cells = [r_cell(value).replace(".", ",") if comma and isinstance(value, float) else r_cell(value) for value in row]
        text += delimiter.join(([f'"{i + 1}"'] if row_names else []) + cells) + end
    return text


def sql(rows, null, delimiter, comma=False, end="\n"):
    """A query's result as a spreadsheet or a client exports it: booleans are 1 and 0."""
    def cell(value):
        if value is None:
            return null
        if isinstance(value, bool):
            return str(int(value))
        return value if isinstance(value, str) else number(value, comma)
    return written(rows, COLUMNS, cell, delimiter, end=end)


def copy_text(rows):
    """COPY ... TO in PostgreSQL's text format with HEADER, mysqldump --tab likewise: escapes in place of quotes.

    CSV has no cell with a quote that is not in quotes, so such a file is refused; here they are apostrophes."""
    def cell(value):
        if value is None:
            return "\\N"
        if isinstance(value, str):
            return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace('"', "'")
        return str(int(value)) if isinstance(value, bool) else number(value)
    lines = [COLUMNS, *([cell(value) for value in row] for row in rows)]
    return "".join("\t".join(line) + "\n" for line in lines)


class Exports(CommandTest):
    def found(self, name, export, *options):
        """The verdicts and numbers of each column of both sides, written by `export`."""
        sides = [self.write(f"{name}.{side}.csv", export(rows)) for side, rows in zip(("ref", "cur"), self.sides)]
        done = self.tepid("compare", *sides, "--json", *options)
        self.assertIn(done.code, (0, 1, 3), (name, done.err))
        told = done.json()
        out = {"exit code": done.code, "verdict": told["verdict"]}
        for column in told["columns"]:
            small = column["small"] or {}
            out[column["name"]] = {
                **{key: column[key] for key in ("type", "verdict", "moved", "reference", "current", "reference_missing",
                                                "current_missing", "missing_p_adjusted", "outside")},
                **{key: small.get(key) for key in ("ratio", "p_adjusted")},
                "tests": [(t["name"], t["effect"], t["p_value"]) for t in column["tests"]],
            }  # fmt: skip
        self.assertEqual(set(out) - {"exit code", "verdict"}, set(COLUMNS), name)
        return out

    def same(self, moved, code):
        self.sides = rows_of(1, 3000, 0.0), rows_of(2, 2500, moved)
        truth = self.found("pandas", pandas)
        self.assertEqual(truth["exit code"], code, truth)
        types = {name: truth[name]["type"] for name in COLUMNS}
        self.assertEqual(types, {"amount": "numeric", "items": "numeric", "paid": "boolean", "city": "categorical",
                                 "remark": "categorical"})  # fmt: skip
        one_zero = "--types", "paid=boolean"
        of_names = "--columns", ",".join(COLUMNS)  # the rows' names are in a column without a name
        for name, export, options in (
            ("pandas, na_rep='NA'", lambda rows: pandas(rows, "NA"), ()),
            ("pandas, na_rep='NULL'", lambda rows: pandas(rows, "NULL"), ()),
            ("pandas, na_rep='NaN'", lambda rows: pandas(rows, "NaN"), ("--missing", "NaN")),
            ("pandas, na_rep='-999'", lambda rows: pandas(rows, "-999"), ("--missing", "-999")),
            ("pandas with its index", pandas_with_index, of_names),
            ("R, write.csv", r, of_names),
            ("R, write.csv, row.names=FALSE, Windows", lambda rows: r(rows, row_names=False, end="\r\n"), ()),
            ("R, write.csv2", lambda rows: r(rows, ";", comma=True), ("--decimal", ",", *of_names)),
            ("SQL, \\N, commas", lambda rows: sql(rows, "\\N", ","), one_zero),
            ("SQL, NULL, semicolons", lambda rows: sql(rows, "NULL", ";"), ("--delimiter", ";", *one_zero)),
            ("SQL, NULL, semicolons and decimal commas", lambda rows: sql(rows, "NULL", ";", comma=True, end="\r\n"),
             ("--decimal", ",", *one_zero)),
            ("SQL, empty, tabs", lambda rows: sql(rows, "", "\t"), ("--delimiter", "tab", *one_zero)),
            ("SQL, text format of COPY", copy_text, ("--delimiter", "tab", *one_zero)),
        ):  # fmt: skip
            with self.subTest(name):
                self.assertEqual(self.found("export", export, *options), truth)

    def test_names_of_rows_are_no_values(self):
        self.sides = rows_of(1, 3000, 0.0), rows_of(2, 2500, 0.0)
        for export in pandas_with_index, r:
            sides = [self.write(f"{side}.csv", export(rows)) for side, rows in zip(("ref", "cur"), self.sides)]
            told = self.tepid("compare", *sides, "--json").json()
            self.assertEqual((told["columns"][0]["verdict"], told["verdict"]), ("cannot be judged", "inconclusive"))

    def test_with_drift(self):
        self.same(0.4, 1)

    def test_without_drift(self):
        self.same(0.0, 0)


if __name__ == "__main__":
    main()
