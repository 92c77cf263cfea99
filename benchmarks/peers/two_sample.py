#!/usr/bin/env python3
"""Two-sample kernels beside numpy and scipy on this machine, in turn.

  two_sample.py build/release/benchmarks/bench_two_sample [--rounds 5]

Each round runs every peer once and tepid's program once; the table has the smallest of all rounds. Times are of the
processor, so that a busy machine disturbs them little, except for two threads, where only the clock on the wall tells:
those rows need two idle cores. Exits with 1 if a ratio is below its goal.
"""
import argparse
import json
import subprocess
import sys
import time

import numpy as np
import scipy
import scipy.stats

MILLION = 1_000_000


def seconds(work):
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def tepid(program):
    """name -> (processor, wall) nanoseconds an iteration, and (processor, wall) a value."""
    names = "^(read_only|moments|min_max|bin_counts_64|sort|merge_scan|kolmogorov_smirnov)/"
    text = subprocess.run([program, f"--benchmark_filter={names}", "--benchmark_min_time=0.1", "--benchmark_format=json"],
                          check=True, capture_output=True, text=True).stdout
    scale = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
    return {b["name"].removesuffix("/process_time/real_time"):
            (b["cpu_time"] * scale[b["time_unit"]], b["real_time"] * scale[b["time_unit"]])
            for b in json.loads(text)["benchmarks"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()

    random = np.random.default_rng(1)
    a, b = random.standard_normal(MILLION), random.standard_normal(MILLION) + 0.01
    long = random.standard_normal(10 * MILLION)
    edges = np.quantile(a, np.linspace(0, 1, 65))
    peers = {
        "scipy ks_2samp": lambda: scipy.stats.ks_2samp(a, b, method="asymp"),
        "scipy wasserstein": lambda: scipy.stats.wasserstein_distance(a, b),
        "numpy histogram": lambda: np.histogram(b, edges),
        "numpy sort": lambda: np.sort(a),
        "numpy min, max": lambda: (long.min(), long.max()),
        "scipy describe": lambda: scipy.stats.describe(long),
    }
    best = {}

    def keep(name, pair):
        best[name] = tuple(map(min, best.get(name, pair), pair))

    for _ in range(arguments.rounds):
        for name, work in peers.items():
            keep(name, tuple(1e9 * t for t in seconds(work)))
        for name, pair in tepid(arguments.program).items():
            keep(name, pair)

    target = next(name for name in best if name.startswith("moments/10000000/")).rsplit("/", 1)[1]
    cpu, wall = 0, 1
    large = f"/10000000/{target}"
    # what, tepid, peer, values of each, which clock, least ratio
    rows = [
        ("KS 1e6 x 1e6, one core", "kolmogorov_smirnov/threads:1", "scipy ks_2samp", 1, 1, cpu, 5.0),
        ("KS 1e6 x 1e6, two cores", "kolmogorov_smirnov/threads:2", "scipy ks_2samp", 1, 1, wall, 9.0),
        ("Wasserstein 1e6 x 1e6, one core", "kolmogorov_smirnov/threads:1", "scipy wasserstein", 1, 1, cpu, 0.0),
        ("64 quantile bins", "bin_counts_64" + large, "numpy histogram", 10 * MILLION, MILLION, cpu, 20.0),
        ("sort 1e6", "sort/threads:1", "numpy sort", 1, 1, cpu, 0.0),
        ("min and max, 1e7", "min_max" + large, "numpy min, max", 1, 1, cpu, 0.0),
        ("moments to the 4th, 1e7", "moments" + large, "scipy describe", 1, 1, cpu, 0.0),
        ("moments and reading, 1e7", "moments" + large, "read_only/10000000", 1, 1, cpu, 0.8),
        ("moments and min_max, 512 KiB", f"moments/65536/{target}", f"min_max/65536/{target}", 1, 1, cpu, 0.0),
    ]
    print(f"numpy {np.__version__}, scipy {scipy.__version__}, target {target}; nanoseconds, smallest of {arguments.rounds}")
    print(f"{'':34}{'tepid':>14}{'peer':>14}{'ratio':>8}{'goal':>7}  time")
    missed = 0
    for what, own, peer, own_values, peer_values, clock, goal in rows:
        ours, theirs = best[own][clock] / own_values, best[peer][clock] / peer_values
        missed += theirs / ours < goal
        print(f"{what:34}{ours:14.4g}{theirs:14.4g}{theirs / ours:8.2f}{goal or '':>7}  {('cpu', 'wall')[clock]}, {peer}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
