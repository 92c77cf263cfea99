# Writes two_sample_numeric.json: python two_sample_numeric.py > two_sample_numeric.json
# The numeric two-sample tests by scipy.stats (Cramer-von Mises, Anderson-Darling, Mann-Whitney, Welch, Levene with
# medians, Wasserstein, energy distance), the binned distances by scipy on numpy's quantiles, the exact laws of small
# samples by looking at every division with scipy.stats.permutation_test, and limit laws by numerical integration;
# made with scipy 1.17.1, numpy 2.4.6. Values have few digits, so that both sides read the same numbers.
import json
import sys
import warnings

import numpy as np
from scipy import integrate, special, stats
from scipy.spatial.distance import jensenshannon

rng = np.random.RandomState(20)


def rounded(x):
    return [float(f"{v:.4g}") for v in x]


def draw(kind, n, current):
    if kind == "normal":
        return rng.normal(0, 1, n)
    if kind == "shifted":
        return rng.normal(0.7 * current, 1, n)
    if kind == "scaled":
        return rng.normal(100, 1 + current, n)
    if kind == "heavy":
        return rng.standard_cauchy(n) + 0.5 * current
    if kind == "lognormal":
        return np.exp(rng.normal(0.2 * current, 1.5, n))
    if kind == "counts":
        return rng.poisson(4 + current, n).astype(float)
    if kind == "few":
        return rng.randint(0, 3 + current, n).astype(float)
    if kind == "outlier":
        x = rng.normal(0.3 * current, 1, n)
        x[0] = 1e4 * current
        return x
    if kind == "offset":
        return 1e6 + np.round(rng.normal(0, 300, n) + 100 * current, 0)
    raise ValueError(kind)


def value(x):
    x = float(x)
    return float(f"{x:.14g}") if np.isfinite(x) else None


def binned(a, b, n_bins):
    cuts = np.unique(np.quantile(a, np.arange(1, n_bins) / n_bins))
    count = lambda v: np.bincount(np.searchsorted(cuts, v, side="left"), minlength=len(cuts) + 1)
    n, m = count(a), count(b)
    used = n + m > 0
    p, q = n[used] / n.sum(), m[used] / m.sum()
    fp, fq = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    unit = 1 / n.sum() + 1 / m.sum()
    kl = float(np.sum(special.rel_entr(fp, fq)))  # floored shares do not add up to 1
    js, hellinger = float(jensenshannon(p, q, 2)), float(np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / np.sqrt(2))
    law = lambda x: value(stats.chi2.sf(x / unit, used.sum() - 1)) if used.sum() > 1 else None
    return dict(kl=[value(kl), law(2 * kl)], js=[value(js), law(8 * np.log(2) * js**2)],
                hellinger=[value(hellinger), law(8 * hellinger**2)], tv=[value(np.abs(p - q).sum() / 2)])


def kuiper(a, b):
    x = np.concatenate([a, b])
    d = np.searchsorted(np.sort(a), x, "right") / len(a) - np.searchsorted(np.sort(b), x, "right") / len(b)
    return max(d.max(), 0) - min(d.min(), 0)


def ad_square(a, b):
    """A^2 (not standardized) with midranks: Scholz and Stephens 1987, equation 7."""
    z = np.sort(np.concatenate([a, b]))
    star = np.unique(z)
    total = len(z)
    left = np.searchsorted(z, star, "left")
    l = np.searchsorted(z, star, "right") - left
    mid = left + l / 2
    below = mid * (total - mid) - total * l / 4
    out = 0.0
    for s in (np.sort(a), np.sort(b)):
        right = np.searchsorted(s, star, "right")
        m = right - (right - np.searchsorted(s, star, "left")) / 2
        out += np.sum(l / total * (total * m - mid * len(s)) ** 2 / below) / len(s)
    return out * (total - 1) / total


def mean_square(a, b):
    x = np.concatenate([a, b])
    return np.mean((np.searchsorted(np.sort(a), x, "right") / len(a) - np.searchsorted(np.sort(b), x, "right") / len(b)) ** 2)


