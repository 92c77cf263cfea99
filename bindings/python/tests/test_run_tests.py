# test_run_tests.py - tepid.run_tests against scipy, and its tables.
import dataclasses
import math

import numpy as np
import pytest

import tepid

scipy_stats = pytest.importorskip("scipy.stats")
KS = "kolmogorov_smirnov"


def ks(reference, current, **parameters):
    (result,) = tepid.run_tests(reference, current, tests={KS: parameters})
    return result


@pytest.mark.parametrize(("n", "m", "shift"), [(1, 1, 0), (5, 7, 2), (30, 30, 0.3), (300, 200, 0.2), (1000, 900, 0.0)])
def test_kolmogorov_smirnov_is_scipys(n, m, shift):
    rng = np.random.default_rng(n)
    a, b = rng.normal(size=n), rng.normal(shift, size=m)
    ours, theirs = ks(a, b), scipy_stats.ks_2samp(a, b, method="exact")
    assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-14)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert ours.effect == pytest.approx(theirs.statistic * theirs.statistic_sign, rel=1e-14)
    assert (ours.name, ours.reference, ours.current, ours.method) == (KS, n, m, "exact")


def test_where_the_exact_law_takes_too_long_the_limit_law_is_used():
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=20000), rng.normal(0.02, size=30000)
    ours, theirs = ks(a, b, exact_work=1e6), scipy_stats.ks_2samp(a, b, method="asymp")
    limit = scipy_stats.kstwobign.sf(theirs.statistic * math.sqrt(20000 * 30000 / 50000))
    assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-13)
    assert ours.method == "asymptotic" and ours.p_value == pytest.approx(limit, rel=1e-9)


def test_psi_on_given_shares():
    reference = np.arange(100.0)  # deciles of ten values each
    current = np.concatenate([np.arange(0.0, 50.0)] * 2)  # all in the lower five
    (result,) = tepid.run_tests(reference, current, tests={"psi": {"bins": 10, "floor": 0.001}})
    expected = 5 * (0.2 - 0.1) * math.log(2) + 5 * (0.001 - 0.1) * math.log(0.001 / 0.1)
    assert result.statistic == pytest.approx(expected, rel=1e-12)
    assert result.name == "psi" and (result.reference, result.current) == (100, 100)


def test_the_default_choice_is_by_what_is_compared_and_how_much():
    few = tepid.run_tests(np.arange(1000.0), np.arange(900.0))
    many = tepid.run_tests(np.arange(1101.0), np.arange(900.0))
    assert [r.name for r in few] == [r.name for r in many] == ["kolmogorov_smirnov", "psi", "wasserstein"]
    assert "permutation" in few[1].method and "chi-squared" in many[1].method
    assert "permutation" in few[2].method and math.isnan(many[2].p_value)
    assert all(r.choice.startswith("numbers: ") for r in [*few, *many])
    (asked,) = tepid.run_tests([1.0], [2.0], tests="psi")
    assert asked.choice == ""
    (texts,) = tepid.run_tests(["a", "b"] * 20, ["a", "b"] * 20)
    assert texts.name == "categorical_psi" and texts.method == "permutation" and texts.choice.startswith("categories: ")
    rng = np.random.default_rng(8)
    for rows, method in (500, "permutation"), (501, "block permutation of random Fourier features"):
        (found,) = tepid.run_tests(rng.normal(size=(500, 2)), rng.normal(size=(rows, 2)))
        assert (found.name, found.method) == ("mmd", method) and found.choice.startswith("rows: ")


def test_a_margin_is_tested_for():
    rng = np.random.default_rng(9)
    a, b = rng.normal(size=1000), rng.normal(0.5, size=1000)
    without, known, large = (tepid.run_tests(a, b, tests=KS, margin=margin)[0] for margin in (0, 0.1, 0.5))
    assert without.margin_p is None
    # The band of the difference: 2 exp(-2 (D - margin)^2 n m / (n + m)).
    assert known.margin_p == pytest.approx(2 * math.exp(-1000 * (known.statistic - 0.1) ** 2), rel=1e-5)
    assert large.margin_p == 1 and without.p_value == known.p_value < known.margin_p
    (own,) = tepid.run_tests(a, b, tests={KS: {"margin": 0.2}}, margin=0.1)
    assert own.margin_p > known.margin_p
    # Where margin_p is 0.05, the interval of 95 % ends at the margin, whatever the test.
    tables = {"x": (a, b), "k": (["a"] * 400 + ["b"] * 600, ["a"] * 250 + ["b"] * 750), "e": (a.reshape(-1, 2), b.reshape(-1, 2))}
    for before, now in tables.values():
        for r in tepid.run_tests(before, now, tests="all"):
            low = r.effect_low if r.effect > 0 else -r.effect_high
            if not low > 0:
                continue
            (just,) = tepid.run_tests(before, now, tests=r.name, margin=low * (1 + 1e-6))
            (less,) = tepid.run_tests(before, now, tests=r.name, margin=low * (1 - 1e-6))
            assert less.margin_p <= 0.05 * (1 + 1e-5) and just.margin_p >= 0.05 * (1 - 1e-3), r
    with pytest.raises(tepid.ParameterError, match="margin is -1"):
        tepid.run_tests(a, b, margin=-1)


