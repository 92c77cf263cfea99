# test_edge_columns.py - columns at the edge, one by one, through run_tests and profile: a defined result, or an error that says why.
import math

import numpy as np
import pytest

import tepid

MANY = [f"k{i}" for i in range(100_000)]
USUAL, TEXTS = [float(i) for i in range(50)], ["a", "b"] * 25

# What to compare, and either the first default test's (statistic, least p, largest p) or the error's words.
RESULTS = {
    "constant numbers": ([5.0] * 50, [5.0] * 50, (0.0, 1.0, 1.0)),
    "a constant that moved": ([5.0] * 50, [6.0] * 50, (1.0, 0.0, 1e-20)),
    "identical numbers": (USUAL, USUAL, (0.0, 1.0, 1.0)),
    "one value each": ([1.0], [1.0], (0.0, 1.0, 1.0)),
    "one value each, another": ([1.0], [2.0], (1.0, 1.0, 1.0)),
    "one value against many": ([1.0], USUAL, (48 / 50, 0.0, 1.0)),
    "some missing": (USUAL, [math.nan] * 25 + USUAL[:25], (0.5, 0.0, 1e-3)),
    "infinities among numbers": (USUAL, [math.inf, *USUAL[1:]], (0.02, 0.9, 1.0)),
    "integers against numbers": ([int(x) for x in USUAL], USUAL, (0.0, 1.0, 1.0)),
    "truth values": ([True, False] * 20, [False, True] * 20, (0.0, 1.0, 1.0)),
    "identical texts": (TEXTS, TEXTS, (0.0, 1.0, 1.0)),
    "one text each, another": (["a"], ["b"], (None, 1.0, 1.0)),
    "texts against missing ones": (["a"] * 20, [None] * 20, (None, 0.0, 1e-3)),
    "not UTF-8": (["caf\udce9"] * 30 + ["th\udce9"] * 10, ["caf\udce9"] * 30 + ["th\udce9"] * 10, (0.0, 1.0, 1.0)),
    "100,000 categories": (MANY, MANY, (0.0, 1.0, 1.0)),
    "rows, identical": (np.eye(4), np.eye(4), (None, 0.3, 1.0)),
}
ERRORS = {
    "empty reference": ([], USUAL, tepid.DataError, "reference sample is empty"),
    "empty current": (USUAL, [], tepid.DataError, "current sample is empty"),
    "both empty": ([], [], tepid.DataError, "is empty"),
    "empty against texts": ([], TEXTS, tepid.DataError, "reference sample is empty"),
    "all missing": (USUAL, [math.nan] * 5, tepid.DataError, "current sample has no finite value among its 5"),
    "nothing but infinities": ([math.inf] * 3, USUAL, tepid.DataError, "reference sample has no finite value among its 3"),
    "all None": ([None] * 4, [None] * 4, tepid.DataError, "reference has no value among its 4"),
    "numbers against texts": (USUAL, TEXTS, TypeError, "current holds texts, reference does not"),
    "mixed types": (["a", 1.0], TEXTS, TypeError, "reference must hold texts and None alone"),
    "bytes": ([b"a", b"b"], [b"a"], TypeError, "reference must hold real numbers"),
    "complex numbers": ([1j], [1j], TypeError, "reference must hold real numbers"),
    "a number": (3.0, USUAL, tepid.DataError, "reference must be 1-D"),
    "ragged rows": ([[1.0], [1.0, 2.0]], np.eye(2), (TypeError, tepid.DataError), "reference"),
    "rows of other widths": (np.eye(3), np.ones((4, 2)), tepid.Error, "columns"),
    "too few rows": (np.eye(4), np.ones((1, 4)), tepid.DataError, "1 complete rows of 1; at least 2"),
    "rows that are all missing": (np.eye(4), np.full((5, 4), math.nan), tepid.DataError, "0 complete rows of 5"),
}


@pytest.mark.parametrize("name", RESULTS)
def test_run_tests_has_a_result(name):
    before, now, (statistic, least, most) = RESULTS[name]
    first, *others = tepid.run_tests(before, now, margin=0.1)
    if statistic is not None:
        assert first.statistic == pytest.approx(statistic, abs=1e-12)
    assert math.isfinite(first.statistic) and least <= first.p_value <= most, first
    for r in [first, *others]:
        assert r.method and r.choice and not r.effect_low > r.effect_high, r
        assert r.margin_p is None or 0 <= r.margin_p <= 1, r
        assert not abs(r.effect) <= 0.1 or r.margin_p in (None, 1), r


@pytest.mark.parametrize("name", ERRORS)
def test_run_tests_says_why_not(name):
    before, now, kind, words = ERRORS[name]
    with pytest.raises(kind, match=words):
        tepid.run_tests(before, now)
    with pytest.raises(kind, match=words):
        tepid.run_tests(before, now, tests="all")


# A column, and rows, missing, NaN, infinities, least, largest, distinct in its profile.
PROFILES = {
    "empty": ([], (0, 0, 0, 0, None, None, None)),
    "constant": ([5.0] * 50, (50, 0, 0, 0, 5.0, 5.0, None)),
    "one value": ([1.0], (1, 0, 0, 0, 1.0, 1.0, None)),
    "all NaN": ([math.nan] * 5, (5, 0, 5, 0, None, None, None)),
    "infinities": ([math.inf, 1.0, -math.inf], (3, 0, 0, 2, 1.0, 1.0, None)),
    "texts": (TEXTS, (50, 0, 0, 0, None, None, 2)),
    "all None": ([None] * 4, (4, 4, 0, 0, None, None, None)),
    "100,000 categories": (MANY, (100_000, 0, 0, 0, None, None, pytest.approx(100_000, rel=0.05))),
}


@pytest.mark.parametrize("name", PROFILES)
def test_profile_has_a_summary(name):
    column, (rows, missing, nan, infinities, least, largest, distinct) = PROFILES[name]
    (c,) = tepid.profile({"x": column}).columns
    assert (c.rows, c.missing, c.nan, c.min, c.max) == (rows, missing, nan, least, largest)
    assert c.negative_infinity + c.positive_infinity == infinities
    if distinct is not None:
        assert c.type == "categorical" and c.distinct == distinct


@pytest.mark.parametrize(("column", "kind", "words"), [
    (["caf\udce9", "b"], tepid.DataError, r"column 'x' holds a text that is not UTF-8: 'caf\\udce9'"),
    (["a", 1.0], TypeError, "column 'x' holds float and str in one column"),
    ([b"a"], TypeError, "column 'x' holds values of type bytes"),
    ([1j], TypeError, "column 'x' holds values of type complex"),
    ([[1.0], [2.0]], tepid.DataError, "column 'x' must be 1-D"),
    (3.0, tepid.DataError, "column 'x' must be 1-D"),
])
def test_profile_says_why_not(column, kind, words):
    with pytest.raises(kind, match=words):
        tepid.profile({"x": column})
