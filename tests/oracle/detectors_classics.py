#!/usr/bin/env python3
# tests/oracle/detectors_classics.py - what independent programs say of LFR, OPTWIN and BOCPD.
#
#   pip install numpy==2.2.6 scipy==1.17.1 pandas scikit-learn joblib capymoa==0.15.1 && pip install --no-deps menelaus==0.2.0
#   detectors_classics.py > detectors_classics.json
#
# Streams: a 64-bit linear congruential generator (Knuth's MMIX); u = its upper 16 bits / 65536.
import json
import math
import sys

import numpy as np
import scipy
from scipy import optimize, special, stats


class Source:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 48) / 65536

    def normal(self):
        return sum(self.uniform() for _ in range(12)) - 6


def weighted_tails():
    """P((1 - d) sum d^k I_k >= r), n = 40: every one of 2^20 x 2^20 cases."""
    d, n, out = 0.9, 40, []
    weights = (1 - d) * d ** np.arange(n)
    bits = (np.arange(2**20)[:, None] >> np.arange(20)) & 1
    new, old, ones = bits @ weights[:20], bits @ weights[20:], bits.sum(axis=1)
    order = np.argsort(old)
    for p in (0.02, 0.05, 0.2, 0.5, 0.8, 0.95):
        law = p**ones * (1 - p) ** (20 - ones)
        above = np.concatenate([np.cumsum(law[order][::-1])[::-1], [0]])
        sd = math.sqrt(p * (1 - p) * (weights**2).sum())
        for z in (1.2, 2, 3, 4, 5, 7):
            r = p * weights.sum() + z * sd
            if r < weights.sum() - 1e-6:
                tail = float((law * above[np.searchsorted(old[order], r - new)]).sum())
                out.append({"p": p, "slack": weights.sum() - r, "tail": tail})
    return out


def pairs(seed, rates):
    """[(label, prediction)]: labels 1 with probability .5; correct with the rate of the label."""
    source, out = Source(seed), []
    for n, of_zero, of_one in rates:
        for _ in range(n):
            label = int(source.uniform() < 0.5)
            out.append((label, label if source.uniform() < (of_one if label else of_zero) else 1 - label))
    return out


def menelaus_lfr():
    from menelaus.concept_drift import LinearFourRates
    out = []
    for seed, rates in ((1, [(400, 0.9, 0.9), (200, 0.9, 0.4)]), (2, [(400, 0.8, 0.8), (200, 0.5, 0.9)]),
                        (3, [(500, 0.7, 0.9), (200, 0.9, 0.5)])):
        np.random.seed(seed)
        d = LinearFourRates(time_decay_factor=0.9, warning_level=0.01, detect_level=0.001, burn_in=150, num_mc=20000)
        # The same Monte Carlo as menelaus', one array at a time instead of one column of a data frame.
        def bounds(rate, n, d=d):
            draws = (np.random.random((d.num_mc, n)) < rate) @ (0.1 * 0.9 ** np.arange(n))
            levels = {"warn": d.warning_level, "detect": d.detect_level}
            return {f"{side}_{k}": np.percentile(draws, 100 * (v if side == "lb" else 1 - v))
                    for k, v in levels.items() for side in ("lb", "ub")}
        d._sim_bounds = bounds
        alarm, warnings = None, []
        for i, (label, prediction) in enumerate(pairs(seed, rates)):
            d.update(label, prediction)
            if d.drift_state == "warning":
                warnings.append(i)
            if d.drift_state == "drift":
                alarm = i
                break
        out.append({"seed": seed, "rates": rates, "alarm": alarm, "warnings": warnings,
                    "recent": [float(d._r_stat[alarm + 1][k]) for k in ("tpr", "tnr", "ppv", "npv")]})
    return out


def f_quantile(p, a, b):
    """scipy's own isf is off by 1e-8 for small p: the root of its tail, which is not."""
    return math.exp(optimize.brentq(lambda s: stats.f.logsf(math.exp(s), a, b) - math.log(p), -20, 60, xtol=1e-14))


