# test_profile.py - reference profiles from tables in memory.
import datetime
import pickle
from pathlib import Path

import numpy as np
import pytest

import tepid


def table():
    rng = np.random.default_rng(1)
    latency = rng.gamma(2.0, 50.0, size=1000)
    latency[[3, 5]] = np.nan
    latency[[7, 8]] = np.inf
    latency[9] = -np.inf
    latency[[10, 11, 12]] = tepid.missing_value
    return {
        "latency": latency,
        "tokens": rng.integers(1, 100, size=1000),
        "cached": rng.random(1000) < 0.3,
        "city": ["Oslo"] * 600 + ["Rome"] * 399 + [None],
        "at": np.datetime64("2026-01-01T00:00:00") + np.arange(1000),
    }


def kinds(column):
    return column.missing, column.nan, column.negative_infinity, column.positive_infinity


def kinds_of(values):
    (column,) = tepid.profile({"x": values}).columns
    return kinds(column)


def test_columns_are_summarized_as_numpy_does():
    data = table()
    latency, tokens, cached, city, at = tepid.profile(data).columns
    values = data["latency"][np.isfinite(data["latency"])]
    assert (latency.name, latency.type, latency.rows) == ("latency", "numeric", 1000)
    assert kinds(latency) == (3, 2, 1, 2) and latency.kinds_known
    assert latency.mean == pytest.approx(values.mean(), rel=1e-14) and latency.sd == pytest.approx(values.std(ddof=1), rel=1e-13)
    assert (latency.min, latency.max, latency.distinct) == (values.min(), values.max(), None)
    assert tokens.type == "numeric" and tokens.mean == pytest.approx(data["tokens"].mean())
    assert cached.type == "boolean" and cached.mean == pytest.approx(data["cached"].mean())
    assert (city.type, city.distinct, city.missing, city.mean) == ("categorical", 2, 1, None)
    assert city.top == (("Oslo", 600), ("Rome", 399))
    midnight = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc).timestamp()
    assert (at.type, at.min, at.max) == ("time", midnight, midnight + 999)


def test_it_comes_back_from_its_bytes():
    profile = tepid.profile(table())
    for again in (tepid.Profile.load(profile.save()), pickle.loads(pickle.dumps(profile))):
        assert again == profile and again.columns == profile.columns and again.save() == profile.save()
    assert profile != tepid.profile(table(), columns=["latency"]) and profile != 3
    assert "5 columns: latency, tokens" in repr(profile)


def test_chosen_columns_in_their_order():
    assert [c.name for c in tepid.profile(table(), columns=["city", "latency"]).columns] == ["city", "latency"]


NAN = float("nan")


@pytest.mark.parametrize(("values", "expected"), [
    ([1.0, None, NAN, 2, None], (2, 1, 0, 0)),
    (np.array([1.0, None, NAN, NAN]), (1, 2, 0, 0)),
    ([None, None], (2, 0, 0, 0)),
    ([NAN, None], (1, 1, 0, 0)),
    (np.array([1.0, NAN, tepid.missing_value, -tepid.missing_value]), (2, 1, 0, 0)),
    (np.ma.array([1.0, 2.0, NAN], mask=[False, True, False]), (1, 1, 0, 0)),
    (np.ma.array([1, 2, 3], mask=[True, True, False]), (2, 0, 0, 0)),
    (np.float32([1, NAN, tepid.missing_value]), (0, 2, 0, 0)),
    ([1.0, 10**400, -(10**400), None], (1, 0, 1, 1)),
    (["a", None, NAN], (2, 0, 0, 0)),
    (np.array(["2026-01-01", "NaT"], dtype="datetime64[s]"), (1, 0, 0, 0)),
])
def test_what_is_missing_and_what_is_not_a_number(values, expected):
    assert kinds_of(values) == expected


def test_missing_values_of_data_frames():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({
        "Float64": pandas.array(np.array([1.0, 2.0]), dtype="Float64"), "float64": [1.0, NAN], "object": [1.0, None]
    }).astype({"object": object})
    frame.loc[1, "Float64"] = pandas.NA
    frame["object"] = frame["object"].where(frame["object"].notna(), None)
    assert [kinds(c)[:2] for c in tepid.profile(frame).columns] == [(1, 0), (0, 1), (1, 0)]


def test_missing_values_of_polars_and_arrow():
    polars = pytest.importorskip("polars")
    pyarrow = pytest.importorskip("pyarrow")
    for column in (polars.Series([1.0, None, NAN, None]), pyarrow.array([1.0, None, NAN, None]),
                   pyarrow.chunked_array([[1.0, None], [NAN, None]])):
        assert kinds_of(column) == (2, 1, 0, 0)
    assert kinds_of(polars.Series([1, None])) == (1, 0, 0, 0)
    assert kinds_of(polars.Series(["a", None])) == (1, 0, 0, 0)


def test_a_profile_of_an_earlier_version_says_what_it_does_not_know():
    old = tepid.Profile.load(Path(__file__).resolve().parents[3] / "tests" / "golden" / "profiles" / "v4.tepid")
    mixed, clean, *_ = old.columns
    assert kinds(mixed) == (2, 0, 0, 3) and not mixed.kinds_known
    assert kinds(clean) == (0, 0, 0, 0) and clean.kinds_known


def test_data_frames():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(table())
    assert tepid.profile(frame).columns == tepid.profile(table()).columns
    assert tepid.profile(frame.astype({"tokens": "Int64"})).columns == tepid.profile(table()).columns
    gaps = pandas.DataFrame({"n": pandas.array([1, None], dtype="Int64"), "s": pandas.array(["a", None], dtype="string")})
    assert [(c.type, c.missing) for c in tepid.profile(gaps).columns] == [("numeric", 1), ("categorical", 1)]


def test_cut_bytes_and_other_states_are_refused():
    saved = tepid.profile({"a": [1.0, 2.0]}).save()
    for length in range(len(saved)):
        with pytest.raises(tepid.StateError):
            tepid.Profile.load(saved[:length])
    with pytest.raises(tepid.StateError, match="detector, not a profile"):
        tepid.Profile.load(tepid.CUSUM().save())
    with pytest.raises(tepid.StateError, match="profile, not a detector"):
        tepid.load(saved)


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: tepid.profile([1.0]), TypeError, "not list"),
    (lambda: tepid.profile({"a": [1.0]}, columns=["b"]), tepid.DataError, "no column 'b'"),
    (lambda: tepid.profile({"a": [[1.0]]}), tepid.DataError, "column 'a' must be 1-D"),
    (lambda: tepid.profile({"a": ["x", 1]}), TypeError, "column 'a' holds int and str in one column"),
    (lambda: tepid.profile({"a": [1j]}), TypeError, "column 'a' holds values of type complex"),
    (lambda: tepid.profile({"a": [1.0], 1: [1.0], "1": [1.0]}), tepid.ParameterError, "two columns '1'"),
])
def test_unusable_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
