# test_run_tests_kinds.py - tepid.run_tests of categories and of rows against scipy; columns of every kind.
import math

import numpy as np
import pytest

import tepid

stats = pytest.importorskip("scipy.stats")
distance = pytest.importorskip("scipy.spatial.distance")


def by_name(found):
    return {result.name: result for result in found}


@pytest.mark.parametrize("seed", range(40))
def test_categories_are_compared_as_scipy_does(seed):
    rng = np.random.default_rng(seed)
    k, n, m = rng.integers(2, 9), *rng.integers(200, 900, size=2)
    shares = rng.dirichlet(np.full(k, 5.0)), rng.dirichlet(np.full(k, 5.0))
    counts = np.array([np.maximum(rng.multinomial(size, p), 30) for size, p in zip((n, m), shares)])
    texts = [rng.permutation(np.repeat([f"k{i}" for i in range(k)], row)).tolist() for row in counts]
    found = by_name(tepid.run_tests(*texts, tests="all"))
    assert list(found) == [row["name"] for row in tepid.registry()["categorical_tests"]]
    chi = stats.chi2_contingency(counts, correction=False)
    assert found["chi_square"].statistic == pytest.approx(chi.statistic, rel=1e-10)
    assert found["chi_square"].p_value == pytest.approx(chi.pvalue, rel=1e-8)
    g = stats.chi2_contingency(counts, correction=False, lambda_="log-likelihood")
    assert found["g_test"].statistic == pytest.approx(g.statistic, rel=1e-10)
    assert found["g_test"].p_value == pytest.approx(g.pvalue, rel=1e-8)
    p, q = counts / counts.sum(axis=1, keepdims=True)
    assert found["categorical_jensen_shannon"].statistic == pytest.approx(distance.jensenshannon(p, q, 2) ** 2, rel=1e-10)
    assert found["categorical_total_variation"].statistic == pytest.approx(np.abs(p - q).sum() / 2, rel=1e-10)
    assert found["categorical_l_infinity"].statistic == pytest.approx(np.abs(p - q).max(), rel=1e-10)
    assert (found["chi_square"].reference, found["chi_square"].current) == tuple(counts.sum(axis=1))


def test_among_numbers_none_is_missing_and_nan_is_not():
    numbers = [float(i) for i in range(100)]
    before, same, other = numbers + [None] * 50, numbers + [tepid.missing_value] * 50, numbers + [math.nan] * 50
    def psi(current):
        (result,) = tepid.run_tests(before, current, tests="psi")
        return result

    assert psi(same).effect == 0 and psi(same).reference == 150
    assert psi(other).effect == pytest.approx(2 * (1 / 3 - 1e-4) * math.log(1 / 3 / 1e-4), rel=1e-12)
    for infinity in (math.inf, -math.inf):
        result = tepid.run_tests(numbers + [infinity] * 50, numbers + [-infinity] * 50, tests="psi")[0]
        assert result.effect == pytest.approx(psi(other).effect, rel=1e-12)
    (ks,) = tepid.run_tests(before, other, tests="kolmogorov_smirnov")
    assert (ks.reference, ks.current, ks.statistic) == (100, 100, 0)


def test_a_missing_text_is_a_category_and_so_is_a_new_one():
    before, now = ["a"] * 300 + ["b"] * 300 + [None] * 100, ["a"] * 200 + ["b"] * 200 + [None] * 300 + ["new"] * 50
    (chi,) = tepid.run_tests(before, now, tests="chi_square")
    table = [[300, 300, 100, 0], [200, 200, 300, 50]]
    assert chi.p_value == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue, rel=1e-8)
    (same,) = tepid.run_tests(before, before, tests="chi_square")
    assert (same.statistic, same.p_value) == (0, 1)


@pytest.mark.parametrize("seed", range(20))
def test_rows_are_compared_as_their_formulas_say(seed):
    rng = np.random.default_rng(seed)
    n, m, d = rng.integers(20, 60), rng.integers(20, 60), rng.integers(2, 5)
    a, b = rng.normal(size=(n, d)), rng.normal(0.3, 1, size=(m, d))
    found = by_name(tepid.run_tests(a, b, tests=["hotelling_t2_test", "energy_distance_multivariate"]))
    gap = a.mean(axis=0) - b.mean(axis=0)
    pooled = ((n - 1) * np.cov(a.T) + (m - 1) * np.cov(b.T)) / (n + m - 2)
    t2 = gap @ np.linalg.solve(pooled, gap) * n * m / (n + m)
    p = stats.f.sf(t2 * (n + m - d - 1) / ((n + m - 2) * d), d, n + m - d - 1)
    assert found["hotelling_t2_test"].statistic == pytest.approx(t2, rel=1e-10)
    assert found["hotelling_t2_test"].p_value == pytest.approx(p, rel=1e-8)
    energy = 2 * distance.cdist(a, b).mean() - distance.cdist(a, a).mean() - distance.cdist(b, b).mean()
    assert found["energy_distance_multivariate"].statistic == pytest.approx(energy, rel=1e-10)


def test_every_test_of_rows_runs_in_place_or_not():
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(200, 3)), rng.normal(1, 1, size=(150, 3))
    found = tepid.run_tests(a, b, tests="all")
    assert [r.name for r in found] == [row["name"] for row in tepid.registry()["multivariate_tests"]]
    assert all((r.reference, r.current) == (200, 150) for r in found)
    assert by_name(found)["mmd"].p_value < 0.01
    assert repr(tepid.run_tests(np.asfortranarray(a), b.tolist(), tests="all")) == repr(found)


