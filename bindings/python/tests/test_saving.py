# test_saving.py - saving, loading, pickling, copying and comparing detectors.
import copy
import pickle

import numpy as np
import pytest

import tepid


@pytest.fixture
def used(detector_class, stepped):
    detector = detector_class()
    detector.update(stepped[:300])
    detector.update(float("nan"))
    return detector


WAYS = {
    "load": lambda d: tepid.load(d.save()),
    "class load": lambda d: type(d).load(d.save()),
    "memoryview": lambda d: tepid.load(memoryview(bytearray(d.save()))),
    "numpy": lambda d: tepid.load(np.frombuffer(d.save(), dtype=np.uint8)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{f"pickle {p}": (lambda d, p=p: pickle.loads(pickle.dumps(d, p))) for p in range(2, pickle.HIGHEST_PROTOCOL + 1)},
}


@pytest.mark.parametrize("way", WAYS)
def test_what_comes_back_goes_on_with_the_same_bits(used, stepped, way):
    again = WAYS[way](used)
    assert type(again) is type(used) and again == used and again is not used
    assert again.get_params() == used.get_params() and again.rejected == used.rejected > 0
    assert again.update(stepped[300:]) == used.update(stepped[300:])
    assert again.save() == used.save() and again.drift_detected


def test_a_copy_is_independent(used, stepped, row_values):
    again = copy.deepcopy(used)
    again.update(stepped[300 : 300 + 2 * row_values - 1])  # the rest of the row that the nan is in, and a row
    assert again != used and again.count == used.count + row_values


def test_derived_classes_keep_their_class_and_attributes(stepped):
    again = pickle.loads(pickle.dumps(Derived("latency", stepped)))
    assert type(again) is Derived and again.name == "latency" and again == Derived("latency", stepped)
    other = copy.copy(again)
    assert other.name == "latency"
    other.name = "tokens"
    assert again.name == "latency"


class Derived(tepid.EWMABank):
    def __init__(self, name, values):
        super().__init__(limit=20.0)
        self.name = name
        self.update(values)


def test_equality_needs_detector_parameters_and_state(detector_class, row, another_limit):
    a, b = detector_class(), detector_class()
    assert a == b and not a != b
    b.update(0.25)
    assert a != b
    assert a != detector_class(**{row["limit"]: another_limit}) and a != 3 and a != None and a != row["name"]  # noqa: E711
    with pytest.raises(TypeError):
        hash(a)


def test_another_detectors_state_is_refused():
    with pytest.raises(tepid.StateError, match="cusum") as caught:
        tepid.PageHinkley.load(tepid.CUSUM().save())
    assert caught.value.code is tepid.ErrorCode.WRONG_KIND


def test_a_state_that_was_cut_or_changed_is_refused(used):
    saved = used.save()
    for length in range(len(saved)):
        with pytest.raises(tepid.StateError):
            tepid.load(saved[:length])
    for at in range(len(saved)):
        changed = bytearray(saved)
        changed[at] ^= 0x40
        with pytest.raises(tepid.StateError):
            tepid.load(changed)


@pytest.mark.parametrize("wrong", [None, 3, "TPID", [1, 2]])
def test_what_are_no_bytes_is_a_type_error(wrong):
    with pytest.raises(TypeError):
        tepid.load(wrong)
