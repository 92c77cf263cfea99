#!/usr/bin/env python3
# tests/oracle/detectors_windows.py - what river and scipy say on streams that anybody can make again.
#
#   pip install river==0.26.1 scipy==1.17.1 && detectors_windows.py > detectors_windows.json
#
# ("moa_seed" is added from detectors_windows_moa.java.)
#
# Streams: a 64-bit linear congruential generator (Knuth's MMIX) seeded with `seed`; u = its upper 16 bits; a value is
# the sum of 4 of them, / 65536, less 2; `sizes[i]` is added from 1,000 i on; floored to whole numbers where `whole`.
import json
import math
import warnings

import river
import scipy
from river import drift
from scipy import stats

warnings.simplefilter("ignore")


def stream(seed, sizes, whole):
    out = []
    for i in range(1000 * len(sizes)):
        total = 0
        for _ in range(4):
            seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
            total += seed >> 48
        x = total / 65536 - 2 + sizes[i // 1000]
        out.append(float(math.floor(3 * x)) if whole else x)
    return out


def alarms(detector, xs):
    found = []
    for i, x in enumerate(xs):
        detector.update(x)
        if detector.drift_detected:
            found.append(i)
    return found


adwin = []
for seed in range(1, 13):
    sizes = [0, [0.1, 0.2, 0.5, 2][seed % 4], 0, -1, 1e6 if seed % 5 == 0 else -1]
    whole = seed % 3 == 0
    p = dict(delta=[0.002, 0.05, 1e-4][seed % 3], clock=[32, 1, 7][seed % 3], max_buckets=[5, 3, 8, 5][seed % 4],
             min_window_length=[5, 1, 10][seed % 3], grace_period=[10, 50][seed % 2])
    adwin.append({"seed": seed, "sizes": sizes, "whole": whole, "parameters": p,
                  "alarms": alarms(drift.ADWIN(**p), stream(seed, sizes, whole))})

kswin_sizes = [0, 1]
kswin = {"seed": 5, "sizes": kswin_sizes, "whole": True, "alpha": 1e-4, "window": 100, "stat_size": 30,
         "first_alarms": [alarms(drift.KSWIN(alpha=1e-4, window_size=100, stat_size=30, seed=s),
                                 stream(5, kswin_sizes, True))[0] for s in range(200)]}

kolmogorov = []
for window, whole in ((20, False), (50, True), (137, False)):
    xs = stream(window, [0, 0.3], whole)
    at = list(range(2 * window - 1, len(xs), 61))
    tests = [stats.ks_2samp(xs[:window], xs[i + 1 - window:i + 1], method="exact") for i in at]
    kolmogorov.append({"seed": window, "sizes": [0, 0.3], "whole": whole, "window": window, "at": at,
                       "distance": [t.statistic for t in tests], "p": [t.pvalue for t in tests]})



def rows(entries):
    return "[\n  " + ",\n  ".join(json.dumps(e) for e in entries) + "]"


versions = json.dumps({"river": river.__version__, "scipy": scipy.__version__})
print(f'{{"versions": {versions},\n "adwin": {rows(adwin)},\n "kswin": {json.dumps(kswin)},\n "kolmogorov": {rows(kolmogorov)}}}')
