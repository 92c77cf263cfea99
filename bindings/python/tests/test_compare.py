# test_compare.py - tepid.compare: one verdict, the one of the command line, and an object that tells it.
import json
import math
import os
import pickle
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import tepid

ROOT = Path(__file__).resolve().parents[3]


def command():
    """The command of this source that was built last, if any."""
    given = os.environ.get("TEPID_COMMAND")
    places = [given] if given else [*sorted(map(str, ROOT.glob("build/*/bin/tepid")), key=os.path.getmtime, reverse=True), shutil.which("tepid")]
    return next((place for place in places if place and os.access(place, os.X_OK)), None)


NO_JSON = {"not numbers", "infinite"}  # JSON has neither
NO_CSV = {"flag"}  # true and false are words there


def write_rows(path, table):
    """As NDJSON or CSV, by the file's name."""
    with path.open("w", encoding="utf-8") as file:
        if path.suffix == ".csv":
            file.write(",".join(table) + "\n")
        for row in zip(*table.values()):
            if path.suffix == ".csv":
                file.write(",".join("" if x is None else str(x) for x in row) + "\n")
            else:
                file.write(json.dumps(dict(zip(table, row)), allow_nan=False) + "\n")


def without(table, names):
    return {name: values for name, values in table.items() if name not in names}