def quantiles():
    f = [{"p": p, "d1": a, "d2": b, "f": f_quantile(p, a, b),
          "log_tail": float(stats.f.logsf(f_quantile(p, a, b) * 1.5, a, b))}
         for p in (0.9, 0.5, 0.05, 0.00025, 1e-9) for a, b in ((1, 1), (1, 7.5), (4, 4), (29, 300), (300, 29), (5, 16000),
                                                         (8000, 8000))]
    t = [{"p": p, "df": df, "t": float(stats.t.isf(p, df))} for p in (0.4, 0.05, 0.00025, 1e-9)
         for df in (1, 2.5, 9, 60.3, 1000, 20000)]
    gamma = [{"x": x, "value": float(special.gammaln(x))} for x in (1e-3, 0.1, 0.5, 1, 1.5, 2, 3.3, 11.9, 12, 50.5, 1e4, 1e8)]
    normal = [{"z": z, "value": float(stats.norm.logsf(z))} for z in (-30, -6, -2, -0.1, 0, 0.5, 2, 2.4999, 2.5001, 3, 8, 37, 100)]
    return {"f": f, "t": t, "log_gamma": gamma, "normal_log_tail": normal}


def optwin():
    """The statistic from scipy's tests and the cut by trying every n; then CapyMOA's alarms beside."""
    source = Source(7)
    xs = [source.normal() + (1 if i >= 300 else 0) for i in range(420)]
    out = {"seed": 7, "statistic": []}
    alpha, rigor, largest = 0.00025, 0.5, 200

    def recent(N):
        for n in range(5, N // 2 + 1):
            f = stats.f.isf(alpha, n - 1, N - n - 1)
            a, b = f / n, 1 / (N - n)
            df = (a + b) ** 2 / (a * a / (n - 1) + b * b / (N - n - 1))
            if stats.t.isf(alpha, df) * math.sqrt(a + b) <= rigor:
                return n
        return N // 2

    out["cuts"] = {str(N): recent(N) for N in (30, 101, 200, 500, 540, 560, 600, 650, 800, 1000)}
    for i in range(29, len(xs), 13):
        window = xs[max(0, i + 1 - largest):i + 1]
        n = recent(len(window))
        old, new = np.array(window[:-n]), np.array(window[-n:])
        a, b = new.std(ddof=1) + 1e-6, old.std(ddof=1) + 1e-6
        p = stats.ttest_ind_from_stats(new.mean(), a, n, old.mean(), b, len(old), equal_var=False)
        f = stats.f.sf(a * a / b / b, n - 1, len(old) - 1) if a > b else 1.0
        t = p.pvalue / 2 if abs(p.statistic) > 1 else 1.0
        out["statistic"].append([i, -math.log(min(t, f))])
    return out


def bocpd():
    """The whole posterior of the run length, nothing dropped."""
    source = Source(9)
    xs = [source.normal() * (3 if i >= 160 else 1) + (2 if 80 <= i < 160 else 0) for i in range(240)]
    hazard, window = 0.01, 20
    out = {"seed": 9}
    for model in ("unknown_variance", "known_variance"):
        kappa, alpha, mean, beta = np.array([1.0]), np.array([1.0]), np.array([0.0]), np.array([1.0])
        log_w, odds, best = np.array([0.0]), [], []
        for i, x in enumerate(xs):
            if model == "unknown_variance":
                pred = stats.t.logpdf(x, 2 * alpha, mean, np.sqrt(beta * (kappa + 1) / (alpha * kappa)))
            else:
                pred = stats.norm.logpdf(x, mean, np.sqrt(1 + 1 / kappa))
            joint = log_w + pred
            log_w = np.concatenate([joint + math.log(1 - hazard), [special.logsumexp(joint) + math.log(hazard)]])
            log_w -= special.logsumexp(log_w)
            beta = np.concatenate([beta + kappa * (x - mean) ** 2 / (2 * (kappa + 1)), [1.0]])
            mean = np.concatenate([(kappa * mean + x) / (kappa + 1), [0.0]])
            kappa, alpha = np.concatenate([kappa + 1, [1.0]]), np.concatenate([alpha + 0.5, [1.0]])
            lengths = np.array([i + 1] + list(range(i, -1, -1)))
            recent = (lengths < window) & (np.arange(len(lengths)) > 0)
            odds.append(float(special.logsumexp(log_w[recent]) - special.logsumexp(log_w[~recent])))
            best.append(float(log_w[1:].max() - log_w[0]))
        out[model] = {"recent": odds[4::5], "longest": best[4::5]}
    return out


json.dump({"numpy": np.__version__, "scipy": scipy.__version__, "weighted_tails": weighted_tails(), "quantiles": quantiles(), "optwin": optwin(),
           "bocpd": bocpd(), "menelaus_lfr": menelaus_lfr()}, sys.stdout, indent=1)
