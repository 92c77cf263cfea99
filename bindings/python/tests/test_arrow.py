# test_arrow.py - tables and columns through Arrow's C interface: pyarrow, polars, DuckDB, and what has capsules alone.
import datetime
import math
from decimal import Decimal

import numpy as np
import pytest
from one_column import column, kinds

import tepid

NAN = math.nan


@pytest.fixture
def pa():
    return pytest.importorskip("pyarrow")


@pytest.fixture
def pl():
    return pytest.importorskip("polars")


class Capsules:
    """A column or table with nothing but the capsule of a stream."""

    def __init__(self, of):
        self._of = of

    def __arrow_c_stream__(self, requested_schema=None):
        return self._of.__arrow_c_stream__(requested_schema)


class OneArray:
    """Nothing but the capsules of a schema and an array."""

    def __init__(self, of):
        self._of = of

    def __arrow_c_array__(self, requested_schema=None):
        return self._of.__arrow_c_array__(requested_schema)


def test_numbers_of_every_width(pa):
    for name in "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split():
        values = pa.array([1, None, 3, None], getattr(pa, name)())
        c = column(values)
        assert (c.type, c.rows, c.missing, c.nan, c.min, c.max) == ("numeric", 4, 2, 0, 1.0, 3.0), name
        for sliced in values.slice(1), values.slice(2, 1), pa.chunked_array([values, values.slice(1, 2)]):
            here = column(sliced)
            given = sliced.to_pylist()
            assert (here.rows, here.missing) == (len(given), given.count(None)), name
    assert kinds(pa.array([1.5, None, NAN], pa.float32())) == ("numeric", 3, 1, 1)
    halves = [0.0, -0.5, 65504.0, 5.960464477539063e-08, math.inf, 1.0009765625]
    c = column(pa.array(np.array(halves, dtype=np.float16)))
    assert (c.min, c.max, c.positive_infinity, c.mean) == (-0.5, 65504.0, 1, pytest.approx(np.mean([x for x in halves if x < 1e9])))
    assert kinds(pa.nulls(5)) == ("numeric", 5, 5, 0)
    c = column(pa.array([True, None, False, True] * 5).slice(3))
    assert (c.type, c.rows, c.missing, c.mean) == ("boolean", 17, 4, pytest.approx(9 / 13))


def test_decimals(pa):
    texts = ["1.25", "-3.10", "0.00", "99999999999999999999999999999999999.99", "-0.01"]
    for make, most in (("decimal128", 38), ("decimal256", 70), ("decimal64", 18), ("decimal32", 9)):
        if not hasattr(pa, make):
            continue
        fit = [Decimal(t) for t in texts if len(t) < most]
        c = column(pa.array([*fit, None], getattr(pa, make)(most, 2)))
        assert (c.rows, c.missing, c.min, c.max) == (len(fit) + 1, 1, float(min(fit)), float(max(fit))), make
    assert column(pa.array([Decimal("5e3")], pa.decimal128(10, 0))).min == 5000.0


def test_times(pa):
    at = datetime.datetime(2025, 1, 1, 12, 0, 0, 250000)
    seconds = at.replace(tzinfo=datetime.timezone.utc).timestamp()
    for unit in "s ms us ns".split():
        for zone in None, "UTC", "Asia/Tokyo":
            c = column(pa.array([at.replace(microsecond=0), None], pa.timestamp(unit, tz=zone)))
            assert (c.type, c.missing, c.min) == ("time", 1, seconds - 0.25), (unit, zone)
    assert column(pa.array([at], pa.timestamp("us"))).min == seconds
    day = datetime.date(2025, 1, 1)
    for type in pa.date32(), pa.date64():
        assert (column(pa.array([day], type)).type, column(pa.array([day], type)).min) == ("time", 1735689600.0)
    c = column(pa.array([datetime.timedelta(milliseconds=1500)], pa.duration("ms")))
    assert (c.type, c.min) == ("numeric", 1.5)


