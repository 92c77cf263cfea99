# test_monitor.py - what a monitor is made of, what it finds, and how it says so.
import gc
import json
import sys
import weakref

import numpy as np
import pytest
from monitor_world import CONFIG, HEALTHY, NOW, START, drive, rows

import tepid


def of(alarms, signal, kind):
    return [alarm for alarm in alarms if (alarm.signal, alarm.kind) == (signal, kind)]


# Configuration and reference.


@pytest.mark.parametrize(("change", "field"), [
    ({"budget": "often"}, "budget"),
    ({"window_seconds": -1}, "window_seconds"),
    ({"signals": [{"name": "amount", "margn": 1}]}, "signals[0].margn"),
    ({"threads": 0}, "threads"),
    ({"ring_values": 1000}, "ring_values"),
])
def test_an_impossible_configuration_is_refused_by_its_key(reference, change, field):
    with pytest.raises(tepid.ParameterError, match=field.replace("[", r"\[").replace("]", r"\]")) as why:
        tepid.Monitor({**CONFIG, **change}, reference)
    assert why.value.field == field


def test_a_configuration_is_a_dict_a_text_or_a_file(reference, tmp_path):
    file = tmp_path / "monitor.json"
    file.write_text(json.dumps(CONFIG))
    configs = [tepid.Monitor(given, reference).config for given in (CONFIG, json.dumps(CONFIG), file, str(file))]
    assert configs[0]["signals"][0]["name"] == "amount" and all(config == configs[0] for config in configs)


def test_numbers_of_numpy_may_stand_in_a_configuration(reference):
    assert tepid.Monitor({**CONFIG, "rate": np.float32(1)}, reference).config["rate"] == 1.0


def test_nan_in_a_configuration_is_refused(reference):
    with pytest.raises(tepid.ParameterError, match="NaN"):
        tepid.Monitor({**CONFIG, "rate": float("nan")}, reference)


def test_a_monitor_needs_a_reference():
    with pytest.raises(tepid.ParameterError, match="no reference") as why:
        tepid.Monitor(CONFIG)
    assert why.value.field == "reference"


def test_a_signal_that_the_reference_has_not_is_named(reference):
    with pytest.raises(tepid.ParameterError, match="'speed'") as why:
        tepid.Monitor({**CONFIG, "signals": [{"name": "speed"}]}, reference)
    assert why.value.field == "speed"


def test_the_reference_is_the_file_that_is_given_or_named(reference, tmp_path):
    file = tmp_path / "healthy.tepid"
    reference.save(file)
    assert tepid.Profile.load(file) == reference
    assert tepid.Monitor(CONFIG, file).width == tepid.Monitor({**CONFIG, "reference": str(file)}).width == 6


@pytest.mark.parametrize(("table", "error", "message"), [
    ({"amount": [1.0], "country": ["DE"]}, tepid.DataError, "no column 'embedding'"),
    ({"amount": [1.0, 2.0], "country": ["DE"], "embedding": np.ones((1, 3))}, tepid.DataError, "'amount'|'country'"),
    ({"amount": ["1"], "country": ["DE"], "embedding": np.ones((1, 3))}, TypeError, "'amount'"),
    ({"amount": [1.0], "country": ["DE"], "embedding": np.ones((1, 2))}, tepid.DataError, "'embedding' has 2 values"),
    ([1.0], TypeError, "rows are a mapping"),
])
def test_a_column_that_makes_no_reference_is_named(table, error, message):
    with pytest.raises(error, match=message):
        tepid.make_reference(CONFIG, table)


def test_times_may_be_datetimes(reference):
    times = np.datetime64(int(START), "s") + np.arange(HEALTHY)
    assert tepid.make_reference(CONFIG, rows(HEALTHY, seed=1), times) == reference


def test_a_short_reference_is_told_in_the_notes():
    short = tepid.make_reference(CONFIG, rows(1200, seed=1), START + np.arange(1200))
    assert any("window" in note for note in tepid.Monitor(CONFIG, short).notes())


# What is found.


def test_a_healthy_day_raises_no_alarm(monitor):
    assert drive(monitor, rows(20_000, seed=2)) == []


def test_a_shift_is_found_with_its_direction_effect_and_onset(monitor):
    table = rows(9_000, seed=2)
    table["amount"][6_000:] += 1.5
    found = of(drive(monitor, table), "amount", "values")[0]
    assert found.direction == 1 and found.severity == "critical" and found.role == "feature"
    assert found.effect_low < 1.5 < found.effect_high and found.effect == pytest.approx(1.5, rel=0.33)
    assert found.onset == pytest.approx(NOW + 6_000, abs=60) and NOW + 6_000 < found.time < NOW + 6_200
    assert found.statistic > found.limit


