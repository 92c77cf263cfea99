# sample_program.py - a small program that a strict type checker must accept; run by the type test as well.
from __future__ import annotations

import array
from typing import Any

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


class Table:
    """A data frame of one's own."""

    def __init__(self, columns: dict[str, npt.NDArray[np.float64]]) -> None:
        self.columns = list(columns)
        self.values = columns

    def __getitem__(self, name: str) -> npt.NDArray[np.float64]:
        return self.values[name]


def design_and_summary(values: npt.NDArray[np.float64]) -> bool:
    profile: tepid.Profile = tepid.profile({"a": values, "b": ["x", None] * (len(values) // 2)})
    column: tepid.ColumnSummary = profile.columns[0]
    mean: float | None = column.mean
    again: tepid.Profile = tepid.Profile.load(profile.save())
    designed: tepid.Design = tepid.design("cusum", arl0=465.443506, profile=again)
    run: tepid.RunLength = tepid.arl("cusum", h=designed.limit)
    points: tepid.ChangePoints = tepid.change_points(values[:200])
    rows: list[dict[str, Any]] = tepid.registry()["detectors"]
    return mean is not None and again == profile and run.arl > 400 and len(points) < 9 and len(rows) > 40


def parameters(detector: tepid.CUSUM) -> list[str]:
    given: dict[str, Any] = detector.get_params(deep=True)
    fresh: tepid.CUSUM = detector.set_params(**given)
    made: tepid.Detector = tepid.make_detector("cusum", h=6.0)
    return sorted(name for name in fresh.get_params() if name in ("h", "k") and made.count == 0)


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

    found: list[tepid.Comparison] = tepid.run_tests(values[:500], values[500:])
    by_column: dict[str, list[tepid.Comparison]] = tepid.run_tests({"a": values}, {"a": values}, tests="psi")
    assert found[0].p_value < 1 and by_column["a"][0].statistic == 0.0
    table = Table({"a": values})
    of_frames: dict[str, list[tepid.Comparison]] = tepid.run_tests(table, table, tests={"psi": {"bins": 20}}, margin=0.1)
    assert not of_frames["a"][0].beyond_margin(0.1) and isinstance(of_frames["a"][0].margin_p, (float, type(None)))

    drift: tepid.TableComparison = tepid.compare({"a": values[:500]}, {"a": values[500:]}, margin=0.2, margins={"a": 0.3})
    column: tepid.ColumnComparison = drift["a"]
    effect: float | None = column.effect
    verdicts: list[str] = [c.verdict for c in drift]
    assert drift.verdict in ("drift", "no drift", "inconclusive") and verdicts == [column.verdict] and effect is not None
    assert drift.to_dict()["columns"][0]["name"] == "a" and column.shares["nan"].reference == 0

    assert watch(values[:1000]) == []

    like_river = tepid.river.PageHinkley(20, threshold=20.0, mode="up")
    like_river.update(1)
    same: tepid.river.PageHinkley = like_river.clone()
    mode: str = same.mode
    assert not like_river.drift_detected and mode == "up"
    window: int = tepid.river.ADWIN(0.01).width
    estimation: float = tepid.river.HDDMA(two_sided_test=True).drift_confidence
    assert window == 0 and estimation == 0.001
    assert design_and_summary(values) and parameters(chart) == ["h", "k"]
    try:
        tepid.CUSUM(h=-1.0)
    except tepid.ParameterError as error:
        assert error.field == "h" and error.code is tepid.ErrorCode.BAD_PARAMETER


if __name__ == "__main__":
    main()
