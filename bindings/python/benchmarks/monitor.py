# monitor.py - what it costs to hand rows to a monitor from Python, and to drain them.
"""Times observe, observe_value, observe_batch and drain on 100 numeric signals, and rows of a few named signals.

    monitor.py                           nanoseconds, the shortest of several runs
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import tepid

SIGNALS = 100
ROWS = 600  # fit into the ring


def monitor_of(signals: list[dict[str, object]], columns: dict[str, np.ndarray]) -> tepid.Monitor:
    config = {"signals": signals, "season_seconds": 0, "trailing_seconds": 86_400}
    return tepid.Monitor(config, tepid.make_reference(config, columns))


def shortest(call: Callable[[], object], then: Callable[[], object], repeats: int = 51) -> tuple[float, float]:
    """Nanoseconds of the shortest of several runs of each of two calls, one after the other."""
    best = [float("inf"), float("inf")]
    for _ in range(repeats):
        for i, f in enumerate((call, then)):
            start = time.perf_counter_ns()
            f()
            best[i] = min(best[i], time.perf_counter_ns() - start)
    return best[0], best[1]


def main() -> None:
    rng = np.random.default_rng(1)
    wide = monitor_of(
        [{"name": f"x{i}"} for i in range(SIGNALS)], {f"x{i}": rng.normal(size=20_000) for i in range(SIGNALS)}
    )
    rows = rng.normal(size=(ROWS, SIGNALS))
    times = 1e9 + np.arange(ROWS)
    values = ROWS * SIGNALS
    batch, drain = shortest(lambda: wide.observe_batch(rows, times), lambda: wide.drain(1e9 + ROWS))
    print(f"observe_batch, array     {batch / values:8.2f} a value")
    print(f"drain                    {drain / values:8.2f} a value")
    table = {f"x{i}": rows[:, i].copy() for i in range(SIGNALS)}
    columns, _ = shortest(lambda: wide.observe_batch(table, times), lambda: wide.drain(1e9 + ROWS))
    print(f"observe_batch, columns   {columns / values:8.2f} a value")
    row = rows[0]
    array, _ = shortest(lambda: [wide.observe(row, 1e9) for _ in range(ROWS)], lambda: wide.drain(1e9 + ROWS))
    print(f"observe, array of {SIGNALS}    {array / ROWS:8.0f} a row")
    names = {f"x{i}": float(x) for i, x in enumerate(row)}
    named, _ = shortest(lambda: [wide.observe(names, 1e9) for _ in range(ROWS)], lambda: wide.drain(1e9 + ROWS))
    print(f"observe, dict of {SIGNALS}     {named / ROWS:8.0f} a row")

    few = monitor_of(
        [{"name": "amount"}, {"name": "score"}, {"name": "country", "type": "categorical"}],
        {"amount": rng.normal(size=20_000), "score": rng.random(20_000), "country": rng.choice(["DE", "FR"], 20_000)},
    )
    request = {"amount": 12.5, "score": 0.3, "country": "FR"}
    small, _ = shortest(lambda: [few.observe(request) for _ in range(5_000)], few.drain)
    print(f"observe, dict of 3       {small / 5_000:8.0f} a row")
    one, _ = shortest(lambda: [few.observe_value("amount", 1.0) for _ in range(5_000)], few.drain)
    print(f"observe_value            {one / 5_000:8.0f} a value")


if __name__ == "__main__":
    main()