def case(kind, n, m):
    a, b = rounded(draw(kind, n, 0)), rounded(draw(kind, m, 1))
    out = dict(kind=kind, a=a, b=b)
    distinct = len(set(a + b))
    ties = distinct < n + m
    out["kuiper"] = value(kuiper(np.array(a), np.array(b)))
    out["w"] = value(stats.wasserstein_distance(a, b))
    out["energy"] = value(stats.energy_distance(a, b))
    u = stats.mannwhitneyu(b, a, method="asymptotic")
    out["mwu"] = [value(u.statistic), value(u.pvalue) if distinct > 1 else None]
    if not ties and n * m <= 1000:
        out["mwu_exact"] = value(stats.mannwhitneyu(b, a, method="exact").pvalue)
    if n > 1 and m > 1:
        c = stats.cramervonmises_2samp(a, b, method="asymptotic")
        out["cvm"] = [value(c.statistic), value(c.pvalue)]
        if not ties and max(n, m) <= 20:
            out["cvm_exact"] = value(stats.cramervonmises_2samp(a, b, method="exact").pvalue)
        if np.ptp(a) + np.ptp(b) > 0:
            t = stats.ttest_ind(b, a, equal_var=False)
            ci = t.confidence_interval(0.9)
            sd = np.std(a, ddof=1)
            out["welch"] = [value(t.statistic), value(t.pvalue)] + ([value(ci.low / sd), value(ci.high / sd)] if sd else [])
    if n > 2 and m > 2 and np.ptp(a) + np.ptp(b) > 0:
        f = stats.levene(a, b, center="median")
        out["bf"] = [value(f.statistic), value(f.pvalue)]
    if distinct > 1 and n + m > 3 and n > 1 and m > 1:
        out["ad"] = value(stats.anderson_ksamp([a, b], variant="midrank", method=None).statistic)
    out.update(binned(np.array(a), np.array(b), 10))
    return out


def every_division(kind, n, m):
    """p-values by all divisions."""
    a, b = rounded(draw(kind, n, 0)), rounded(draw(kind, m, 1))
    out = dict(kind=kind, a=a, b=b)

    def p(statistic):
        return value(stats.permutation_test((a, b), statistic, alternative="greater", n_resamples=np.inf).pvalue)

    out["w_p"], out["energy_p"], out["kuiper_p"] = p(stats.wasserstein_distance), p(stats.energy_distance), p(kuiper)
    if len(set(a + b)) > 1:
        out["ad_p"] = p(ad_square)
        out["cvm_p"] = p(mean_square)
    return out


def ad_limit(x):
    """P(A^2 >= x) by Anderson and Darling 1954, equation 3."""
    total = 0.0
    for j in range(12):
        t = (4 * j + 1) ** 2 * np.pi**2 / (8 * x)
        inner = integrate.quad(lambda w: np.exp(x / (8 * (w * w + 1)) - t * w * w), 0, np.inf, epsabs=0, epsrel=1e-13)[0]
        total += special.binom(-0.5, j) * (4 * j + 1) * np.exp(-t) * inner
    return 1 - np.sqrt(2 * np.pi) / x * total


def cvm_limit(x):
    """P(W^2 >= x) by Csorgo and Faraway 1996, equation 1.2, all terms (scipy's own stops at terms below 1e-7)."""
    k = np.arange(400)
    y = 4 * k + 1.0
    q = y * y / (16 * x)
    scale = np.exp(special.gammaln(k + 0.5) - special.gammaln(k + 1)) / (np.pi**1.5 * np.sqrt(x))
    return 1 - float(np.sum(scale * np.sqrt(y) * np.exp(-2 * q) * special.kve(0.25, q)))


warnings.simplefilter("ignore")
cases = []
kinds = ["normal", "shifted", "scaled", "heavy", "lognormal", "counts", "few", "outlier", "offset"]
for kind in kinds:
    for n, m in [(1, 1), (1, 2), (1, 9), (2, 1), (2, 2), (2, 5), (3, 3), (3, 4), (4, 7), (5, 5), (6, 6), (7, 3), (8, 8), (8, 20), (9, 10), (10, 8),
                 (12, 12), (15, 15), (15, 20), (18, 9), (20, 20), (19, 20), (21, 21), (25, 30), (30, 25), (40, 40), (40, 25), (50, 10), (10, 60), (60, 35),
                 (80, 50), (100, 20), (70, 90), (120, 100), (150, 60)]:
        cases.append(case(kind, n, m))
divisions = [every_division(kind, n, m) for kind in kinds for n, m in [(2, 3), (3, 3), (4, 4), (5, 3), (4, 6)]]
ad = [[x, ad_limit(x)] for x in [0.2, 0.4, 0.7, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 8.0]]
cvm = [[x, cvm_limit(x)] for x in [0.01, 0.03, 0.06, 0.1, 0.2, 0.35, 0.5, 0.8, 1.2, 2.0]]
kuiper_law = [[x, value(sum(2 * (4 * j * j * x * x - 1) * np.exp(-2 * j * j * x * x) for j in range(1, 60)))] for x in [0.5, 0.8, 1.0, 1.3, 1.7, 2.5]]

# Evidently 0.7 tests its Cramer-von Mises with these samples.
peers = dict(evidently_cvm=[stats.norm.rvs(size=100, random_state=s).tolist() for s in (0, 1)])
json.dump(dict(cases=cases, divisions=divisions, ad=ad, cvm=cvm, kuiper=kuiper_law, peers=peers), sys.stdout, separators=(",", ":"))