def test_texts(pa):
    texts = ["a", None, "", "a text that is longer than twelve bytes", "\u00fc" * 20, "a"]
    types = [pa.string(), pa.large_string(), *([pa.string_view()] if hasattr(pa, "string_view") else [])]
    for type in types:
        for values in pa.array(texts, type), pa.chunked_array([texts[:2], texts[2:]], type), pa.array(["x", *texts], type).slice(1):
            c = column(values)
            assert (c.type, c.rows, c.missing, c.distinct) == ("categorical", 6, 1, 4), type
            assert dict(c.top) == {"a": 2, "": 1, texts[3]: 1, texts[4]: 1}


def test_dictionaries(pa):
    words = pa.chunked_array([pa.array(["a", "b", None, "a"]).dictionary_encode(), pa.array(["c", "a"]).dictionary_encode()])
    for values in words, Capsules(words):
        c = column(values)
        assert (c.type, c.rows, c.missing, dict(c.top)) == ("categorical", 6, 1, {"a": 3, "b": 1, "c": 1})
    numbers = pa.array([2**60 + 1, 7, None, 7]).dictionary_encode()
    assert dict(column(numbers).top) == {str(2**60 + 1): 1, "7": 2}
    null_inside = pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.int8()), pa.array(["x", None]))
    assert (column(null_inside).missing, column(null_inside.slice(1)).rows) == (2, 2)


@pytest.mark.parametrize("kind", ["list", "struct", "binary", "map", "time", "fixed"])
def test_other_types_cannot_be_judged(pa, kind):
    values = {
        "list": lambda: pa.array([[1.0], [2.0, 3.0]]),
        "struct": lambda: pa.array([{"x": 1}, None]),
        "binary": lambda: pa.array([b"a", b"b"]),
        "map": lambda: pa.array([[("a", 1)], []], pa.map_(pa.string(), pa.int64())),
        "time": lambda: pa.array([datetime.time(1), None]),
        "fixed": lambda: pa.array([[1.0, 2.0], [2.0, 3.0]], pa.list_(pa.float32(), 2)),
    }[kind]()
    table = pa.table({"good": pa.array([1.0, 2.0]), "odd": values})
    found = tepid.compare(table, table)
    assert found["odd"].verdict == "inconclusive" and "cannot be judged: reference holds values of type" in found["odd"].note
    assert found["good"].verdict in ("no drift", "inconclusive") and found["good"].reference == 2
    with pytest.raises((TypeError, tepid.DataError), match="column 'odd'.* holds values of type"):
        tepid.profile(table)


def world(rows=400, seed=1, shift=0.0):
    rng = np.random.default_rng(seed)
    day = datetime.datetime(2025, 1, 1)
    return {
        "x": [None if i % 50 == 3 else float(v) for i, v in enumerate(rng.normal(shift, 1, rows))],
        "n": rng.integers(0, 9, rows).tolist(),
        "k": rng.choice(["a", "b", "c"], rows).tolist(),
        "b": (rng.random(rows) < 0.5).tolist(),
        "t": [day + datetime.timedelta(hours=i) for i in range(rows)],
    }


def test_every_way_to_a_table_is_the_same(pa, pl):
    before, now = world(), world(seed=2, shift=1.0)
    expected = tepid.compare(before, now).to_dict()

    def ways(table):
        arrow = pa.table(table)
        chunked = pa.concat_tables([arrow.slice(0, 150), arrow.slice(150)])
        frame = pl.DataFrame(table)
        yield arrow
        yield chunked
        yield chunked.to_reader()
        yield arrow.combine_chunks().to_batches()[0]
        yield arrow.to_batches()[0].slice(0)
        yield Capsules(chunked)
        yield OneArray(arrow.to_batches()[0])
        yield frame
        yield frame.lazy()
        yield frame.lazy().filter(pl.col("n") >= 0)
        yield Capsules(frame)
        yield {name: frame[name] for name in table}
        yield {name: arrow[name] for name in table}
        yield frame.to_dicts()
        pandas = arrow.to_pandas()
        pandas["x"] = pandas["x"].astype("Float64")
        yield pandas

    for a, b in zip(ways(before), ways(now)):
        assert tepid.compare(a, b).to_dict() == expected, type(a)
    assert tepid.compare(pa.table(before), pl.DataFrame(now)).to_dict() == expected
    assert tepid.profile(pa.table(before)) == tepid.profile(before) == tepid.profile(pl.DataFrame(before))


