#!/usr/bin/env python3
# tests/oracle/transforms.py - what statsmodels and scipy say on series that anybody can make again.
#
#   pip install statsmodels==0.15.0 scipy==1.17.1 numpy==2.4.6 && transforms.py > transforms.json
#
# Series: Knuth's MMIX generator seeded with `seed`; e = sum of 12 of its upper 16 bits / 65536, less 6;
# x_t = sum of ar[j] x_(t-1-j) + e, from zeros, plus `mean` at the end; rounded to `whole`-ths where that is given.
import json
import warnings

import numpy as np
import scipy
import statsmodels
from scipy import signal, stats
from statsmodels.regression.linear_model import burg, yule_walker
from statsmodels.tsa.stattools import pacf_burg

warnings.simplefilter("ignore")


def series(seed, n, ar, mean):
    out, past = [], [0.0] * len(ar)
    for _ in range(n):
        total = 0
        for _ in range(12):
            seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
            total += seed >> 48
        x = total / 65536 - 6
        for a, p in zip(ar, past):
            x += a * p
        past = [x] + past[:-1] if ar else []
        out.append(x + mean)
    return np.array(out)


fits = []
for seed, n, ar, mean in ((1, 400, [0.5], 0.0), (2, 1000, [0.6, -0.3], 10.0), (3, 60, [], -2.0), (4, 250, [0.0, 0.0, 0.8], 1e6),
                          (5, 5000, [1.2, -0.5, 0.1], 0.0), (6, 100, [-0.9], 3.0)):
    x = series(seed, n, ar, mean)
    case = {"seed": seed, "n": n, "ar": ar, "mean": mean}
    for name in ("burg", "yule_walker"):
        orders, coefficients = [], []
        for p in range(1, 9):
            if name == "burg":
                rho, _ = burg(x, order=p, demean=True)
                # The variance left is that of the series times 1 - k^2 for each partial autocorrelation k; statsmodels'
                # second number is another estimate, of the last step's errors alone.
                sigma2 = np.var(x) * np.prod(1 - pacf_burg(x, p)[0][1:] ** 2)
            else:
                rho, sigma = yule_walker(x, order=p, method="mle", demean=True)
                sigma2 = sigma**2
            orders.append(float(sigma2))
            coefficients.append([float(r) for r in rho])
        aic = [n * np.log(np.var(x))] + [n * np.log(s) + 2 * (p + 1) for p, s in enumerate(orders)]
        best = int(np.argmin(aic))
        case[name] = {"sigma2": orders, "coefficients": coefficients, "order_by_aic": best}
        if best > 0:
            e = signal.lfilter([1.0] + [-c for c in coefficients[best - 1]], [1.0], x - x.mean())
            sd = np.sqrt(orders[best - 1] * n / (n - best - 1))
            case[name]["innovations"] = [float(v) for v in (e / sd)[best:best + 20]]
    fits.append(case)

ranks = []
for seed, n, reference, whole in ((7, 300, 0, 0), (8, 300, 50, 2), (9, 200, 100, 1), (10, 100, 1, 0)):
    x = series(seed, n + reference, [], 0.0)
    if whole:
        x = np.floor(x * whole) / whole
    below, equal = [], []
    for t in range(reference, n + reference):
        low = stats.rankdata(x[:t + 1], method="min")[-1]
        high = stats.rankdata(x[:t + 1], method="max")[-1]
        below.append(int(low) - 1)
        equal.append(int(high - low))
    ranks.append({"seed": seed, "n": n, "reference": reference, "whole": whole, "below": below, "equal": equal})

print(json.dumps({"versions": {"statsmodels": statsmodels.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
                  "fits": fits, "ranks": ranks}, separators=(",", ":")))
