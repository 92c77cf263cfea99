# Writes two_sample_scipy.json: python two_sample_scipy.py > two_sample_scipy.json
# Kolmogorov-Smirnov without ties by scipy.stats.ks_2samp (exact, and Kolmogorov's limit law), with ties by counting
# paths in whole numbers of any size, PSI by numpy with a p-value from scipy.stats.chi2; made with scipy 1.17.1.
# Samples as in two_sample_r.R.
import json
import math
from fractions import Fraction

import numpy as np
from scipy import special, stats


def draw(n, seed, levels, shift):
    x, out = seed, []
    for _ in range(n):
        x = 48271 * x % 2147483647
        out.append(x / 2147483647)
    out = np.array(out) ** (1 + shift)
    return np.floor(out * levels) if levels else out


def psi(a, b, n_bins, floor):
    cuts = np.unique(np.quantile(a, np.arange(1, n_bins) / n_bins))
    count = lambda v: np.bincount(np.searchsorted(cuts, v, side="left"), minlength=len(cuts) + 1)
    counts = np.array([count(a), count(b)])
    p, q = np.maximum(counts / counts.sum(axis=1, keepdims=True), floor)
    value = float(np.sum((q - p) * np.log(q / p)))
    used = int(np.count_nonzero(counts.sum(axis=0)))
    scaled = value / (1 / len(a) + 1 / len(b))
    return value, float(stats.chi2.sf(scaled, used - 1)) if used > 1 else None


def ks_given_ties(a, b):
    """D as a fraction, and P(D or more) as one less the share of paths that stay below D at every tie group's end."""
    n, m = len(a), len(b)
    steps = [(int(np.sum(a == v)), int(np.sum(b == v))) for v in np.unique(np.concatenate([a, b]))]
    i = j = worst = 0
    ends = []
    for da, db in steps:
        i, j = i + da, j + db
        ends.append(i + j)
        worst = max(worst, abs(i * m - j * n))
    ways, before = {0: 1}, 0  # of i reference values among the first i + j
    for end in ends:
        group, nxt = end - before, {}
        for i, count in ways.items():
            for da in range(group + 1):
                k, j = i + da, end - i - da
                if k <= n and 0 <= j <= m and abs(k * m - j * n) < worst:
                    nxt[k] = nxt.get(k, 0) + count * math.comb(group, da)
        ways, before = nxt, end
    return Fraction(worst, n * m), 1 - Fraction(ways.get(n, 0), math.comb(n + m, n))


ties = []
for n, m, levels, shift in [(3, 3, 2, 0.5), (10, 12, 3, 0.5), (60, 35, 4, 0.3), (100, 70, 10, 1), (300, 300, 2, 0.5), (300, 300, 2, 2), (250, 300, 7, 3),
                            (400, 300, 60, 2), (90, 110, 1, 0)]:
    d, p = ks_given_ties(draw(n, 11, levels, 0), draw(m, 1213, levels, shift))
    ties.append(dict(n=n, m=m, levels=levels, shift=shift, D=float(d), p=float(p)))
ks = []
for n, m, shift in [(1, 1, 0), (2, 7, 0), (20, 20, 0.5), (50, 40, 0.5), (50, 50, 3), (150, 333, 0.1), (400, 100, 5), (1000, 900, 0.3), (777, 1000, 1)]:
    a, b = draw(n, 11, 0, 0), draw(m, 1213, 0, shift)
    exact = stats.ks_2samp(a, b, method="exact")
    limit = float(special.kolmogorov(exact.statistic * np.sqrt(n * m / (n + m))))
    ks.append(dict(n=n, m=m, shift=shift, D=float(exact.statistic), sign=int(-exact.statistic_sign), p=float(exact.pvalue), limit_p=limit))
psis = []
for n, m, levels, shift, n_bins, floor in [(500, 400, 0, 0, 10, 1e-4), (500, 400, 0, 0.3, 10, 1e-4), (300, 200, 4, 0.5, 10, 1e-4),
                                           (1000, 1000, 30, 0.2, 20, 1e-6), (50, 2000, 0, 2, 5, 1e-3), (400, 300, 2, 0, 10, 1e-4)]:
    value, p = psi(draw(n, 11, levels, 0), draw(m, 1213, levels, shift), n_bins, floor)
    psis.append(dict(n=n, m=m, levels=levels, shift=shift, bins=n_bins, floor=floor, psi=value, p=p))
print(json.dumps(dict(ks=ks, ties=ties, psi=psis), indent=1))
