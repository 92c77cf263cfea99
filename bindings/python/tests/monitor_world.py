# monitor_world.py - a small service that the tests of monitors watch: its configuration, healthy rows, and what follows.
from __future__ import annotations

import numpy as np

import tepid

START = 1_700_000_400.0  # a whole window
HEALTHY = 86_400  # rows of the reference, one a second: 144 windows
NOW = START + HEALTHY

CONFIG = {
    "name": "shop",
    "budget": "1 per 90 d",
    "rate": 1.0,
    "window_seconds": 600,
    "season_seconds": 0,
    "trailing_seconds": 86_400,
    "signals": [
        {"name": "amount", "margin": 0.25},
        {"name": "country", "type": "categorical"},
        {"name": "embedding", "type": "vector", "dimensions": 3},
        {"name": "customer", "role": "segment", "type": "categorical"},
    ],
}

QUALITY = {
    "kind": "binary",
    "floors": [{"metric": "accuracy", "level": 0.85}],
    "horizon_seconds": 6000,
    "cohort_seconds": 600,
    "matures_after_seconds": 600,
    "segments": 4,
    "capacity": 65_536,
}


def rows(n: int, seed: int, shift: float = 0.0) -> dict[str, np.ndarray]:
    """Rows of the service, their amounts shifted by so many standard deviations."""
    rng = np.random.default_rng(seed)
    return {
        "amount": rng.normal(shift, 1.0, n),
        "country": rng.choice(["DE", "FR", "IT"], n, p=[0.5, 0.3, 0.2]),
        "embedding": rng.normal(size=(n, 3)),
    }


def with_quality(**more: object) -> dict[str, object]:
    return {**CONFIG, "quality": {**QUALITY, **more}}


def drive(monitor: tepid.Monitor, table: dict[str, np.ndarray], start: float = NOW) -> list[tepid.Alarm]:
    """Observes a row a second and drains every 600 of them; the alarms."""
    n = len(next(iter(table.values())))
    alarms = []
    for i in range(0, n, 600):
        block = {name: column[i : i + 600] for name, column in table.items()}
        k = min(600, n - i)
        assert monitor.observe_batch(block, start + np.arange(i, i + k)) == k
        alarms += monitor.drain(start + i + k)
    return alarms
