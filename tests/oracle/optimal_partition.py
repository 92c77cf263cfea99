#!/usr/bin/env python3
# tests/oracle/optimal_partition.py - writes optimal_partition.json: best partitions by independent programs.
#
#   pip install ruptures==1.1.10 numpy; python3 optimal_partition.py > optimal_partition.json
#
# mean: ruptures' Pelt (l2, jump 1), which is exact where a segment may have one value. With longer shortest segments its
# pruning is not, so there, and for mean and variance, every last change is tried by dynamic
# programming.
import json
import math
import sys

import numpy as np
import ruptures


def every_last_change(xs, cost, penalty, least):
    n = len(xs)
    best = [math.inf] * (n + 1)
    best[0], last = -penalty, [0] * (n + 1)
    for end in range(least, n + 1):
        for start in range(0, end - least + 1):
            if best[start] < math.inf:
                total = best[start] + penalty + cost(xs[start:end])
                if total < best[end] - 1e-12:
                    best[end], last[end] = total, start
    starts, at = [], n
    while at:
        at = last[at]
        if at:
            starts.append(at)
    return starts[::-1], best[n] - penalty * len(starts)


def l2(x):
    return float(((x - x.mean()) ** 2).sum())


def normal(floor):
    return lambda x: len(x) * math.log(((x - x.mean()) ** 2).mean() + floor)


def main():
    random = np.random.default_rng(20261130)
    cases = []

    def add(kind, xs, penalty, least, floor=1e-300, by_ruptures=False):
        xs = np.round(xs, 6)
        if by_ruptures:
            ends = ruptures.Pelt(model="l2", jump=1, min_size=1).fit(xs).predict(pen=penalty)
            starts = [int(e) for e in ends[:-1]]
            cost = sum(l2(part) for part in np.split(xs, starts))
        else:
            starts, cost = every_last_change(xs, l2 if kind == "mean" else normal(floor), penalty, least)
        cases.append(
            {"kind": kind, "by": "ruptures" if by_ruptures else "dynamic programming", "penalty": penalty,
             "min_segment": least, "floor": floor, "series": xs.tolist(), "starts": starts, "cost": cost}
        )

    for i in range(8):
        levels = np.repeat(random.normal(scale=2, size=6), random.integers(1, 40, size=6))
        xs = 1000 * (i % 2) + levels + random.normal(size=len(levels))
        for penalty in (1.0, 6.0, 25.0):
            add("mean", xs, penalty, 1, by_ruptures=True)
            add("mean", xs, penalty, 2 + 3 * (i % 3))
            add("mean+variance", xs * np.repeat([1, 3], [len(xs) // 2, len(xs) - len(xs) // 2]), penalty, 2 + i % 4, 1e-4)
    json.dump({"source": f"ruptures {ruptures.version.version}", "cases": cases}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