def mixed(seed, rows, shift=0.0):
    """A table of columns of every kind, some of which drift with the shift."""
    rng = np.random.default_rng(seed)

    def some(values, share, instead):
        return [instead if hit else value for value, hit in zip(values, rng.random(rows) < share)]

    categories = [f"city {i}" for i in range(40)]
    weights = np.linspace(1, 5, 40) ** (1 + shift)
    return {
        "normal": rng.normal(shift, 1, rows).tolist(),
        "same": rng.gamma(2.0, 3.0, rows).tolist(),
        "whole": rng.integers(0, 5, rows).tolist(),
        "gaps": some(rng.normal(size=rows).tolist(), 0.05 + 0.3 * shift, None),
        "not numbers": some(rng.normal(size=rows).tolist(), 0.05 + 0.2 * shift, math.nan),
        "infinite": some(some(rng.normal(size=rows).tolist(), 0.02, math.inf), 0.1 * shift, -math.inf),
        "flag": (rng.random(rows) < 0.3 + 0.2 * shift).tolist(),
        "city": some(rng.choice(categories, rows, p=weights / weights.sum()).tolist(), 0.1, None),
        "new": ["old" if x < 1 - 0.5 * shift else "neu \u00fc" for x in rng.random(rows)],
        "id": [f"user {seed} {i}" for i in range(rows)],
        "none": [None] * rows,
    }


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
@pytest.mark.parametrize(("seed", "rows", "shift", "rule"), [
    (1, 1500, 0.0, {}),
    (2, 1500, 1.0, {}),
    (3, 400, 0.5, {"margin": 0.05, "alpha": 0.05, "correction": "holm"}),
    (4, 60, 1.0, {"margin": 0.0, "correction": "bh"}),
    (5, 9, 0.3, {"margin": 0.2}),
    (6, 900, 0.4, {"tests": ["wasserstein", "welch", "chi_square"], "correction": "none"}),
    (7, 300, 0.4, {"tests": "all", "columns": ["normal", "city", "gaps"]}),
])
def test_it_says_what_the_command_says_bit_by_bit(tmp_path, kind, seed, rows, shift, rule):
    tool = command()
    if tool is None:
        pytest.skip("the command was not built")
    left_out = NO_CSV if kind == "csv" else NO_JSON
    before, now = (without(mixed(2 * seed + i, rows, i * shift), left_out) for i in range(2))
    before_file, now_file = tmp_path / f"before.{kind}", tmp_path / f"now.{kind}"
    write_rows(before_file, before)
    write_rows(now_file, now)
    options = []
    for key, value in rule.items():
        options += ["--" + key, value if isinstance(value, str) else ",".join(value) if isinstance(value, list) else repr(value)]
    done = subprocess.run([tool, "compare", str(before_file), str(now_file), "--json", *options],
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode in (0, 1, 3), done.stderr
    theirs = json.loads(done.stdout)
    theirs.update(reference="reference", current="current")
    for wrap in dict, rows_of, numpy_of:
        ours = tepid.compare(wrap(before), wrap(now), **rule)
        assert ours.to_dict() == theirs
        assert ours.exit_code == done.returncode
        assert json.loads(ours.to_json()) == theirs


def rows_of(table):
    return [dict(zip(table, row)) for row in zip(*table.values())]


def numpy_of(table):
    return {name: np.array(values, dtype=object if None in values or isinstance(values[0], str) else None)
            for name, values in table.items()}  # fmt: skip


def test_a_profile_is_a_side(tmp_path):
    before, now = (without(mixed(20 + i, 800, 0.7 * i), NO_CSV) for i in range(2))
    profile = tepid.profile(before)
    found = tepid.compare(profile, now)
    table = tepid.compare(before, now)
    assert found.verdict == table.verdict == "drift"
    assert [c.verdict for c in found] == [c.verdict for c in table]
    assert found["normal"] == table["normal"]
    assert tepid.compare(profile, profile, columns=["normal", "city"]).verdict == "no drift"
    assert tepid.compare(before, tepid.profile(now)).verdict == "drift"
    tool = command()
    if tool is not None:
        profile.save(tmp_path / "p.tepid")
        write_rows(tmp_path / "now.csv", now)
        done = subprocess.run([tool, "compare", "p.tepid", "now.csv", "--json"], capture_output=True, text=True, cwd=tmp_path)
        theirs = json.loads(done.stdout)
        theirs.update(reference="reference", current="current")
        assert found.to_dict() == theirs and done.returncode == found.exit_code


def test_the_object():
    before, now = mixed(30, 600), mixed(31, 600, 1.0)
    found = tepid.compare(before, now)
    assert (found.verdict, found.drift, found.exit_code) == ("drift", True, 1)
    assert list(found.columns) == list(before) == [c.name for c in found] and len(found) == len(before)
    column = found["normal"]
    assert column is found.columns["normal"] and "normal" in found and "nothing" not in found
    with pytest.raises(KeyError):
        found["nothing"]
    data = found.to_dict()
    assert data["schema"] == 1 and (data["alpha"], data["margin"]) == (0.01, 0.1) == (found.alpha, found.margin)
    entry = data["columns"][0]
    assert column.to_dict() == entry
    moved = entry["moved"]
    assert (column.effect, column.p, column.p_adjusted) == (moved["share"], moved["p"], moved["p_adjusted"])
    assert column.interval == (moved["low"], moved["high"]) and column.interval[0] > 0.1
    assert column.moved == moved and column.small == entry["small"] and column.neighbours == 0
    assert column.test.name == "kolmogorov_smirnov" and column.tests[0] == column.test
    assert found["gaps"].missing.current == found["gaps"].shares["missing"].current == entry_of(data, "gaps")["current_missing"]
    assert found["new"].unseen == {"neu \u00fc": entry_of(data, "new")["unseen"][0]["count"]}
    assert found["id"].verdict == "cannot be judged" and found["id"].test is None and found["id"].interval == (None, None)
    assert "normal" in found.drifted and "same" not in found.drifted
    again = pickle.loads(pickle.dumps(found))
    assert again == found and again != tepid.compare(before, before)


def entry_of(data, name):
    return next(c for c in data["columns"] if c["name"] == name)


def test_it_is_readable():
    before, now = mixed(30, 600), mixed(31, 600, 1.0)
    before["a name " * 20] = now["a name " * 20] = ["x" * 300] * 600
    found = tepid.compare(before, now)
    lines = repr(found).splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[0].startswith("drift: ") and "of 12 columns drifted" in lines[0]
    verdicts = [name for line in lines[3:] for name in ("inconclusive", "no drift", "cannot be judged", "drift") if f"  {name}  " in line]
    assert verdicts[0] == "drift" and verdicts[-1] == "no drift" and "cannot be judged" in verdicts
    page = tepid.compare({"<b>": [1.0] * 50}, {"<b>": [2.0] * 50})._repr_html_()
    assert "&lt;b&gt;" in page and "<b>&" not in page
    many = tepid.compare({f"c{i}": [1.0] * 30 for i in range(500)}, {f"c{i}": [1.0] * 30 for i in range(500)})
    assert len(repr(many).splitlines()) < 40 and "and 470 more" in repr(many)
    assert "share moved" in repr(found["normal"])


def test_frames_of_the_result():
    found = tepid.compare(mixed(1, 100), mixed(2, 100))
    if not any(module_is_there(name) for name in ("pandas", "polars")):
        with pytest.raises(ImportError, match="neither pandas nor polars"):
            found.to_frame()
        return
    frame = found.to_frame()
    assert list(frame["column"]) == list(found.columns) and list(frame["verdict"]) == [c.verdict for c in found]


def module_is_there(name):
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def test_single_columns_are_tables_of_one():
    a = np.random.default_rng(1).permutation(400.0 * np.ones(400) + np.arange(400.0))
    b = a + 200
    found = tepid.compare(a, b)
    assert found["values"] == tepid.compare({"values": a}, {"values": b})["values"] and found.verdict == "drift"
    assert tepid.compare(["a", "b"] * 200, ["a", "b"] * 200).verdict == "no drift"
    assert tepid.compare(["a", "b"] * 200, ["c"] * 400).verdict in ("drift", "inconclusive")


def test_rows_are_one_column():
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(400, 3)), rng.normal(size=(300, 3))
    same, moved = tepid.compare(a, b), tepid.compare(a, b + 2)
    assert (same.verdict, moved.verdict) == ("no drift", "drift")
    column = moved["values"]
    assert column.type == "rows" and (column.reference, column.current) == (400, 300) and column.test.name == "mmd"
    (test,) = tepid.run_tests(a, b + 2, margin=0.1)
    assert (test.statistic, test.effect, test.p_value) == (column.test.statistic, column.effect, column.test.p_value)
    holes = b.copy()
    holes[:150, 1] = np.nan
    gone = tepid.compare(a, holes)
    assert gone.verdict == "drift" and gone["values"].missing.current == 150
    assert tepid.compare(a.tolist(), b.tolist()).to_dict() == same.to_dict()
    assert [t.name for t in tepid.compare(a, b, tests="all")["values"].tests] == [
        row["name"] for row in tepid.registry()["multivariate_tests"]
    ]
    few = tepid.compare(a, b[:1])
    assert few.verdict == "inconclusive" and "at least 2 are needed" in few["values"].note
    with pytest.raises(tepid.DataError, match="rows of 3 numbers in the reference, of 2"):
        tepid.compare(a, b[:, :2])
    with pytest.raises(tepid.Error, match="'welch' compares columns, not rows"):
        tepid.compare(a, b, tests="welch")


