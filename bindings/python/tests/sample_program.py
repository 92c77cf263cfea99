# sample_program.py - a small program that a strict type checker must accept; run by the type test as well.
from __future__ import annotations

import array

import numpy as np
import numpy.typing as npt

import tepid
import tepid.river


def first_alarm(values: npt.NDArray[np.float64]) -> int | None:
    detector = tepid.EWMABank(mean=0.0, sd=1.0, limit=13.9)
    taken: int = detector.update(values)
    return taken - 1 if detector.drift_detected else None


def watch(values: npt.NDArray[np.float64]) -> list[tepid.Alarm]:
    config = {"signals": [{"name": "x"}], "season_seconds": 0, "trailing_seconds": 3600}
    reference: tepid.Profile = tepid.make_reference(config, {"x": values})
    monitor = tepid.Monitor(config, reference)
    told: list[tepid.Alarm] = []
    monitor.on_alarm(told.append)
    taken: bool = monitor.observe({"x": 0.5})
    many: int = monitor.observe_batch(values[:10].reshape(-1, 1), times=1e9)
    alarms: list[tepid.Alarm] = monitor.drain(now=1e9)
    signal: tepid.SignalSnapshot = monitor.snapshot().signals["x"]
    effect: float | None = signal.effect
    assert taken and many == 10 and signal.observed == 11 and effect is None and alarms == told
    return alarms


def main() -> None:
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(size=1000), rng.normal(3.0, size=100)])
    index = first_alarm(values)
    assert index is not None and index >= 1000

    chart = tepid.CUSUM(k=0.5, h=5.0, side="up", warm_up=40)
    state: tepid.State = chart.update(0.3)
    assert state is tepid.State.STABLE
    state = chart.update(np.float32(0.3))
    count: int = chart.update([1.0, 2.0])
    count = chart.update(array.array("d", [0.5]))
    change: tepid.Change = chart.change
    onset: int | None = change.onset
    k: float = chart.k
    again: tepid.CUSUM = tepid.CUSUM.load(chart.save())
    other: tepid.Detector = tepid.load(chart.save())
    assert again == other and k == 0.5 and count == 1 and (onset is None or onset >= 0)

    found: list[tepid.Comparison] = tepid.compare(values[:500], values[500:])
    by_column: dict[str, list[tepid.Comparison]] = tepid.compare({"a": values}, {"a": values}, tests="psi")
    assert found[0].p_value < 1 and by_column["a"][0].statistic == 0.0

    assert watch(values[:1000]) == []

    like_river = tepid.river.PageHinkley(threshold=20.0)
    like_river.update(1)
    assert not like_river.drift_detected
    try:
        tepid.CUSUM(h=-1.0)
    except tepid.ParameterError as error:
        assert error.field == "h" and error.code is tepid.ErrorCode.BAD_PARAMETER


if __name__ == "__main__":
    main()