def test_more_missing_values_are_found(monitor):
    table = rows(9_000, seed=2)
    table["amount"][::4] = np.nan
    found = of(drive(monitor, table), "amount", "missing")[0]
    assert found.direction == 1 and found.effect == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize(("value", "sign"), [(np.inf, "+"), (-np.inf, "-")])
def test_infinities_are_found(monitor, value, sign):
    table = rows(3_000, seed=2)
    table["amount"][640:] = value
    table["embedding"][640:, 1] = value
    alarms = drive(monitor, table)
    assert [(alarm.signal, alarm.kind) for alarm in alarms] == [("amount", "non_finite"), ("embedding", "non_finite")]
    for alarm in alarms:
        assert (alarm.time, alarm.onset) == (pytest.approx(NOW + 703, abs=1e-3), pytest.approx(NOW + 640, abs=1e-3))
        assert (alarm.onset_row, alarm.effect) == (640, 1.0)
        assert alarm.reference_text.startswith(f"{sign}infinity: a share of 0 in the reference")
    assert json.loads(alarms[0].to_json())["kind"] == "non_finite"


def test_the_time_of_the_last_row_is_told(monitor):
    assert monitor.snapshot(NOW).last_row is None and "tepid_last_row" not in monitor.prometheus(NOW)
    monitor.observe({"amount": 1.0}, NOW)
    for later in (5, 10, 600):
        monitor.drain(NOW + later)
    assert monitor.snapshot(NOW + 600).last_row == NOW + 5
    assert f'tepid_last_row_timestamp_seconds{{monitor="shop"}} {NOW + 5:.0f}\n' in monitor.prometheus(NOW + 600)


def test_a_category_that_the_reference_never_had_is_found(monitor):
    table = rows(9_000, seed=2)
    table["country"][3_000::10] = "XX"
    found = of(drive(monitor, table), "country", "outside")[0]
    assert found.direction == 0 and found.effect_low < 0.1 < found.effect_high and found.time > NOW + 3_000


def test_a_turned_embedding_is_found(monitor):
    table = rows(9_000, seed=2)
    table["embedding"][:, 1] += 1.5
    assert {alarm.signal for alarm in drive(monitor, table)} == {"embedding"}


def test_an_alarm_names_the_change_before_it(monitor):
    monitor.changed("deploy", "v2", NOW - 60)
    found = drive(monitor, rows(3_000, seed=2, shift=1.0))[0]
    assert found.nearest == tepid.ChangeEvent(NOW - 60, "deploy", "v2")


def test_an_alarm_reads_well_and_as_json(monitor):
    found = of(drive(monitor, rows(3_000, seed=2, shift=1.0)), "amount", "values")[0]
    assert repr(found).startswith("<Alarm ") and "values of amount up" in repr(found) and "2023-11-" in repr(found)
    line = json.loads(found.to_json())
    assert (line["monitor"], line["signal"], line["direction"]) == ("shop", "amount", "up")
    with pytest.raises(AttributeError):
        found.effect = 0.0


def test_an_acknowledged_signal_is_not_latched(monitor):
    drive(monitor, rows(3_000, seed=2, shift=1.0))
    assert monitor.snapshot(NOW).signals["amount"].latched
    assert monitor.acknowledge("amount") and not monitor.acknowledge("speed")
    assert not monitor.snapshot(NOW).signals["amount"].latched


# Callbacks.


def test_a_callback_is_given_every_alarm(monitor):
    told = []
    monitor.on_alarm(told.append)
    assert drive(monitor, rows(3_000, seed=2, shift=1.0)) == told != []


def test_what_a_callback_raises_is_reported_and_counted(monitor, monkeypatch):
    told, reported = [], []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: reported.append(unraisable.exc_value))

    def fails(alarm):
        raise RuntimeError("the pager is down")

    monitor.on_alarm(fails)
    monitor.on_alarm(told.append)
    alarms = drive(monitor, rows(3_000, seed=2, shift=1.0))
    assert told == alarms and [str(why) for why in reported] == ["the pager is down"] * len(alarms)
    assert monitor.snapshot(NOW).sink_failures == len(alarms)


def test_a_callback_may_use_the_monitor(monitor):
    seen = []
    monitor.on_alarm(lambda alarm: seen.append(monitor.snapshot(alarm.time).signals[alarm.signal].latched))
    drive(monitor, rows(3_000, seed=2, shift=1.0))
    assert seen and all(seen)


def test_a_monitor_and_its_callback_do_not_keep_each_other_alive(reference):
    monitor = tepid.Monitor(CONFIG, reference)
    monitor.on_alarm(lambda alarm: monitor.acknowledge(alarm.signal))
    gone = weakref.ref(monitor)
    del monitor
    gc.collect()
    assert gone() is None
