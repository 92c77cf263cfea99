# test_change_points.py - a step in a series is found where it is; bad options and values are refused by name.
import math

import numpy as np
import pytest

import tepid


def test_a_step_is_found_with_the_means_on_either_side() -> None:
    random = np.random.default_rng(5)
    series = random.normal(100.0, 1.0, 200)
    series[120:] += 5.0
    (point,) = tepid.change_points(series, min_magnitude=0.03)
    assert point.index == 120
    assert point.mean_before == pytest.approx(series[:120].mean())
    assert point.mean_after == pytest.approx(series[120:].mean())
    assert point.magnitude == pytest.approx(series[120:].mean() / series[:120].mean() - 1.0)


def test_lists_and_short_series_are_taken() -> None:
    assert tepid.change_points([]) == []
    assert tepid.change_points([1, 2]) == []


def test_bad_options_are_refused_by_name() -> None:
    for options in ({"window": 1}, {"max_pvalue": 0.0}, {"min_magnitude": -1.0}, {"merge": "all"}):
        with pytest.raises(ValueError, match=next(iter(options))):
            tepid.change_points([1.0, 2.0, 3.0], **options)  # type: ignore[arg-type]


def test_values_that_are_not_finite_are_refused_with_their_place() -> None:
    with pytest.raises(tepid.DataError, match="value 2 is nan"):
        tepid.change_points([1.0, 2.0, math.nan])
