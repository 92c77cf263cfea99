# test_compare_inputs.py - what tepid.compare and tepid.profile take for a column or a table, from any library.
import datetime
import fractions
import math
from decimal import Decimal

import numpy as np
import pytest
from one_column import column, kinds

import tepid

UTC = datetime.timezone.utc
NAN = math.nan


def note(before, now):
    """The verdict and the note on a column that is compared beside one that is in order."""
    good = [x * 37 % 200 for x in range(200)]
    found = tepid.compare({"good": good, "c": before}, {"good": [x + 150 for x in good], "c": now})
    assert found["good"].verdict == "drift" and found.verdict == "drift"
    return found["c"].verdict, found["c"].note or ""


class OnlyDlpack:
    def __init__(self, values):
        self._values = np.asarray(values)

    def __dlpack__(self, **options):
        return self._values.__dlpack__(**options)

    def __dlpack_device__(self):
        return self._values.__dlpack_device__()


AWARE = datetime.datetime(2025, 1, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
NOON = datetime.datetime(2025, 1, 1, 12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(("values", "type", "least", "most"), [
    ([datetime.datetime(2025, 1, 1, 12), None], "time", NOON, NOON),
    ([AWARE], "time", NOON - 7200, NOON - 7200),
    ([datetime.date(2025, 1, 1), datetime.date(1960, 1, 1)], "time", -315619200.0, NOON - 43200),
    (np.array(["2025-01-01T12", "NaT"], dtype="datetime64[h]"), "time", NOON, NOON),
    ([np.datetime64("2025-01-01T12:00:00.5"), np.datetime64("NaT")], "time", NOON + 0.5, NOON + 0.5),
    ([datetime.timedelta(minutes=2), None], "numeric", 120.0, 120.0),
    (np.array([90, "NaT"], dtype="timedelta64[m]"), "numeric", 5400.0, 5400.0),
    ([Decimal("1.25"), Decimal("-3"), None], "numeric", -3.0, 1.25),
    ([fractions.Fraction(1, 4), 2], "numeric", 0.25, 2.0),
    ([np.int8(3), np.float32(0.5), True], "numeric", 0.5, 3.0),
    ([True, False, None], "boolean", 0.0, 1.0),
    (np.array([1.5, -2.0], dtype=np.float16), "numeric", -2.0, 1.5),
    (np.arange(6, dtype=np.uint64)[::2], "numeric", 0.0, 4.0),
    (range(5), "numeric", 0.0, 4.0),
    (OnlyDlpack([1.0, 2.0]), "numeric", 1.0, 2.0),
    ([10**400, 1, -(10**400)], "numeric", 1.0, 1.0),
])
def test_numbers_and_times(values, type, least, most):
    c = column(values)
    assert (c.type, c.min, c.max) == (type, least, most)


@pytest.mark.parametrize(("values", "expected"), [
    ([1, None, NAN], ("numeric", 3, 1, 1)),
    (["a", None, NAN], ("categorical", 3, 2, 0)),
    (np.array(["a", "b"]), ("categorical", 2, 0, 0)),
    ([None, None], ("numeric", 2, 2, 0)),
    ([], ("numeric", 0, 0, 0)),
    (np.ma.array([1, 2, 3], mask=[True, False, False]), ("numeric", 3, 1, 0)),
    (np.ma.array([1.0, NAN, 3], mask=[True, False, False], dtype=np.float32), ("numeric", 3, 1, 1)),
    ([True, None, False], ("boolean", 3, 1, 0)),
    (tuple("ab"), ("categorical", 2, 0, 0)),
])
def test_missing_values_are_told_from_nan(values, expected):
    assert kinds(values) == expected


def test_new_strings_of_numpy():
    if not hasattr(np, "dtypes") or not hasattr(np.dtypes, "StringDType"):
        pytest.skip("this numpy has none")
    assert kinds(np.array(["a", "b"], dtype=np.dtypes.StringDType())) == ("categorical", 2, 0, 0)


DAYS = [datetime.datetime(2025, 1, 1, tzinfo=UTC) + datetime.timedelta(days=i) for i in range(200)]


@pytest.mark.parametrize(("before", "now", "verdict", "words"), [
    ([1.0] * 200, [NAN] * 200, "drift", "NaN"),
    ([1.0] * 200, [None] * 200, "drift", "missing cells"),
    ([NAN] * 200, [NAN] * 200, "no drift", "no value on either side"),
    ([None] * 200, [None] * 200, "no drift", "no value on either side"),
    ([None] * 9, [None] * 9, "inconclusive", "no value on either side"),
    ([], [], "cannot be judged", "no row"),
    ([1.0] * 200, [], "cannot be judged", "no finite value in the current data"),
    ([math.inf] * 200, [1.0] * 200, "drift", "no finite value in the reference; +infinity"),
    (["a", 1.0] * 100, ["a"] * 200, "cannot be judged", "reference holds float and str in one column"),
    (["a"] * 200, [1, "a"] * 100, "cannot be judged", "current holds int and str in one column"),
    ([1.0] * 200, ["a"] * 200, "cannot be judged", "'a' is not a number; reference has numbers there"),
    ([1.0] * 200, DAYS, "cannot be judged", "a time is not a number"),
    (DAYS, [1.0] * 200, "cannot be judged", "a number is not a time"),
    (DAYS, [*DAYS[:-1], "x"], "cannot be judged", "datetime and str in one column"),
    (DAYS, [*DAYS[:-1], 3], "cannot be judged", "datetime and int in one column"),
    (list(np.eye(4)), list(np.eye(4)), "cannot be judged", "reference holds values of type ndarray"),
    ([[1.0], [1.0, 2.0]], [[1.0]], "cannot be judged", "values of type list"),
    (np.eye(4), np.eye(4), "cannot be judged", "rows of values, shape (4, 4)"),
    ([b"a"] * 200, [b"a"] * 200, "cannot be judged", "values of type bytes"),
    (np.array([b"a"]), [1.0], "cannot be judged", "values of type |S1"),
    ([1j], [1j], "cannot be judged", "values of type complex"),
    (np.array([1j]), [1j], "cannot be judged", "values of type complex128"),
    ([{"a": 1}], [1], "cannot be judged", "values of type dict"),
    (3.0, [1.0], "cannot be judged", "a single float"),
    ("abc", ["abc"], "cannot be judged", "a single str, not a column"),
    (DAYS, DAYS, "cannot be judged", "a time, which only grows"),
])
def test_a_column_that_fails_does_not_end_the_others(before, now, verdict, words):
    found, told = note(before, now)
    assert found == verdict and words in told, (found, told)


def test_a_column_whose_objects_raise_does_not_end_the_others():
    class Odd:
        def __array__(self, *args, **kwargs):
            raise RuntimeError("not today")

        def __len__(self):
            return 7

    assert note(Odd(), [1.0]) == ("cannot be judged", "reference holds values that cannot be read: not today")
    with pytest.raises(KeyboardInterrupt):
        class Stops(Odd):
            def __array__(self, *args, **kwargs):
                raise KeyboardInterrupt
        note(Stops(), [1.0])


def test_rows_as_dicts():
    rows = [{"a": i * 37 % 900, "b": str(i % 3)} for i in range(900)]
    rows[7] = {"b": "1"}
    rows[8] = {"a": None, "b": None, "late": 1.5}
    a, b, late = tepid.profile(rows).columns
    assert (a.rows, a.missing, b.missing, late.missing, late.max) == (900, 2, 1, 899, 1.5)
    assert tepid.compare(rows, rows, exclude="late").verdict == "no drift"
    assert tepid.compare(rows, rows)["late"].reference == 1
    with pytest.raises((TypeError, ValueError)):
        tepid.compare([{"a": 1}, 3], rows)


def test_texts_that_are_no_utf_8_are_compared():
    texts = ["caf\udce9"] * 500 + ["th\udce9"] * 500
    assert tepid.compare({"c": texts}, {"c": texts}).verdict == "no drift"
    found = tepid.compare({"c": ["a"] * 1000}, {"c": texts})
    assert found.verdict == "drift" and "caf\ufffd" in found["c"].unseen


def test_times_of_monitors_may_be_any():
    config = '{"features": [{"column": "x"}]}'
    rows = {"x": np.random.default_rng(1).normal(size=400)}
    times = [datetime.datetime(2025, 1, 1, tzinfo=UTC) + datetime.timedelta(minutes=i) for i in range(400)]
    seconds = [t.timestamp() for t in times]
    naive = [t.replace(tzinfo=None) for t in times]
    from tepid._arrays import as_seconds
    for given in times, naive, np.array(naive, dtype="datetime64[us]"), seconds:
        assert as_seconds(given, "test", "times").tolist() == seconds
    del config, rows


# pandas

@pytest.fixture
def pandas():
    return pytest.importorskip("pandas")


def test_columns_of_pandas(pandas):
    hours = pandas.date_range("2025-01-01", periods=3, freq="h")
    frame = pandas.DataFrame({
        "float": [1.0, NAN, 3.0],
        "Float64": pandas.array([1.0, None, 3.0], dtype="Float64"),
        "Float32": pandas.array([1.0, None, 3.0], dtype="Float32"),
        "Int8": pandas.array([1, None, 3], dtype="Int8"),
        "boolean": pandas.array([True, None, False], dtype="boolean"),
        "string": pandas.array(["a", None, "b"], dtype="string"),
        "text": ["a", None, "b"],
        "codes": pandas.Categorical([7, None, 9]),
        "words": pandas.Categorical(["x", "x", None]),
        "naive": hours,
        "zone": hours.tz_localize("Europe/Rome"),
        "nat": [hours[0], pandas.NaT, hours[2]],
        "duration": hours - hours[0],
        "sparse": pandas.arrays.SparseArray([0.0, 0.0, 1.0]),
        "decimal": [Decimal(1), None, Decimal(2)],
    })
    found = {c.name: (c.type, c.missing, c.nan) for c in tepid.profile(frame).columns}
    assert found == {
        "float": ("numeric", 0, 1), "Float64": ("numeric", 1, 0), "Float32": ("numeric", 1, 0), "Int8": ("numeric", 1, 0),
        "boolean": ("boolean", 1, 0), "string": ("categorical", 1, 0), "text": ("categorical", 1, 0),
        "codes": ("categorical", 1, 0), "words": ("categorical", 1, 0), "naive": ("time", 0, 0), "zone": ("time", 0, 0),
        "nat": ("time", 1, 0), "duration": ("numeric", 0, 0), "sparse": ("numeric", 0, 0), "decimal": ("numeric", 1, 0),
    }  # fmt: skip
    by_name = {c.name: c for c in tepid.profile(frame).columns}
    assert by_name["codes"].top == (("7", 1), ("9", 1))
    assert by_name["naive"].min == by_name["zone"].min + 3600 == 1735689600.0
    assert by_name["duration"].max == 7200.0
    both = tepid.compare(frame, frame)
    assert list(both.columns) == list(frame.columns)


def test_categories_of_whole_numbers_are_categories(pandas):
    codes = list(range(1, 201)) * 20
    before = pandas.Series(codes, dtype="category")
    now = pandas.Series([2 * (c // 2 + c % 2) for c in codes], dtype="category")
    found = tepid.compare({"c": before}, {"c": now})
    assert found["c"].type == "categorical" and found.verdict == "drift"
    # Plain whole numbers beside categories of the same are the same.
    assert tepid.compare({"c": before}, {"c": np.array(codes)}).verdict == "no drift"
    assert tepid.compare({"c": before}, {"c": np.array(codes, dtype=float)}).verdict == "no drift"


def test_one_bad_column_of_a_frame(pandas):
    r = pandas.DataFrame({"a": np.arange(300.0), "b": np.arange(300.0)})
    found = tepid.compare(r, r.assign(a=np.nan, b=r.b + 200))
    assert [c.verdict for c in found] == ["drift", "drift"] and found["a"].note == "NaN"
    t = pandas.date_range("2025-01-01", periods=300, freq="h")
    assert tepid.compare(r.assign(t=t), r.assign(t=t))["b"].verdict == "no drift"
    frame = pandas.DataFrame({"e": list(np.eye(4))})
    assert tepid.compare(frame, frame).verdict == "inconclusive"
    odd = pandas.DataFrame([[1, 2]] * 3, columns=["x", "x"])
    with pytest.raises(tepid.Error, match="two"):
        tepid.compare(odd, odd)
    numbered = pandas.DataFrame({0: [1.0] * 30, ("a", 1): [2.0] * 30})
    assert list(tepid.compare(numbered, numbered).columns) == ["0", "('a', 1)"]


def test_arrow_inside_pandas(pandas):
    pyarrow = pytest.importorskip("pyarrow")
    series = pandas.Series([1.5, None, 2.5], dtype=pandas.ArrowDtype(pyarrow.float32()))
    assert kinds(series) == ("numeric", 3, 1, 0)
    times = pandas.Series(pandas.date_range("2025-01-01", periods=3)).astype(pandas.ArrowDtype(pyarrow.timestamp("us", tz="UTC")))
    assert kinds(times) == ("time", 3, 0, 0)
