#!/usr/bin/env python3
# tests/oracle/detectors_errors.py - writes detectors_errors.json: alarms of river, frouros and MOA on streams of 0 and 1.
#
#   detectors_errors.py CLASSPATH        of compiled DetectorsErrors.java, moa, sizeofag and weka-dev
#
# Made with river 0.23.0, frouros 0.9.0 and MOA 2024.07.0 (weka-dev 3.9.2). Where none of them has a detector, this
# program computes its definition directly ("definition"): windows as lists, sums anew for each value.
# A stream is {"seed": s, "parts": [[n, p], ...]}; its values are described by `values` below.
# Each detector starts anew after an alarm, except where "rearm" is true. "settings" are tepid's names.
import json
import math
import pathlib
import subprocess
import sys

from frouros.detectors import concept_drift as fr
from river import drift

STREAMS = {
    "step": {"seed": 1, "parts": [[1500, 0.2], [1500, 0.8]]},
    "small_step": {"seed": 2, "parts": [[3000, 0.1], [3000, 0.2]]},
    "fall": {"seed": 3, "parts": [[1500, 0.7], [1500, 0.2], [1500, 0.6]]},
    "rare": {"seed": 4, "parts": [[3000, 0.02], [2000, 0.08]]},
    "coin": {"seed": 5, "parts": [[4000, 0.5]]},
    "ramp": {"seed": 6, "parts": [[500, 0.1 + 0.05 * i] for i in range(12)]},
    "long": {"seed": 7, "parts": [[45000, 0.1], [3000, 0.13], [3000, 0.3]]},
}


def values(stream):
    state, out = stream["seed"], []
    for n, p in stream["parts"]:
        for _ in range(n):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            out.append(int((state >> 11) / 2**53 < p))
    return out


def run(make, xs, look):
    """First warning before the first alarm, or -1; all alarms, with a new detector after each."""
    d, warning, alarms = make(), -1, []
    for i, x in enumerate(xs):
        alarm, warned = look(d, x)
        if warned and warning < 0 and not alarms and not alarm:
            warning = i
        if alarm:
            alarms.append(i)
            d = make()
    return warning, alarms


def river(d, x):
    d.update(x)
    return d.drift_detected, getattr(d, "warning_detected", False)


def frouros(d, x):
    d.update(value=x)
    return d.drift, getattr(d, "warning", False)


class Window:
    """FHDDM, FHDDMS and MDDM by definition, on shares of errors: `weights` for each window, the oldest first."""

    def __init__(self, weights, delta, sign):
        self.weights, self.delta, self.sign = weights, delta, sign
        self.values, self.lowest = [], [None] * len(weights)

    def take(self, x):
        longest = max(len(w) for w in self.weights)
        self.values = (self.values + [x])[-longest:]
        alarm = False
        if len(self.values) == longest:
            for i, w in enumerate(self.weights):
                total = sum(w)
                u = self.sign * sum(a * b for a, b in zip(w, self.values[-len(w):])) / total
                bound = math.sqrt(0.5 * sum((v / total) ** 2 for v in w) * math.log(1 / self.delta))
                self.lowest[i] = u if self.lowest[i] is None else min(u, self.lowest[i])
                alarm |= u - self.lowest[i] > bound
        return alarm, False


def definition(weights, delta=1e-6, sign=1):
    return lambda: Window(weights, delta, sign), lambda d, x: d.take(x)


