# test_river.py - the layer that behaves as river's detectors do, against what libraries publish.
import copy
import inspect
import pickle

import pytest

import tepid
import tepid.river


def alarms(detector, values):
    found = []
    for index, x in enumerate(values):
        assert detector.update(x) is None
        if detector.drift_detected:
            found.append(index)
    return found


def page_hinkley(form):
    return tepid.river.PageHinkley(delta=0.005, threshold=50, alpha=0.9999, min_samples=30, form=form)


def running_cusum(h):
    return tepid.river.CUSUM(k=0.005, h=h, baseline="running", warm_up=30, side="up")


# Indices of all alarms that the libraries report; a list that ends in ... goes on.
PUBLISHED = [
    ("uniform_0_1_then_0_7", page_hinkley("clipped"), [1020, 1991]),
    ("uniform_0_1_then_0_7", page_hinkley("extremum"), [1020, 1397, 1548, 1988]),
    ("coin_then_4_to_7", page_hinkley("clipped"), [1006, ...]),
    ("coin_then_4_to_7", page_hinkley("extremum"), [1006, ...]),
    ("normal_02_then_08", page_hinkley("unclipped"), [1094, ...]),
    ("coin_then_4_to_7_capymoa", page_hinkley("unclipped"), [1014, 1685]),
    ("gauss_step_3sd", tepid.river.CUSUM(k=0.5, h=5, baseline="learned", warm_up=30), [201, 251]),
    ("normal_02_then_08", running_cusum(50), [1086, ...]),
    ("coin_then_4_to_7_capymoa", running_cusum(60), [1011, 1556]),
]


@pytest.mark.parametrize(("stream", "detector", "expected"), PUBLISHED)
def test_alarms_are_those_that_were_published(published, stream, detector, expected):
    found = alarms(detector.clone(), published[stream])
    assert (found[: len(expected) - 1] + [...] if expected[-1] is ... else found) == expected


def test_the_streams_are_drawn_as_recorded(published, recorded_streams):
    for name, values in published.items():
        assert values == pytest.approx(recorded_streams[name], rel=1e-12)


def test_a_flag_lasts_one_update_and_the_next_starts_anew():
    detector = tepid.river.CUSUM(h=2.0)
    assert alarms(detector, [0.0, 9.0, 0.0, 0.0, 9.0]) == [1, 4]
    detector.update(0.0)
    assert not detector.drift_detected and detector.detector.count == 1


def test_it_is_as_tepids_own_with_a_reset_after_each_alarm(row, stepped):
    own = getattr(tepid, row["class_name"])()
    found, at = [], 0
    while at < len(stepped):
        at += own.update(stepped[at:])
        if own.drift_detected:
            found.append(at - 1)
            own.reset()
    assert found and found == alarms(getattr(tepid.river, row["class_name"])(), stepped)


def test_parameters_signature_and_clone(row, another_limit):
    own, cls = getattr(tepid, row["class_name"]), getattr(tepid.river, row["class_name"])
    assert inspect.signature(cls) == inspect.signature(own)
    one, other = another_limit, another_limit * 2 / 3
    detector = cls(**{row["limit"]: one})
    detector.update(0.5)
    assert getattr(detector, row["limit"]) == one
    fresh = detector.clone()
    assert fresh.detector == own(**{row["limit"]: one})
    assert detector.clone(include_attributes=True).detector == detector.detector
    assert getattr(detector.clone({row["limit"]: other}), row["limit"]) == other
    for again in (pickle.loads(pickle.dumps(detector)), copy.deepcopy(detector)):
        assert type(again) is cls and again.detector == detector.detector and again.detector is not detector.detector
    with pytest.raises(AttributeError):
        detector.no_such_thing
    with pytest.raises(TypeError):
        cls(no_such=1)


@pytest.mark.parametrize("mode", ["both", "up"])
def test_page_hinkley_alarms_where_rivers_own_does(published, mode):
    drift = pytest.importorskip("river.drift")
    for values in published.values():
        own = tepid.river.PageHinkley(alpha=0.9999, side=mode)
        assert alarms(own, values) == alarms(drift.PageHinkley(mode=mode), values)


def test_river_takes_it_for_its_own():
    river = pytest.importorskip("river")
    from river import drift, dummy

    detector = tepid.river.PageHinkley(threshold=5.0)
    assert isinstance(detector, river.base.DriftDetector)
    model = drift.DriftRetrainingClassifier(dummy.NoChangeClassifier(), detector, train_in_background=False)
    for i in range(400):
        model.learn_one({"x": i}, i < 200 or i % 2 == 0)
    assert detector.detector.count > 0
    assert model.clone().drift_detector.detector.count == 0
