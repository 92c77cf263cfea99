# river_classes.py - what an update costs in river's classes and in tepid's of the same name.
"""Times each class that river and tepid.river both have, by their defaults, on one stream a class: a call of update for
each value, and a call of update and a look at drift_detected. Nanoseconds a value, the shortest of several runs, which
alternate between the libraries; `ratio` is tepid.river's time over river's. Detectors of bits get an error rate of 0.1.

    river_classes.py [CLASS ...]
"""

from __future__ import annotations

import platform
import sys
import time
from typing import Any

import numpy as np
import river
from river import drift

import tepid
import tepid.river

CLASSES = {
    "ADWIN": drift.ADWIN,
    "KSWIN": drift.KSWIN,
    "PageHinkley": drift.PageHinkley,
    "DDM": drift.binary.DDM,
    "EDDM": drift.binary.EDDM,
    "FHDDM": drift.binary.FHDDM,
    "HDDM_A": drift.binary.HDDMA,
    "HDDM_W": drift.binary.HDDMW,
}
RUNS = 15


def update(detector: Any, values: list[Any]) -> float:
    start = time.process_time()
    for x in values:
        detector.update(x)
    return time.process_time() - start


def update_and_look(detector: Any, values: list[Any]) -> float:
    start = time.process_time()
    for x in values:
        detector.update(x)
        if detector.drift_detected:
            pass
    return time.process_time() - start


def nanoseconds(make: list[Any], values: list[Any], run: Any) -> list[float]:
    """Of each detector, a new one for each run."""
    best = [float("inf")] * len(make)
    for _ in range(RUNS):
        for i, cls in enumerate(make):
            best[i] = min(best[i], run(cls(), values))
    return [1e9 * seconds / len(values) for seconds in best]


def main() -> None:
    print(f"river {river.__version__}, tepid {tepid.__version__}, CPython {platform.python_version()}")
    print(f"{'':<14}{'river':>10}{'tepid.river':>13}{'ratio':>8}{'tepid':>9}   and look:{'river':>9}{'tepid.river':>13}{'ratio':>8}")
    rng = np.random.default_rng(1)
    for name in sys.argv[1:] or CLASSES:
        theirs, ours, own = CLASSES[name], getattr(tepid.river, name), getattr(tepid, name)
        n = 1_000 if name == "KSWIN" else 20_000
        bits = name not in ("ADWIN", "KSWIN", "PageHinkley")
        values = (rng.random(n) < 0.1).astype(int).tolist() if bits else rng.normal(size=n).tolist()
        a, b, c = nanoseconds([theirs, ours, own], values, update)
        d, e = nanoseconds([theirs, ours], values, update_and_look)
        print(f"{name:<14}{a:10.1f}{b:13.1f}{b / a:8.3f}{c:9.1f}            {d:9.1f}{e:13.1f}{e / d:8.3f}")


if __name__ == "__main__":
    main()