def main():
    flat = [1.0] * 100
    two = {"side": "both"}
    jobs = [  # library, its name, tepid's name, tepid's settings, (make, look)
        ("river", "DDM", "ddm", {"min_errors": 0}, (drift.binary.DDM, river)),
        ("river", "EDDM", "eddm", {"variance": "sample"}, (drift.binary.EDDM, river)),
        ("river", "HDDM_A", "hddm_a", {}, (drift.binary.HDDM_A, river)),
        ("river", "HDDM_A two-sided", "hddm_a", two, (lambda: drift.binary.HDDM_A(two_sided_test=True), river)),
        ("river", "HDDM_W", "hddm_w", {}, (drift.binary.HDDM_W, river)),
        ("river", "HDDM_W two-sided", "hddm_w", two, (lambda: drift.binary.HDDM_W(two_sided_test=True), river)),
        ("river", "FHDDM", "fhddm", {"side": "down"}, (drift.binary.FHDDM, river)),
        ("river", "FHDDM with short window", "fhddms", {"side": "down"},
         (lambda: drift.binary.FHDDM(short_window_size=25), river)),
        ("frouros", "DDM", "ddm", {"warm_start": 29, "min_errors": 0}, (fr.DDM, frouros)),
        ("frouros", "RDDM", "rddm", {"warm_start": 128, "min_errors": 0}, (fr.RDDM, frouros)),
        ("frouros", "HDDMA", "hddm_a", {"bound": "one_over"}, (fr.HDDMA, frouros)),
        ("frouros", "ECDDWT", "ecdd", {"unit": "arl_400", "limit": 1}, (fr.ECDDWT, frouros)),
        ("frouros", "STEPD", "stepd", {"side": "both"}, (fr.STEPD, frouros)),
        ("definition", "FHDDM", "fhddm", {}, definition([flat])),
        ("definition", "FHDDMS", "fhddms", {}, definition([flat, [1.0] * 25])),
        ("definition", "MDDM_A", "mddm", {"weights": "arithmetic"}, definition([[1 + 0.01 * i for i in range(100)]])),
        ("definition", "MDDM_G", "mddm", {"weights": "geometric"}, definition([[1.01**i for i in range(100)]])),
        ("definition", "MDDM_E", "mddm", {"weights": "euler"}, definition([[math.exp(0.01 * i) for i in range(100)]])),
        ("definition", "MDDM_A down", "mddm", {"side": "down"},
         definition([[1 + 0.01 * i for i in range(100)]], sign=-1)),
    ]
    moa = [
        ("DDM", "ddm", {"warm_start": 28, "min_errors": 0}),
        ("EDDM", "eddm", {}),
        ("RDDM", "rddm", {"warm_start": 128, "min_errors": 0}),
        ("RDDM+", "rddm", {"warm_start": 128, "min_errors": 0}),
        ("STEPD", "stepd", {"side": "both", "alpha_drift": 0.0015, "alpha_warning": 0.025}),
        ("EWMAChartDM", "ecdd", {"unit": "arl_400", "limit": 1, "warm_start": 29}),
        ("HDDM_A_Test_one", "hddm_a", {}),
        ("HDDM_W_Test_one", "hddm_w", {}),
        ("HDDM_W_Test_two", "hddm_w", two),
    ]
    rows = []
    made = {name: values(s) for name, s in STREAMS.items()}
    for library, title, name, settings, (make, look) in jobs:
        for stream, xs in made.items():
            if stream == "long" and library == "definition":
                continue
            try:
                warning, alarms = run(make, xs, look)
            except Exception as problem:  # not every library survives every stream
                print(f"{library} {title} on {stream}: {problem}", file=sys.stderr)
                continue
            rows.append({"library": library, "title": title, "detector": name, "settings": settings, "stream": stream,
                         "rearm": False, "first_warning": warning, "alarms": alarms})
    lines = "\n".join(f"{title} {stream} {''.join(map(str, xs))}" for title, _, _ in moa for stream, xs in made.items())
    java = ["java", "-cp", sys.argv[1], "DetectorsErrors"]
    answers = subprocess.run(java, input=lines, text=True, capture_output=True, check=True).stdout
    by_title = {title: (name, settings) for title, name, settings in moa}
    for line in answers.splitlines():
        title, stream, warning, *alarms = line.split()
        name, settings = by_title[title]
        alarms = [int(a) for a in alarms]
        warning = int(warning) if not alarms or int(warning) < alarms[0] else -1
        rows.append({"library": "MOA", "title": title, "detector": name, "settings": settings, "stream": stream,
                     "rearm": title.endswith("+"), "first_warning": warning, "alarms": alarms})
    out = {"streams": STREAMS, "rows": rows}
    text = json.dumps(out, indent=None, separators=(",", ":")).replace('{"library"', '\n{"library"')
    pathlib.Path(__file__).with_suffix(".json").write_text(text + "\n")


main()