def test_all_tests_run_if_asked():
    names = [row["name"] for row in tepid.registry()["tests"]]
    assert [r.name for r in tepid.run_tests([1.0, 2.0], [1.0, 3.0], tests="all")] == names
    assert [r.name for r in tepid.run_tests([1.0, 2.0], [1.0, 3.0], tests=names[::-1])] == names[::-1]


def test_results_cannot_be_changed():
    result = ks([1.0], [2.0])
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.p_value = 0.0
    assert dataclasses.asdict(result)["statistic"] == 1.0


def test_arrays_are_not_changed():
    a = np.random.default_rng(1).normal(size=50)
    before = a.copy()
    tepid.run_tests(a, a[::2])
    assert (a == before).all()


TABLE_A = {"latency": [1.0, 2.0, 3.0], "tokens": np.array([5, 6, 7], dtype=np.int32), "city": ["a", "b", "c"]}
TABLE_B = {"latency": [9.0, 8.0], "tokens": [5, 6], "city": ["a", "b"]}


class Frame:
    """As little of a data frame as is needed."""

    def __init__(self, data):
        self.columns = list(data)
        self.data = data

    def __getitem__(self, name):
        return np.asarray(self.data[name])


@pytest.mark.parametrize("wrap", [dict, Frame])
def test_tables_are_compared_column_by_column(wrap):
    found = tepid.run_tests(wrap(TABLE_A), wrap(TABLE_B), columns=["tokens", "latency"], tests=KS)
    assert list(found) == ["tokens", "latency"]
    assert found["latency"] == [ks(TABLE_A["latency"], TABLE_B["latency"])] and found["latency"][0].statistic == 1.0


def test_data_frames():
    pandas = pytest.importorskip("pandas")
    found = tepid.run_tests(pandas.DataFrame({"a": [1.0, None, 2.0]}), pandas.DataFrame({"a": [1, 2, 3]}))
    assert found["a"][0].reference == 2 and found["a"][1].reference == 3  # psi counts missing values


BAD = [
    (lambda: tepid.run_tests([], [1.0]), tepid.DataError, "reference sample is empty"),
    (lambda: tepid.run_tests([1.0], [math.nan]), tepid.DataError, "no finite value among its 1"),
    (lambda: tepid.run_tests([[1.0]], [1.0]), tepid.DataError, "reference must be 1-D"),
    (lambda: tepid.run_tests(3.0, [1.0]), tepid.DataError, "reference must be 1-D"),
    (lambda: tepid.run_tests("abc", [1.0]), TypeError, "not str"),
    (lambda: tepid.run_tests(TABLE_A, {**TABLE_B, "city": [1, "a"]}), TypeError, "column 'city' holds texts, current column 'city' does not"),
    (lambda: tepid.run_tests({"city": ["a", 1]}, {"city": [1, "a"]}), TypeError, "reference column 'city' must hold real numbers"),
    (lambda: tepid.run_tests(TABLE_A, {"tokens": [1]}), tepid.DataError, "current table has no column 'latency'"),
    (lambda: tepid.run_tests({"a": [1]}, {"a": [1], "b": [1]}), tepid.DataError, "reference table has no column 'b'"),
    (lambda: tepid.run_tests({"a": [1]}, [1]), TypeError, "both be tables"),
    (lambda: tepid.run_tests([1], [1], columns=["a"]), TypeError, "columns is for tables"),
    (lambda: tepid.run_tests([1], [1], tests="ks"), tepid.ParameterError, "there are kolmogorov_smirnov, psi"),
    (lambda: tepid.run_tests([1], [1], tests={"psi": {"bins": 1}}), tepid.ParameterError, "'bins' is 1"),
    (lambda: tepid.run_tests([1], [1], tests={"psi": {"binz": 1}}), TypeError, "'binz'; it takes bins, floor"),
]


@pytest.mark.parametrize(("call", "error", "message"), BAD, ids=[message for _, _, message in BAD])
def test_unusable_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_distance_by_hand():
    # F goes 1/3, 2/3, 1 at 1, 2, 4 and 0, 1/2, 1 at 3, 5.
    assert ks([1, 2, 4], [3, 5]).statistic == ks([1, 2, 4], [3, 5]).effect == pytest.approx(2 / 3)
