# Writes two_sample_counts_rows.json: python two_sample_counts_rows.py > two_sample_counts_rows.json
# Tests of counts by scipy.stats (chi2_contingency, fisher_exact; 2 x K tables by enumeration in whole numbers), of rows by
# scikit-learn (rbf_kernel, PCA, LogisticRegression, roc_auc_score), dcor, scipy.linalg.sqrtm and numpy; adjusted p-values by
# statsmodels; made with numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1, dcor 0.7, statsmodels 0.15.0.
# Samples of rows as in two_sample_r.R: a row after the other. Directions, divisions and folds are drawn with the published
# generators splitmix64 and xoshiro256++.
import itertools
import json
import math
import warnings
from fractions import Fraction

import dcor
import numpy as np
from scipy import linalg, special, stats
from scipy.spatial.distance import jensenshannon, pdist
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.metrics.pairwise import rbf_kernel
from statsmodels.stats.multitest import multipletests

warnings.filterwarnings("ignore")
WORD = 2**64 - 1


class Source:
    def __init__(self, seed, stream=None):
        if stream is not None:
            a, b = self.mix(seed)[1], self.mix(stream ^ 0x6A09E667F3BCC909)[1]
            seed = a ^ self.rotl(b, 29)
        self.words = []
        for _ in range(4):
            seed, word = self.mix(seed)
            self.words.append(word)

    @staticmethod
    def rotl(x, k):
        return ((x << k) | (x >> (64 - k))) & WORD

    @staticmethod
    def mix(counter):
        counter = (counter + 0x9E3779B97F4A7C15) & WORD
        z = (counter ^ (counter >> 30)) * 0xBF58476D1CE4E5B9 & WORD
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & WORD
        return counter, z ^ (z >> 31)

    def bits(self):
        s = self.words
        result = (self.rotl((s[0] + s[3]) & WORD, 23) + s[0]) & WORD
        t = s[1] << 17 & WORD
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = self.rotl(s[3], 45)
        return result

    def below(self, n):
        return self.bits() * n >> 64

    def normal(self):
        return special.ndtri(((self.bits() >> 12) + 0.5) * 2.0**-52)

    def shuffled(self, n):
        order = list(range(n))
        for i in range(n, 1, -1):
            j = self.below(i)
            order[i - 1], order[j] = order[j], order[i - 1]
        return order


def draw(n, seed, shift):
    x, out = seed, []
    for _ in range(n):
        x = 48271 * x % 2147483647
        out.append(x / 2147483647)
    return np.array(out) ** (1 + shift)


def count_case(a, b):
    table = np.array([a, b], dtype=float)
    table = table[:, table.sum(axis=0) > 0]
    n, m = table.sum(axis=1)
    k = table.shape[1]
    chi2, chi2_p = stats.chi2_contingency(table, correction=False)[:2]
    g, g_p = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")[:2]
    phi = max(0.0, chi2 / (n + m) - (k - 1) / (n + m - 1))
    v = math.sqrt(phi / min(k - (k - 1) ** 2 / (n + m - 1) - 1, 2 - 1 / (n + m - 1) - 1))
    p, q = table[0] / n, table[1] / m
    floored = lambda s: np.maximum(s, 1e-4)
    weight = n * m / (n + m)
    value = dict(js=jensenshannon(p, q, base=2) ** 2, hellinger=math.sqrt(0.5 * np.sum((np.sqrt(p) - np.sqrt(q)) ** 2)),
                 kl=stats.entropy(floored(q), floored(p)), psi=np.sum((floored(q) - floored(p)) * np.log(floored(q) / floored(p))),
                 tv=0.5 * np.abs(p - q).sum(), linf=np.abs(p - q).max())
    law = dict(js=8 * math.log(2) * value["js"], hellinger=8 * value["hellinger"] ** 2, kl=2 * value["kl"], psi=value["psi"])
    out = dict(a=a, b=b, chi2=chi2, chi2_p=chi2_p, g=g, g_p=g_p, v=min(1.0, v), **value,
               **{name + "_p": stats.chi2.sf(weight * x, k - 1) for name, x in law.items()})
    if k == 2:
        out["yates"], out["yates_p"] = stats.chi2_contingency(table, correction=True)[:2]
        out["fisher_p"] = stats.fisher_exact(table)[1]
    return {key: x if isinstance(x, list) else float(x) for key, x in out.items()}


def pooled_case(a, b, least):
    """Rare categories as one, with the next rarest while their sum is rare too."""
    table = np.array([a, b], dtype=float)
    table = table[:, table.sum(axis=0) > 0]
    share = table.sum(axis=1).min() / table.sum()
    rare = table.sum(axis=0) * share < least
    if rare.any() and table[:, rare].sum() * share < least and not rare.all():
        rest = np.where(~rare)[0]
        rare[rest[np.argmin(table[:, rest].sum(axis=0))]] = True
    table = np.column_stack([table[:, ~rare], table[:, rare].sum(axis=1)]) if rare.any() else table
    chi2, p = stats.chi2_contingency(table, correction=False)[:2]
    return dict(a=a, b=b, least=least, chi2=float(chi2), p=float(p))


def fisher_case(a, b):
    totals, m = [x + y for x, y in zip(a, b)], sum(b)
    ways = lambda t: math.prod(math.comb(c, x) for c, x in zip(totals, t))
    seen, tail = ways(b), 0
    for head in itertools.product(*(range(c + 1) for c in totals[:-1])):
        last = m - sum(head)
        if 0 <= last <= totals[-1] and (w := ways((*head, last))) <= seen:
            tail += w
    return dict(a=a, b=b, p=float(Fraction(tail, math.comb(sum(totals), m))))