ONE = {"a": [1.0, 2.0]}


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: tepid.compare(ONE, [1.0]), TypeError, "both be tables"),
    (lambda: tepid.compare("abc", ["abc"]), TypeError, "reference must be a table or a column, not str"),
    (lambda: tepid.compare(3.0, [1.0]), TypeError, "reference must be a table or a column, not float"),
    (lambda: tepid.compare([1.0], None), TypeError, "current must be a table or a column, not NoneType"),
    (lambda: tepid.compare([1.0], [1.0], columns=["a"]), TypeError, "columns and exclude are for tables"),
    (lambda: tepid.compare(ONE, {"b": [1.0]}), tepid.DataError, "current table has no column 'a'; choose"),
    (lambda: tepid.compare(ONE, ONE, columns="b"), tepid.DataError, "reference table has no column 'b'"),
    (lambda: tepid.compare({1: [1.0], "1": [1.0]}, {1: [1.0], "1": [1.0]}), tepid.Error, "two"),
    (lambda: tepid.compare(ONE, ONE, tests="ks"), tepid.ParameterError, "'ks' is no test"),
    (lambda: tepid.compare(ONE, ONE, tests={"psi": {"bins": 3}}), TypeError, "run_tests takes their parameters"),
    (lambda: tepid.compare(ONE, ONE, tests=3), TypeError, "tests must be a name or names"),
    (lambda: tepid.compare(ONE, ONE, alpha=2), tepid.ParameterError, "alpha must be greater than 0"),
    (lambda: tepid.compare(ONE, ONE, alpha=0), tepid.ParameterError, "alpha must be greater than 0"),
    (lambda: tepid.compare(ONE, ONE, exclude="b"), tepid.DataError, "neither table has a column 'b'"),
    (lambda: tepid.compare(ONE, ONE, alpha="x"), TypeError, "alpha must be a number"),
    (lambda: tepid.compare(ONE, ONE, margin=math.nan), tepid.ParameterError, "margin must be"),
    (lambda: tepid.compare(ONE, ONE, margins={"a": -1}), tepid.ParameterError, "the margin of 'a' must be"),
    (lambda: tepid.compare(ONE, ONE, margins={"b": 0.1}), tepid.Error, "'b' is not among the columns"),
    (lambda: tepid.compare(ONE, ONE, judge="b"), tepid.Error, "'b' is not among the columns"),
    (lambda: tepid.compare(ONE, ONE, ratio_margin=0.5), tepid.ParameterError, "ratio_margin must be"),
    (lambda: tepid.compare([1.0], [1.0], columns=["a"], margins={"a": 1}), TypeError, "for tables"),
    (lambda: tepid.compare(ONE, ONE, correction="sidak"), tepid.ParameterError, "'sidak' is no correction"),
    (lambda: tepid.compare(ONE, ONE, progress=3), TypeError, "progress must be"),
])
def test_what_cannot_be_compared_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_margins_and_columns_that_are_judged():
    rng = np.random.default_rng(4)
    a, b = rng.uniform(size=(2, 3000))
    moved = np.where((b > 0.1) & (b < 0.7), b + 0.2, b)
    found = tepid.compare({"x": a, "y": a}, {"x": moved, "y": moved}, margins={"x": 0.5})
    assert [c.verdict for c in found] == ["no drift", "drift"]
    counter = np.arange(3000)
    table = {"n": counter, "x": a}
    assert tepid.compare(table, table)["n"].verdict == "cannot be judged"
    assert tepid.compare(table, table).verdict == "inconclusive"
    assert tepid.compare(table, table, judge="n").verdict == "no drift"
    kinds = [rng.permutation(["often"] * (10_000 - rare) + ["rare"] * rare) for rare in (100, 200)]
    found = tepid.compare({"k": kinds[0]}, {"k": kinds[1]})
    assert found["k"].verdict == "drift" and found["k"].small["what"] == "'rare'" and found["k"].note == "'rare': 1 % -> 2 %"
    assert tepid.compare({"k": kinds[0]}, {"k": kinds[1]}, ratio_margin=10).verdict == "no drift"


