# test_verdict.py - what a detector says, how long it says it, and how it is cleared.
import math

import pytest

import tepid
from tepid import Change, State


def alarmed():
    chart = tepid.CUSUM(k=0.5, h=2.0, mean=10.0, sd=2.0)
    chart.update([10.0, 10.0, 10.0])
    assert chart.update([16.0, 16.0, 16.0]) == 1  # (16 - 10) / 2 - 0.5 = 2.5 > 2
    return chart


def test_an_alarm_stays_until_reset():
    chart = alarmed()
    assert chart.drift_detected and chart.state is State.DRIFT and not chart.warning_detected
    assert chart.update(10.0) is State.DRIFT and chart.update([10.0] * 5) == 5
    assert chart.drift_detected and chart.count == 10
    chart.reset()
    assert chart == tepid.CUSUM(k=0.5, h=2.0, mean=10.0, sd=2.0)
    assert chart.state is State.STABLE and not chart.drift_detected and chart.count == 0


def test_rearm_keeps_what_was_learned():
    chart = alarmed()
    statistic = chart.statistic
    chart.rearm()
    assert chart.state is State.STABLE and chart.statistic == statistic == 2.5
    assert chart.update(16.0) is State.DRIFT


def test_the_change_is_told():
    change = alarmed().change
    assert isinstance(change, Change)
    assert change.onset == 3 and change.ramp_onset is None and change.direction == 1
    assert change.effect == 2.0 * (0.5 + 2.5 / 1)  # in units of x: sd (k + sum / length)
    assert tepid.CUSUM().change == (None, None, 0.0, 0)


def test_ewma_bank_tells_both_onsets():
    detector = tepid.EWMABank()
    detector.update([0.0] * 1000)
    detector.update([2.0] * 1000)
    assert detector.drift_detected
    assert abs(detector.change.onset - 1000) <= 2 and isinstance(detector.change.ramp_onset, int)


def test_warming():
    detector = tepid.PageHinkley(min_samples=3)
    assert detector.state is State.WARMING
    assert [detector.update(0.5) for _ in range(3)] == [State.WARMING, State.WARMING, State.STABLE]


def test_states_have_the_names_and_numbers_of_the_library():
    assert [(int(s), str(s)) for s in State] == [(0, "warming"), (1, "stable"), (2, "warning"), (3, "drift")]


def test_the_statistic_is_what_the_formula_says():
    bank = tepid.EWMABank(rates=2, max_rate=0.5, ratio=2.0, tilt=1.3)
    values = [0.3, -1.2, 0.7]
    bank.update(values)
    expected = 0.0
    for rate in (0.5, 0.25):
        e = 0.0
        for x in values:
            e = (1 - rate) * e + rate * x
        expected = max(expected, e * e * (2 - rate) / (2 * rate) + 1.3 * math.log(1 / rate))
    assert bank.statistic == pytest.approx(expected, rel=1e-14)