def test_columns_are_chosen_of_streams(pa, pl):
    before, now = world(), world(seed=2)
    for make in pa.table, pl.DataFrame, pl.LazyFrame, lambda t: pa.table(t).to_reader():
        assert list(tepid.compare(make(before), make(now), columns=["k", "x"]).columns) == ["k", "x"]
        assert list(tepid.compare(make(before), make(now), exclude=["t", "b"]).columns) == ["x", "n", "k"]
        with pytest.raises(tepid.DataError, match="reference table has no column 'z'"):
            tepid.compare(make(before), make(now), columns=["k", "z"])


def test_duckdb(pa):
    duckdb = pytest.importorskip("duckdb")
    arrow = pa.table(world())  # noqa: F841
    relation = duckdb.sql("select x, n, k, b, t, n::decimal(9, 2) as d, n::hugeint as h from arrow")
    found = tepid.compare(relation, duckdb.sql("select x, n, k, b, t, n::decimal(9, 2) as d, n::hugeint as h from arrow"))
    assert list(found.columns) == ["x", "n", "k", "b", "t", "d", "h"]
    assert found["d"].verdict == "no drift" and found["x"].missing.reference == 8 and found["t"].type == "time"


def test_polars_columns(pl):
    for type in pl.Float32, pl.Int8, pl.Int16, pl.UInt8, pl.UInt16, pl.Int32, pl.Float64, pl.Int64:
        assert kinds(pl.Series([1, None, 3, None], dtype=type)) == ("numeric", 4, 2, 0), type
    at = datetime.datetime(2025, 1, 1)
    zone = pl.Series([at, None]).dt.replace_time_zone("UTC")
    assert (column(zone).type, column(zone).min) == ("time", 1735689600.0)
    for kind in pl.Categorical, pl.Enum(["a", "b"]):
        assert kinds(pl.Series(["a", None, "b"], dtype=kind)) == ("categorical", 3, 1, 0)
    assert column(pl.Series([Decimal("1.50"), None])).max == 1.5
    frame = pl.DataFrame({"e": [[1.0, 2.0], [3.0, 4.0]], "x": [1.0, 2.0]})
    assert "list" in tepid.compare(frame, frame)["e"].note
    empty = pl.LazyFrame({"x": [1.0]}).filter(pl.col("x") > 5)
    assert tepid.compare(empty, {"x": [1.0] * 30})["x"].verdict == "inconclusive"


def test_a_stream_is_read_once_and_failures_are_told(pa):
    reader = pa.table(world()).to_reader()
    tepid.profile(reader)
    try:
        assert tepid.profile(reader).columns[0].rows == 0
    except (tepid.Error, ValueError):
        pass

    def batches():
        yield pa.record_batch({"x": [1.0]})
        raise ValueError("the source broke")

    failing = pa.RecordBatchReader.from_batches(pa.schema([("x", pa.float64())]), batches())
    with pytest.raises(tepid.DataError, match="the source broke"):
        tepid.compare(failing, {"x": [1.0]})


def test_a_structs_nulls_are_missing_rows(pa):
    rows = pa.array([{"x": 1.0}, None, {"x": None}, {"x": 4.0}])
    (x,) = tepid.profile(OneArray(rows)).columns
    assert (x.rows, x.missing, x.max) == (4, 2, 4.0)
    (x,) = tepid.profile(OneArray(rows.slice(1))).columns
    assert (x.rows, x.missing, x.min) == (3, 2, 4.0)


def test_memory_is_not_taken_twice(pa):
    """Streams are read batch by batch: what is held is the columns, not the batches."""
    alive = []

    def batches():
        for i in range(50):
            batch = pa.record_batch({"x": np.full(10_000, float(i))})
            alive.append(pa.total_allocated_bytes())
            yield batch

    stream = pa.RecordBatchReader.from_batches(pa.schema([("x", pa.float64())]), batches())
    (x,) = tepid.profile(stream).columns
    assert x.rows == 500_000 and x.max == 49.0
    assert max(alive) - alive[0] < 10 * 80_000
