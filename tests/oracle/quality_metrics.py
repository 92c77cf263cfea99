#!/usr/bin/env python3
# quality_metrics.py - measures of quality and Bernoulli confidence sequences, computed by scikit-learn and scipy.
#
#   python quality_metrics.py > quality_metrics.json        (scikit-learn 1.9.1, scipy 1.17.1, numpy 2.4.6)
"""Random cases of binary, multiclass and regression predictions with weights, and what scikit-learn says of them."""

import json

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaln
from sklearn import metrics as sk

rng = np.random.default_rng(20261124)


def debiased_calibration(y, p, w):
    """Kumar, Liang and Ma 2019, root of the debiased squared error over 20 bins of equal width."""
    b = np.minimum(19, (p * 20).astype(int))
    total = 0.0
    for k in range(20):
        at = b == k
        if not at.any():
            continue
        wk = w[at]
        n = wk.sum() ** 2 / (wk**2).sum()
        if n <= 1.0:
            continue
        o = np.average(y[at], weights=wk)
        total += wk.sum() * ((o - np.average(p[at], weights=wk)) ** 2 - o * (1 - o) / (n - 1))
    return float(np.sqrt(max(0.0, total / w.sum())))


def weights(n, i):
    return np.ones(n) if i % 2 == 0 else 1.0 / rng.choice([1.0, 0.5, 0.25, 0.1], n)


binary = []
for i in range(60):
    n = int(rng.integers(20, 200))
    z = rng.normal(size=n) * rng.uniform(0.5, 3)
    p = np.clip(np.round(1 / (1 + np.exp(-z + rng.normal())), 6), 1e-5, 1 - 1e-5)
    y = (rng.uniform(size=n) < np.clip(p + rng.normal() * 0.1, 0.02, 0.98)).astype(int)
    y[0], y[1] = 0, 1
    said = (p >= rng.uniform(0.2, 0.7)).astype(int)
    said[np.argmax(p)] = 1
    said[np.argmin(p)] = 0
    w = weights(n, i)
    binary.append(
        {
            "truth": y.tolist(), "said": said.tolist(), "score": p.tolist(), "probability": (1 / w).tolist(),
            "accuracy": sk.accuracy_score(y, said, sample_weight=w),
            "precision": sk.precision_score(y, said, sample_weight=w),
            "recall": sk.recall_score(y, said, sample_weight=w),
            "specificity": sk.recall_score(y, said, pos_label=0, sample_weight=w),
            "f1": sk.f1_score(y, said, sample_weight=w),
            "auc": sk.roc_auc_score(y, p, sample_weight=w),
            "log_loss": sk.log_loss(y, p, sample_weight=w),
            "brier": sk.brier_score_loss(y, p, sample_weight=w),
            "calibration_error": debiased_calibration(y, p, w),
        }
    )

multiclass = []
for i in range(30):
    n, k = int(rng.integers(20, 150)), int(rng.integers(2, 9))
    y = rng.integers(0, k, n)
    said = np.where(rng.uniform(size=n) < 0.7, y, rng.integers(0, k, n))
    w = weights(n, i)
    multiclass.append(
        {
            "classes": k, "truth": y.tolist(), "said": said.tolist(), "probability": (1 / w).tolist(),
            "accuracy": sk.accuracy_score(y, said, sample_weight=w),
            "micro_f1": sk.f1_score(y, said, average="micro", sample_weight=w),
            "macro_f1": sk.f1_score(y, said, average="macro", sample_weight=w),
        }
    )

regression = []
for i in range(30):
    n = int(rng.integers(5, 150))
    y = np.round(rng.normal(size=n) * 3 + 10, 3)
    p = np.round(y + rng.normal(size=n) + rng.normal(), 3)
    w = weights(n, i)
    regression.append(
        {
            "truth": y.tolist(), "score": p.tolist(), "probability": (1 / w).tolist(),
            "mae": sk.mean_absolute_error(y, p, sample_weight=w),
            "rmse": float(np.sqrt(sk.mean_squared_error(y, p, sample_weight=w))),
            "bias": float(np.average(p - y, weights=w)),
        }
    )

sequences = []
for n, s, alpha in [(1, 1, 0.05), (10, 3, 0.05), (100, 0, 0.05), (100, 50, 0.05), (100, 97, 0.01), (1000, 1000, 0.05),
                    (10000, 8600, 0.05), (10000, 20, 1e-4), (1000000, 850000, 0.01), (250, 100.5, 0.1)]:
    def excess(p, n=n, s=s, alpha=alpha):
        return betaln(0.5 + s, 0.5 + n - s) - betaln(0.5, 0.5) - s * np.log(p) - (n - s) * np.log1p(-p) + np.log(alpha)

    low = 0.0 if s == 0 else brentq(excess, 1e-300, s / n if s < n else 1 - 1e-16, xtol=1e-300, rtol=1e-14)
    high = 1.0 if s == n else brentq(excess, s / n if s > 0 else 1e-300, 1 - 1e-16, xtol=1e-300, rtol=1e-14)
    sequences.append({"n": n, "s": s, "alpha": alpha, "low": low, "high": high})

print(json.dumps({"binary": binary, "multiclass": multiclass, "regression": regression, "sequences": sequences}))
