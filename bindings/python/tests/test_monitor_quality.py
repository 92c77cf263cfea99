# test_monitor_quality.py - predictions and labels: joined by id, measured, and alarmed on.
import numpy as np
import pytest
from monitor_world import NOW, with_quality

import tepid


@pytest.fixture
def judged(reference):
    """A monitor of quality too."""
    return tepid.Monitor(with_quality(), reference)


def serve(monitor, right, cohorts=20, each=600, **more):
    """A prediction a second, its label a minute later, `right` of them; the alarms of all drains."""
    rng = np.random.default_rng(3)
    alarms = []
    for c in range(cohorts):
        ids = np.arange(c * each, (c + 1) * each)
        classes = rng.integers(0, 2, each)
        truth = np.where(rng.random(each) < right, classes, 1 - classes)
        times = NOW + ids.astype(float)
        assert monitor.predict_batch(ids, 0.2 + 0.6 * classes, classes, times=times, **more) == each
        assert monitor.label_batch(ids, truth, times=times + 60) == each
        alarms += monitor.drain(times[-1] + 1)
    return alarms


def measured(monitor, metric, segment=None):
    snapshot = monitor.snapshot(NOW + 20_000)
    return next(q for q in snapshot.quality if (q.metric, q.segment) == (metric, segment))


def test_quality_is_estimated_with_an_interval(judged):
    assert serve(judged, right=0.95) == []
    accuracy = measured(judged, "accuracy")
    assert accuracy.low < 0.95 < accuracy.high and accuracy.estimate == pytest.approx(0.95, abs=0.01)
    assert accuracy.floor == 0.85 and accuracy.labels > 10_000 and not accuracy.latched


def test_a_broken_floor_alarms(judged):
    found = serve(judged, right=0.75)[0]
    assert (found.signal, found.kind, found.role, found.direction) == ("accuracy", "floor", "quality", -1)
    assert found.limit == 0.85 and found.effect_high < 0 and measured(judged, "accuracy").latched


def test_one_by_one_is_what_a_batch_is(reference):
    one, many = (tepid.Monitor(with_quality(), reference) for _ in range(2))
    ids = [7, -7, 2**64 - 8, "request-9"]
    for i, id in enumerate(ids):
        assert one.predict(id, 0.9, 1, "EU", NOW + i) is True
    for i, id in enumerate(ids):
        assert one.label(id, 1, 0.5, NOW + 60 + i) is True
    assert many.predict_batch(ids, [0.9] * 4, [1] * 4, "EU", NOW + np.arange(4)) == 4
    assert many.label_batch(ids, [1] * 4, 0.5, NOW + 60 + np.arange(4)) == 4
    for monitor in (one, many):
        monitor.drain(NOW + 100)
    assert one.snapshot(NOW + 100).labels == tepid.LabelCounts(matched=4, unknown=0, duplicate=0, evicted=0)
    assert one.save(NOW + 100) == many.save(NOW + 100)


def test_labels_without_a_prediction_and_twice_are_counted(judged):
    judged.predict("a", 0.9, 1, time=NOW)
    for id in ("a", "a", "b"):
        judged.label(id, 1, time=NOW + 1)
    judged.drain(NOW + 2)
    labels = judged.snapshot(NOW).labels
    assert (labels.matched, labels.duplicate, labels.unknown) == (1, 1, 1)


def test_segments_are_told_apart_by_their_names(judged):
    serve(judged, right=0.95, segments=["north", "south", 7] * 200)
    counts = {q.segment: q.labels for q in judged.snapshot(NOW).quality if q.metric == "accuracy"}
    assert set(counts) == {None, "north", "south", "7"} and counts["north"] == counts["7"] == counts[None] / 3


def test_no_segment_is_a_segment_of_its_own(judged):
    serve(judged, right=0.95, cohorts=3, segments=[None, "north"] * 300)
    assert {q.segment for q in judged.snapshot(NOW).quality} == {None, "(none)", "north"}


def test_another_model_begins_anew(judged):
    serve(judged, right=0.95)
    judged.restart_quality(NOW + 12_000)
    assert measured(judged, "accuracy").labels == 0 and measured(judged, "accuracy").estimate is None


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda m: m.predict(1.5, 0.5), TypeError, "an id must be an int or a str, not float"),
    (lambda m: m.predict(2**64, 0.5), tepid.ParameterError, "more than 64 bits"),
    (lambda m: m.predict(1, "high"), TypeError, "the score must be a number, not str"),
    (lambda m: m.predict(1, 0.5, 2**40), tepid.ParameterError, "more than 32 bits"),
    (lambda m: m.predict(1, 0.5, segment=1.5), TypeError, "a segment must be a str or an int"),
    (lambda m: m.label(1, 1, 0.0), tepid.ParameterError, r"must be in \(0, 1\], not 0"),
    (lambda m: m.predict_batch([1, 2], [0.5]), tepid.DataError, "scores has 1 values for 2 ids"),
    (lambda m: m.predict_batch([1], [0.5], [0.5]), tepid.DataError, "labels must be a 1-D array of whole numbers"),
    (lambda m: m.label_batch([1.5], [1]), TypeError, "an id must be an int or a str"),
    (lambda m: m.label_batch([1], [1], [2.0]), tepid.ParameterError, r"must be in \(0, 1\], not 2"),
])
def test_unusable_input_is_named(judged, call, error, message):
    with pytest.raises(error, match=message):
        call(judged)
