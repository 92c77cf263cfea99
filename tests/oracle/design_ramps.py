#!/usr/bin/env python3
# design_ramps.py - mean run lengths under ramps by plain simulation, as truth for tests/oracle/design_ramps.cpp.
"""Prints design_ramps.json: for each chart and ramp the mean over 400,000 paths and its standard error.

From "steady", a path first runs 300 observations in control and counts only if it has not alarmed until then.
Made with numpy (see "made_with" in the file); nothing of tepid is used.
"""
import json
import sys

import numpy as np

PATHS = 400_000


class VarianceCusum:
    def __init__(self, rng, n, k, h, df, side):
        self.s, self.k, self.h, self.df, self.sign, self.rng = np.zeros(n), k, h, df, 1 if side == "up" else -1, rng

    def step(self, shift):
        s2 = max(0.01, 1 + shift) ** 2 * self.rng.chisquare(self.df, self.s.size) / self.df
        self.s = np.maximum(0, self.s + self.sign * (s2 - self.k))
        return self.s > self.h

    def keep(self, still):
        self.s = self.s[still]


class VarianceEwma:
    def __init__(self, rng, n, lam, L, df):
        self.z, self.lam, self.df, self.rng = np.ones(n), lam, df, rng
        self.limit = 1 + L * np.sqrt(lam / (2 - lam) * 2 / df)

    def step(self, shift):
        s2 = max(0.01, 1 + shift) ** 2 * self.rng.chisquare(self.df, self.z.size) / self.df
        self.z = (1 - self.lam) * self.z + self.lam * s2
        return self.z > self.limit

    def keep(self, still):
        self.z = self.z[still]


class ShewhartAr1:
    def __init__(self, rng, n, alpha, c):
        self.x, self.alpha, self.c, self.rng = rng.standard_normal(n), alpha, c, rng

    def step(self, shift):
        # The trend is added to the stationary series.
        noise = np.sqrt(1 - self.alpha**2) * self.rng.standard_normal(self.x.size)
        self.x = self.alpha * self.x + noise
        return np.abs(self.x + shift) > self.c

    def keep(self, still):
        self.x = self.x[still]


class PoissonEwma:
    def __init__(self, rng, n, mean, lam, A):
        self.z, self.mean, self.lam, self.rng = np.full(n, float(mean)), mean, lam, rng
        half = A * np.sqrt(mean * lam / (2 - lam))
        self.low, self.high = max(0, mean - half), mean + half

    def step(self, shift):
        x = self.rng.poisson(self.mean + shift * np.sqrt(self.mean), self.z.size)
        self.z = (1 - self.lam) * self.z + self.lam * x
        return (self.z > self.high) | (self.z < self.low)

    def keep(self, still):
        self.z = self.z[still]


class Mewma:
    def __init__(self, rng, n, dimension, lam, h4):
        self.z, self.lam, self.rng = np.zeros((n, dimension)), lam, rng
        self.limit = h4 * lam / (2 - lam)

    def step(self, shift):
        x = self.rng.standard_normal(self.z.shape) + shift / np.sqrt(self.z.shape[1])
        self.z = (1 - self.lam) * self.z + self.lam * x
        return (self.z**2).sum(axis=1) > self.limit

    def keep(self, still):
        self.z = self.z[still]


CASES = [
    ("variance_cusum", VarianceCusum, dict(k=1.46, h=14.54, df=1, side="up"), 0.01, "steady"),
    ("variance_cusum", VarianceCusum, dict(k=1.46, h=14.54, df=1, side="up"), 0.001, "steady"),
    ("variance_cusum", VarianceCusum, dict(k=1.46, h=14.54, df=1, side="up"), 0.1, "start"),
    ("variance_cusum", VarianceCusum, dict(k=1.285, h=2.922, df=4, side="up"), 0.02, "start"),
    ("variance_cusum", VarianceCusum, dict(k=0.6, h=3.0, df=5, side="down"), -0.002, "steady"),
    ("variance_ewma", VarianceEwma, dict(lam=0.1, L=3.858, df=1), 0.01, "steady"),
    ("variance_ewma", VarianceEwma, dict(lam=0.1, L=3.858, df=1), 0.001, "steady"),
    ("variance_ewma", VarianceEwma, dict(lam=0.05, L=2.7, df=5), 0.005, "start"),
    ("shewhart_ar1", ShewhartAr1, dict(alpha=0.5, c=3.29), 0.01, "steady"),
    ("shewhart_ar1", ShewhartAr1, dict(alpha=-0.3, c=3.0), 0.05, "start"),
    ("shewhart_ar1", ShewhartAr1, dict(alpha=0.8, c=3.0), 0.1, "start"),
    ("poisson_ewma", PoissonEwma, dict(mean=4, lam=0.1, A=3.083), 0.1, "start"),
    ("poisson_ewma", PoissonEwma, dict(mean=4, lam=0.1, A=3.083), 0.01, "start"),
    ("mewma", Mewma, dict(dimension=2, lam=0.1, h4=12.337), 0.01, "start"),
    ("mewma", Mewma, dict(dimension=2, lam=0.1, h4=12.337), 0.01, "steady"),
    ("mewma", Mewma, dict(dimension=3, lam=0.2, h4=14.0), 0.05, "start"),
]


def run_lengths(make, settings, slope, start, rng):
    chart = make(rng, PATHS, **settings)
    if start == "steady":
        for _ in range(300):
            chart.keep(~chart.step(0.0))
    lengths, alive, t = [], None, 0
    left = None
    while left is None or left > 0:
        t += 1
        alarms = chart.step(slope * t)
        lengths.append(np.full(int(alarms.sum()), t))
        chart.keep(~alarms)
        left = int((~alarms).sum())
    return np.concatenate(lengths)


def main():
    rows = []
    for i, (chart, make, settings, slope, start) in enumerate(CASES):
        lengths = run_lengths(make, settings, slope, start, np.random.default_rng(1000 + i))
        named = {{"lam": "lambda"}.get(k, k): v for k, v in settings.items()}
        rows.append(
            {
                "chart": chart,
                "settings": named,
                "slope": slope,
                "from": start,
                "arl": float(lengths.mean()),
                "error": float(lengths.std() / np.sqrt(lengths.size)),
            }
        )
        print(rows[-1], file=sys.stderr, flush=True)
    print(json.dumps({"made_with": f"numpy {np.__version__}", "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
