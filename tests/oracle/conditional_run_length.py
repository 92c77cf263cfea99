#!/usr/bin/env python3
# conditional_run_length.py - quantiles of the run length given a reference, as truth for conditional_run_length.cpp.
"""Prints the quantiles: a million draws of the mean and sd of a reference, the run length of each by a cubic spline
through run lengths from integral equations on a fine grid. Made with numpy and scipy; nothing of tepid is used."""
import numpy as np
import scipy
from scipy.interpolate import RectBivariateSpline
from scipy.stats import norm


def ewma(lam, L):
    """Two-sided EWMA, limits L s, data N(e, 1)."""
    x, w = np.polynomial.legendre.leggauss(64)

    def arl(s, e):
        c = L * s * np.sqrt(lam / (2 - lam))
        y, v = c * x, c * w
        kernel = norm.pdf((y[None, :] - (1 - lam) * y[:, None]) / lam - e) / lam * v
        at = np.linalg.solve(np.eye(y.size) - kernel, np.ones(y.size))
        return 1 + (norm.pdf(y / lam - e) / lam * v) @ at

    return arl


def cusum(k, h):
    """Two-sided CUSUM: 1/L = 1/L+ + 1/L-."""
    x, w = np.polynomial.legendre.leggauss(48)

    def one_sided(k, h, e):
        y, v = h * (x + 1) / 2, h * w / 2
        n = y.size
        a = np.eye(n + 1)
        states = np.append(y, 0.0)
        a[:, :n] -= norm.pdf(y[None, :] + k - states[:, None] - e) * v
        a[:, n] -= norm.cdf(k - states - e)
        return np.linalg.solve(a, np.ones(n + 1))[n]

    return lambda s, e: 1 / (1 / one_sided(k * s, h * s, e) + 1 / one_sided(k * s, h * s, -e))


def main():
    rng = np.random.default_rng(7)
    print("numpy", np.__version__, "scipy", scipy.__version__)
    for name, arl, m in [
        ("ewma .1 2.8143", ewma(0.1, 2.8143), 50),
        ("ewma .1 2.8143", ewma(0.1, 2.8143), 500),
        ("cusum .5 5", cusum(0.5, 5.0), 100),
    ]:
        mean = np.abs(rng.standard_normal(1_000_000)) / np.sqrt(m)
        sd = np.sqrt(rng.chisquare(m - 1, mean.size) / (m - 1))
        s = np.linspace(sd.min(), sd.max(), 30)
        e = np.linspace(0, mean.max(), 30)
        table = np.log([[arl(a, b) for b in e] for a in s])
        values = np.exp(RectBivariateSpline(s, e, table).ev(sd, mean))
        q = np.quantile(values, [0.05, 0.5, 0.95])
        print(name, "m =", m, "5%, 50%, 95%:", " ".join(f"{v:.6g}" for v in q), "mean", f"{values.mean():.6g}")


if __name__ == "__main__":
    main()