def rows_case(n, m, d, shift):
    x, y = draw(n * d, 11, 0).reshape(n, d), draw(m * d, 1213, shift).reshape(m, d)
    out = dict(n=n, m=m, d=d, shift=shift)
    pooled = ((n - 1) * np.cov(x.T).reshape(d, d) + (m - 1) * np.cov(y.T).reshape(d, d)) / (n + m - 2)
    step = y.mean(axis=0) - x.mean(axis=0)
    t2 = n * m / (n + m) * step @ np.linalg.solve(pooled, step)
    out["t2"], out["t2_p"] = t2, stats.f.sf((n + m - d - 1) / ((n + m - 2) * d) * t2, d, n + m - d - 1)
    both = np.vstack([x, y])
    s = np.median(pdist(both))
    k = rbf_kernel(both, gamma=0.5 / s**2)
    np.fill_diagonal(k, 0)
    out["mmd"] = k[:n, :n].sum() / (n * (n - 1)) + k[n:, n:].sum() / (m * (m - 1)) - 2 * k[:n, n:].mean()
    out["energy"] = dcor.energy_distance(x, y)
    a, b = np.cov(x.T).reshape(d, d), np.cov(y.T).reshape(d, d)
    out["frechet"] = step @ step + np.trace(a + b - 2 * linalg.sqrtm(a @ b).real)
    source, total = Source(1, 1), 0.0
    for _ in range(7):
        way = np.array([source.normal() for _ in range(d)])
        way /= np.linalg.norm(way)
        total += stats.wasserstein_distance(x @ way, y @ way)
    out["sliced"] = total / 7
    order = Source(1).shuffled(n)
    held = min(max(math.floor(0.5 * n + 0.5), 2), n - 4)
    part, fresh = x[order[held:]], x[order[:held]]
    mean, sd = part.mean(axis=0), part.std(axis=0)
    wanted = PCA(0.65, svd_solver="full").fit((part - mean) / sd).n_components_
    pca = PCA(max(1, min(wanted, d - 1)), svd_solver="full").fit((part - mean) / sd)
    error = lambda r: np.linalg.norm((z := (r - mean) / sd) - pca.inverse_transform(pca.transform(z)), axis=1)
    old, new = error(fresh), error(y)
    if d > 1:  # never all components are used
        out["pca"], out["pca_auc"] = new.mean(), roc_auc_score([0] * len(old) + [1] * m, np.concatenate([old, new]))
        out["pca_p"] = stats.mannwhitneyu(new, old, method="asymptotic", use_continuity=False).pvalue
    z = (both - both.mean(axis=0)) / both.std(axis=0)
    source = Source(1)
    first, second = np.array(source.shuffled(n)), np.array(source.shuffled(m)) + n
    areas = []
    for fold in range(5):
        test = np.concatenate([first[fold::5], second[fold::5]])
        train = np.setdiff1d(np.arange(n + m), test)
        model = LogisticRegression(C=1 / 1.0, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(z[train], train >= n)
        areas.append(roc_auc_score(test >= n, model.decision_function(z[test])))
    out["auc"] = np.mean(areas)
    return {key: v if isinstance(v, int) else float(v) for key, v in out.items()}


rng = np.random.default_rng(5)
counts, pools, fishers, rows, many = [], [], [], [], []
while len(counts) < 120:
    k = int(rng.integers(2, 4)) if len(counts) % 3 == 0 else int(rng.integers(2, 30))
    p, q = rng.dirichlet(np.full(k, 1.0)), rng.dirichlet(np.full(k, 1.0))
    n, m = (int(10 ** rng.uniform(0.7, 4)) for _ in range(2))
    mix = rng.choice([0.0, 0.1, 1.0])
    a, b = rng.multinomial(n, p).tolist(), rng.multinomial(m, (1 - mix) * p + mix * q).tolist()
    if sum(x + y > 0 for x, y in zip(a, b)) > 1:
        counts.append(count_case(a, b))
for _ in range(30):
    p = rng.dirichlet(np.full(int(rng.integers(4, 40)), 0.5))
    pools.append(pooled_case(rng.multinomial(500, p).tolist(), rng.multinomial(120, p).tolist(), 5.0))
while len(fishers) < 30:
    k = int(rng.integers(3, 6))
    a, b = rng.multinomial(int(rng.integers(3, 15)), rng.dirichlet(np.ones(k))), rng.multinomial(int(rng.integers(3, 12)), rng.dirichlet(np.ones(k)))
    if (a + b > 0).all():
        fishers.append(fisher_case(a.tolist(), b.tolist()))
for n, m, d, shift in [(12, 11, 1, 0), (20, 30, 1, 0.5), (15, 40, 2, 0), (60, 50, 2, 0.3), (100, 80, 3, 0), (100, 80, 3, 0.1),
                       (40, 200, 3, 1), (150, 150, 4, 0.2), (200, 60, 5, 0), (200, 61, 5, 2), (90, 120, 6, 0.05), (300, 250, 8, 0.1),
                       (50, 50, 10, 0), (64, 33, 10, 0.4), (250, 250, 12, 0), (80, 90, 20, 0.2), (333, 111, 7, 0.6), (30, 25, 4, 3),
                       (120, 120, 2, 0.02), (99, 101, 16, 0)]:
    rows.append(rows_case(n, m, d, shift))
for size in [1, 2, 3, 5, 8, 13, 21, 34, 3, 5, 8, 13]:
    p = np.round(rng.uniform(size=size) ** 3, int(rng.integers(2, 9)))
    many.append(dict(p=p.tolist(), **{name: multipletests(p, method=name)[1].tolist() for name in ("bonferroni", "holm", "fdr_bh", "fdr_by")}))
print(json.dumps(dict(counts=counts, pools=pools, fishers=fishers, rows=rows, many=many)).replace("}, {", "},\n{"))
