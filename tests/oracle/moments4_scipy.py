#!/usr/bin/env python3
# tests/oracle/moments4_scipy.py - moments of streams for moments4.cpp: by scipy.stats, and exactly by fractions.
#
#   python moments4_scipy.py > moments4_scipy.json      (scipy 1.17.1, numpy 2.4.6)
import json
import sys
from fractions import Fraction

import numpy
import scipy
import scipy.stats


def stream(n, offset, scale):
    """Knuth's MMIX generator; skewed: the square of a uniform number."""
    state, out = 7, []
    for _ in range(n):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        u = (state >> 44) / 2**20
        out.append(offset + scale * (u * u))
    return out


def exactly(xs):
    n, xs = len(xs), [Fraction(x) for x in xs]
    mean = sum(xs) / n
    m2, m3, m4 = (sum((x - mean) ** k for x in xs) / n for k in (2, 3, 4))
    return {"mean": float(mean), "variance": float(m2 * n / (n - 1)), "skewness": float(m3) / float(m2) ** 1.5,
            "excess_kurtosis": float(m4 / m2**2 - 3)}


def main():
    cases = []
    for n, offset, scale in ((2, 0.0, 1.0), (5, -3.0, 2.0), (255, 0.0, 1.0), (256, 0.0, 1.0), (257, 10.0, 0.5),
                             (5000, 0.0, 1.0), (5000, 1e6, 1.0), (5000, 1e12, 1.0), (5000, -1e12, 1e-2), (5000, 0.0, 1e-60),
                             (5000, 0.0, 1e60), (5000, 1e15, 64.0)):
        xs = stream(n, offset, scale)
        case = {"n": n, "offset": offset, "scale": scale, "exact": exactly(xs)}
        if abs(offset) < 1e3:
            case["scipy"] = {"mean": float(numpy.mean(xs)), "variance": float(numpy.var(xs, ddof=1)),
                             "skewness": float(scipy.stats.skew(xs)), "excess_kurtosis": float(scipy.stats.kurtosis(xs))}
        cases.append(case)
    versions = {"scipy": scipy.__version__, "numpy": numpy.__version__, "python": sys.version.split()[0]}
    print(json.dumps({"versions": versions, "cases": cases}, indent=1))


main()
