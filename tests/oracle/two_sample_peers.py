"""Inputs of the tests of other drift libraries, for two_sample_peers.cpp: python two_sample_peers.py > two_sample_peers.json

Numbers alone are taken from them: NannyML 0.13, tests/drift/test_univariate_drift_methods.py, draws its samples with
numpy's legacy generator from seed 1 and compares them in the bins that numpy's rule "doane" cuts from the reference, what
is outside in a bin of its own. This does the same with numpy and keeps the counts.
"""

import json
import sys

import numpy as np
from scipy import stats


def binned(draw):
    np.random.seed(1)
    reference, analysis = draw()
    edges = np.histogram_bin_edges(reference, bins="doane")
    before, now = np.histogram(reference, edges)[0], np.histogram(analysis, edges)[0]
    return dict(reference=[*map(int, before), 0], current=[*map(int, now), int(len(analysis) - now.sum())])


def categories():
    np.random.seed(1)
    reference, analysis = np.random.choice(list("abcd"), 10_000), np.random.choice(list("abce"), 1000)
    return dict(reference=[int((reference == c).sum()) for c in "abcde"], current=[int((analysis == c).sum()) for c in "abcde"])


normal = np.random.normal
grid = lambda: (np.random.choice(np.linspace(0, 2, 6), 10_000), np.random.choice(np.linspace(0, 2, 3), 1000))
nannyml = [
    dict(test="categorical_jensen_shannon", rounded=0.05, **binned(lambda: (normal(0, 1, 10_000), normal(0, 1, 1000)))),
    dict(test="categorical_jensen_shannon", rounded=0.73, **binned(grid)),
    dict(test="categorical_jensen_shannon", rounded=0.5, **categories()),
    dict(test="categorical_hellinger", rounded=1.0, **binned(lambda: (normal(0, 1, 10_000), normal(7, 1, 10_000)))),
    dict(test="categorical_hellinger", rounded=0.63, **binned(lambda: (normal(0, 1, 10_000), normal(-2, 1, 10_000)))),
    dict(test="categorical_hellinger", rounded=0.72, **binned(grid)),
    dict(test="categorical_hellinger", rounded=0.5, **categories()),
]
# The first values of the samples that the program draws again by itself, so that it can be seen to draw the same.
np.random.seed(1)
first = normal(0, 1, 5).tolist()
# A margin of a difference of shares, by brute force over every table and a fine grid of shares.


def score(x, n, y, m, delta):
    """Above delta, in standard errors at the likeliest shares that differ by it, found on a grid and refined."""
    low, high = max(0.0, -delta), min(1.0, 1.0 - delta)
    slope = lambda p: sum(c / s if c else 0.0 for c, s in ((x, p), (y, p + delta))) - sum(
        c / s if c else 0.0 for c, s in ((n - x, 1 - p), (m - y, 1 - p - delta))
    )
    for _ in range(80):
        p = 0.5 * (low + high)
        low, high = (p, high) if slope(p) > 0 else (low, p)
    p = 0.5 * (low + high)
    variance = p * (1 - p) / n + (p + delta) * (1 - p - delta) / m
    above = y / m - x / n - delta
    return 0.0 if abs(above) < 1e-15 else above / np.sqrt(max(variance, 1e-200))


def share_p(x, n, y, m, margin):
    observed = max(score(x, n, y, m, margin), -score(x, n, y, m, -margin))
    reached = np.array(
        [[max(score(i, n, j, m, margin), -score(i, n, j, m, -margin)) >= observed * (1 - 1e-9) for j in range(m + 1)] for i in range(n + 1)]
    )
    worst = 0.0
    for side in {margin, -margin}:
        for p in np.linspace(max(0.0, -side), min(1.0, 1.0 - side), 2001):
            table = np.outer(stats.binom.pmf(range(n + 1), n, p), stats.binom.pmf(range(m + 1), m, min(1.0, max(0.0, p + side))))
            worst = max(worst, table[reached].sum())
    return float(worst)


shares = [
    dict(reference=[x, n], current=[y, m], margin=margin, p=share_p(x, n, y, m, margin))
    for x, n, y, m, margin in [(7, 12, 1, 12, 0.0), (2, 30, 12, 25, 0.1), (0, 20, 9, 20, 0.1), (18, 20, 6, 20, 0.2), (3, 40, 15, 30, 0.05)]
]
json.dump(dict(nannyml=nannyml, first=first, shares=shares), sys.stdout, indent=1)
print()