def test_columns_are_chosen_and_left_out():
    before, now = {"a": [1.0] * 30, "b": ["x"] * 30, "old": [1]}, {"new": [1], "b": ["x"] * 30, "a": [1.0] * 30}
    assert list(tepid.compare(before, now, columns=["b", "a"]).columns) == ["b", "a"]
    nested = {"user.age": [1.0] * 50, "user": [2.0] * 50, "users": [3.0] * 50}
    found = tepid.compare(nested, nested, exclude="user")
    assert {c.name: c.verdict == "left out" for c in found} == {"users": False, "user.age": True, "user": True}
    assert found.doubts == []
    left = tepid.compare(before, now, exclude=["old", "new"])
    assert [(c.name, c.verdict, c.type) for c in left][2:] == [("old", "left out", None), ("new", "left out", None)]
    assert list(left.columns) == ["a", "b", "old", "new"] and "2 left out" in repr(left)
    assert list(tepid.compare(before, now, columns=["a", "b"], exclude="b").columns) == ["a", "b"]
    assert tepid.compare(before, now, columns=[]).verdict == "inconclusive"


def test_progress_is_told_and_may_stop_the_work():
    told = []
    table = {f"c{i}": np.random.default_rng(i).normal(size=20_000) for i in range(30)}
    tepid.compare(table, table, progress=told.append)
    assert told and told[0] == 0.0 and told == sorted(told) and told[-1] < 1

    def stop(share):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        tepid.compare(table, table, progress=stop)


def test_other_threads_run_meanwhile():
    values = np.random.default_rng(1).normal(size=2_000_000)
    ended = threading.Event()
    worker = threading.Thread(target=lambda: (tepid.compare(values, values), ended.set()))
    worker.start()
    turns = 0
    while not ended.is_set():
        time.sleep(0.001)
        turns += 1
    worker.join()
    assert turns > 20


def test_ctrl_c_ends_it(tmp_path):
    program = """
import signal, sys, threading, time, os
import numpy as np
import tepid
values = np.random.default_rng(1).normal(size=300_000)
table = {f"c{i}": values for i in range(300)}
begun = []
def kill():
    time.sleep(0.5)
    begun.append(time.monotonic())
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=kill).start()
try:
    tepid.compare(table, table)
except KeyboardInterrupt:
    print(time.monotonic() - begun[0])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout and float(done.stdout) < 5, done.stderr  # a second where nothing else runs
