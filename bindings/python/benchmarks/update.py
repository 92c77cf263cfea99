# update.py - what an update costs from Python, beside the same in C++.
"""Times every registered detector on standard normal values, its limit raised so that no alarm ends a batch.

    update.py                            nanoseconds a value: an array of 1e6, and one float a call
    update.py BUILD/benchmarks/bench_detectors
                                         also runs the C++ benchmark and gives the ratio of the batches
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections.abc import Callable

import numpy as np

import tepid


def best_seconds(call: Callable[[], object], repeats: int) -> float:
    """Processor time of the shortest of several runs, as the C++ benchmark counts it: other programs only ever add."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def quiet(row: dict) -> tepid.Detector:
    return tepid.make_detector(row["name"], **{row["limit"]: 1e9})


def cpp_nanoseconds(program: str) -> dict[str, float]:
    """Nanoseconds a value of each batch benchmark, the shortest of five."""
    command = [program, "--benchmark_filter=/batch$", "--benchmark_repetitions=5", "--benchmark_format=json"]
    runs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["benchmarks"]
    found: dict[str, float] = {}
    for run in runs:
        if run["run_type"] == "iteration":
            name = run["name"].split("/")[0]
            found[name] = min(found.get(name, float("inf")), 1e9 / run["items_per_second"])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", help="the C++ benchmark")
    parser.add_argument("--size", type=int, default=1_000_000, help="values in the array")
    parser.add_argument("--repeats", type=int, default=31)
    options = parser.parse_args()

    values = np.random.default_rng(1).normal(size=options.size)
    single = values[:20_000].tolist()
    cpp = cpp_nanoseconds(options.program) if options.program else {}
    print(f"{'detector':<16}{'array':>10}{'float':>10}{'C++ batch':>12}{'ratio':>8}     ns a value")
    for row in tepid.registry()["detectors"]:
        detector = quiet(row)
        batch = best_seconds(lambda: detector.update(values), options.repeats) / len(values) * 1e9
        update = detector.update
        scalar = best_seconds(lambda: [update(x) for x in single], 5) / len(single) * 1e9
        native = cpp.get(row["name"])
        tail = f"{native:12.3f}{batch / native:8.3f}" if native else ""
        print(f"{row['name']:<16}{batch:10.3f}{scalar:10.1f}{tail}")
        assert not detector.drift_detected


if __name__ == "__main__":
    main()