def test_a_table_of_all_kinds():
    rng = np.random.default_rng(6)
    before = {"x": rng.normal(size=50), "k": ["a", "b"] * 25, "e": rng.normal(size=(50, 2))}
    found = tepid.run_tests(before, before, tests=["welch", "chi_square", "mmd"])
    assert {name: [r.name for r in results] for name, results in found.items()} == {"x": ["welch"], "k": ["chi_square"], "e": ["mmd"]}
    with pytest.raises(tepid.Error, match="'welch' takes numbers, not counts; of counts there are chi_square"):
        tepid.run_tests(before, before, columns=["k"], tests="welch")
    with pytest.raises(tepid.ParameterError, match="'binz'|no test|there are"):
        tepid.run_tests(before, before, tests=["nothing"])


MANY = [f"k{i}" for i in range(100_000)]


def test_columns_of_every_kind_that_have_a_result():
    for column in [5.0] * 20, [1.0], [1.0, 2.0, 2.0], ["a"] * 20, ["a"], ["caf\udce9", "th\udce9"]:
        for result in [*tepid.run_tests(column, column, tests="all"), *tepid.run_tests(column, column)]:
            assert abs(result.effect) < 1e-12, result
            assert result.p_value > 0.9 or result.method.startswith(("no p-value", "none")), result
    (chi,) = tepid.run_tests(MANY * 3, MANY * 3, tests="chi_square")
    assert (chi.statistic, chi.p_value) == (0, 1)
    for gone in [None] * 20, np.full(20, None), [math.nan] * 20:
        (chi,) = tepid.run_tests(["a"] * 20, gone, tests="chi_square")
        assert chi.p_value < 1e-8


@pytest.mark.parametrize(
    ("before", "now", "error", "message"),
    [
        (["a"], [1.0], TypeError, "reference column 'c' holds texts, current column 'c' does not"),
        ([1.0], ["a"], TypeError, "current column 'c' holds texts, reference column 'c' does not"),
        (["a", 1], ["a", 1], TypeError, "reference column 'c' must hold real numbers"),
        ([b"caf\xe9"], [b"caf\xe9"], TypeError, "reference column 'c' must hold real numbers"),
        ([[1.0, 2.0], [3.0]], [1.0], tepid.DataError, "reference column 'c'.*rows differ in length"),
        (1.0, [1.0], tepid.DataError, "reference column 'c' must be 1-D"),
        ("abc", ["abc"], TypeError, "column 'c'"),
        (np.ones((3, 2)), np.ones(3), tepid.DataError, "reference column 'c' must be 1-D"),
        (np.ones((3, 2)), ["a"] * 3, TypeError, "current column 'c' holds texts"),
    ],
)
def test_columns_that_have_none_are_named(before, now, error, message):
    with pytest.raises(error, match=message):
        tepid.run_tests({"c": before}, {"c": now})


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        ([None] * 5, [None] * 5, "reference column 'c' has no value among its 5"),
        ([math.nan] * 5, [math.nan] * 5, "the reference sample has no finite value among its 5"),
        (np.full(5, math.nan), np.ones(5), "the reference sample has no finite value among its 5"),
        ([math.inf] * 5, np.ones(5), "the reference sample has no finite value among its 5"),
        (np.ones(5), [-math.inf] * 5, "the current sample has no finite value among its 5"),
        ([], ["a"], "the reference sample is empty"),
        ([], [], "the reference sample is empty"),
        ([1], [], "the current sample is empty"),
        (np.ones((1, 2)), np.ones((1, 2)), "at least 2 are needed"),
    ],
)
def test_a_column_that_cannot_be_compared_carries_the_reason_and_the_others_are_compared(before, now, reason):
    good = [float(i) for i in range(100)]
    found = tepid.run_tests({"a": good, "c": before, "z": good}, {"a": good, "c": now, "z": [x + 80 for x in good]}, margin=0.1)
    (none,) = found["c"]
    assert none.name == "" and none.method.startswith("not compared: ") and reason in none.method
    assert math.isnan(none.p_value) and math.isnan(none.effect) and none.margin_p is None and not none.beyond_margin(0.1)
    assert found["a"][0].effect == 0 and found["z"][0].beyond_margin(0.1)


@pytest.mark.parametrize("low", [-1.7976931348623157e308, -1e300, 5e-324, 0.0])
def test_values_at_the_ends_of_doubles_are_compared(low):
    most = 1.7976931348623157e308
    before, now = [low, most] * 40, [low] * 70 + [most] * 10
    for table in {"c": before}, {"c": before, "d": before}:
        found = tepid.run_tests(table, {name: now for name in table}, tests="all", margin=0.1)
        assert all(not math.isnan(r.effect) for results in found.values() for r in results)
        assert found["c"][0].effect == pytest.approx(-0.375)


def test_beyond_margin_asks_the_whole_interval():
    rng = np.random.default_rng(7)
    (welch,) = tepid.run_tests(rng.normal(size=400), rng.normal(1.0, 1, size=400), tests="welch")
    assert welch.effect_low < 1 < welch.effect_high
    assert welch.beyond_margin(0.99 * welch.effect_low) and not welch.beyond_margin(1.01 * welch.effect_low)
    (back,) = tepid.run_tests(rng.normal(1.0, 1, size=400), rng.normal(size=400), tests="welch")
    assert back.beyond_margin(0.5) and not back.beyond_margin(1.5)
    assert not welch.beyond_margin(welch.effect)
