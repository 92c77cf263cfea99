# test_change_points.py - a step in a series is found where it is; bad options and values are refused by name.
import math

import numpy as np
import pytest

import tepid


def test_a_step_is_found_with_the_means_on_either_side() -> None:
    random = np.random.default_rng(5)
    series = random.normal(100.0, 1.0, 200)
    series[120:] += 5.0
    for method in ("pelt", "otava"):
        found = tepid.change_points(series, method, **({} if method == "pelt" else {"min_magnitude": 0.03}))
        (point,) = found
        assert point.index == 120
        assert point.mean_before == pytest.approx(series[:120].mean())
        assert point.mean_after == pytest.approx(series[120:].mean())
        assert point.sd_after == pytest.approx(series[120:].std(ddof=1))
        assert point.effect == point.mean_after - point.mean_before
        assert point.direction == 1
        assert point.magnitude == pytest.approx(series[120:].mean() / series[:120].mean() - 1.0)
        assert (found.verdict, found.values, found.method, found.indices) == ("changed", 200, method, [120])
        assert found[0] is point


def test_the_place_has_an_interval_with_pelt_alone() -> None:
    series = np.random.default_rng(6).normal(size=200)
    series[120:] += 2.0
    (point,) = tepid.change_points(series)
    assert point.earliest is not None and point.latest is not None
    assert point.earliest <= 120 <= point.latest
    assert tepid.change_points(series, "otava")[0].earliest is None


def test_missing_values_keep_their_places() -> None:
    series = np.random.default_rng(5).normal(size=200)
    series[120:] += 5.0
    series[::7] = math.nan
    found = tepid.change_points(series)
    assert found.indices == [120]
    assert found.missing == 29


def test_none_is_missing_too() -> None:
    numbers = np.random.default_rng(5).normal(size=200) + np.repeat([0.0, 5.0], [120, 80])
    series = [None if i % 7 == 0 else float(x) for i, x in enumerate(numbers)]
    found = tepid.change_points(series)
    assert (found.indices, found.values, found.missing) == ([120], 171, 29)
    with pytest.raises(tepid.DataError):
        tepid.change_points(series, "otava")
    with pytest.raises(TypeError, match="values"):
        tepid.change_points([1.0, "a", None] * 10)


def test_rare_counts_and_trends_have_no_steps() -> None:
    random = np.random.default_rng(7)
    assert not any(len(tepid.change_points(random.poisson(0.05, 500))) for _ in range(20))
    assert tepid.change_points(np.arange(500) / 125.0 + random.normal(size=500)).verdict == "wanders"


def test_a_spread_that_changes_is_of_another_kind() -> None:
    series = np.random.default_rng(5).normal(size=400)
    series[200:] *= 4.0
    assert not tepid.change_points(series)
    (point,) = tepid.change_points(series, kind="mean+variance")
    assert abs(point.index - 200) <= 10


def test_short_series_and_wandering_ones_say_so() -> None:
    assert tepid.change_points([]).verdict == "too_short"
    assert tepid.change_points([1, 2]).verdict == "too_short"
    assert len(tepid.change_points([1, 2], "otava")) == 0
    assert tepid.change_points(np.random.default_rng(1).normal(size=300).cumsum()).verdict == "wanders"
    assert tepid.change_points([3.0] * 50).verdict == "none"


def test_bad_options_are_refused_by_name() -> None:
    for options in ({"window": 1}, {"p": 0.0}, {"min_magnitude": -1.0}, {"merge": "all"}, {"kind": "mean+variance"}):
        with pytest.raises(ValueError, match=next(iter(options))):
            tepid.change_points([1.0, 2.0, 3.0], "otava", **options)  # type: ignore[arg-type]
    for more in ({"p": 0.0}, {"p": 0.7}, {"min_segment": 1}, {"kind": "median"}, {"method": "binseg"}):
        with pytest.raises(ValueError, match=next(iter(more))):
            tepid.change_points([1.0, 2.0, 3.0], **more)  # type: ignore[arg-type]


def test_values_that_are_not_finite_are_refused_with_their_place() -> None:
    with pytest.raises(tepid.DataError, match="value 2 is inf"):
        tepid.change_points([1.0, 2.0, math.inf])
    with pytest.raises(tepid.DataError, match="value 2 is nan"):
        tepid.change_points([1.0, 2.0, math.nan], "otava")
