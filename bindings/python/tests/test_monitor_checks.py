"""Checks of a signal by name, with weights, from the configuration of a monitor."""

import numpy as np
import pytest
import tepid

CONFIG = {
    "name": "checked",
    "budget": "1 per 30 d",
    "window_seconds": 60,
    "season_seconds": 0,
    "signals": [
        {
            "name": "x",
            "checks": [
                {"detector": "cusum", "k": 0.25, "side": "up"},
                {"check": "level", "weight": 2},
                {"check": "trailing", "weight": 0},
            ],
        }
    ],
}
ROWS = 60 * 300


def healthy(seed):
    return np.random.default_rng(seed).normal(size=ROWS)


def test_a_detector_is_a_check_and_the_split_is_told():
    times = np.arange(ROWS, dtype=float)
    reference = tepid.make_reference(CONFIG, {"x": healthy(1)}, times)
    monitor = tepid.Monitor(CONFIG, reference)
    checks = {c.name: c for c in monitor.snapshot(0.0).signals["x"].checks}
    assert "cusum(k=0.25, side=up)" in checks and "trailing" not in checks
    assert checks["level"].seconds == pytest.approx(checks["cusum(k=0.25, side=up)"].seconds / 2)
    assert sum(1 / c.seconds for c in checks.values()) <= 1 / (30 * 86400) * 1.0001
    assert monitor.observe_batch({"x": healthy(2) + 0.5}, times + ROWS) == ROWS
    found = [a for a in monitor.drain(2.0 * ROWS) if a.check == "cusum(k=0.25, side=up)"]
    assert len(found) == 1 and found[0].kind == "values" and found[0].direction == 1
    assert found[0].onset == pytest.approx(ROWS, abs=180)


def test_what_is_no_check_is_refused_by_name():
    wrong = {**CONFIG, "signals": [{"name": "x", "checks": [{"detector": "cusun"}]}]}
    reference = tepid.make_reference(CONFIG, {"x": healthy(1)}, np.arange(ROWS, dtype=float))
    with pytest.raises(tepid.Error, match="cusun"):
        tepid.Monitor(wrong, reference)
