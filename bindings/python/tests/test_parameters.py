# test_parameters.py - a wrong parameter is refused by an error that names it.
import pickle

import numpy as np
import pytest

import tepid


def test_values_outside_the_bounds(row, detector_class):
    for p in row["parameters"]:
        if "choices" in p:
            outside = ["no such word", ""]
        elif p["kind"] == "int":
            outside = [p["min"] - 1, p["max"] + 1, 10**400]
        elif p["kind"] == "float":
            outside = [p["min"] - abs(p["min"]) - 1, p["max"] * 2, float("nan"), float("inf"), 10**400]
            outside += [p["min"]] if p["min_open"] else []
            outside += [p["max"]] if p["max_open"] else []
        elif p["kind"] == "bool":
            outside = [-1, 2, 10**400]
        for value in outside:
            with pytest.raises(tepid.ParameterError) as caught:
                detector_class(**{p["python_name"]: value})
            assert caught.value.code is tepid.ErrorCode.BAD_PARAMETER
            assert caught.value.field == p["name"] and f"'{p['name']}'" in str(caught.value)


WRONG = {
    "float": ["1", None, 1j, []],
    "int": [1.5, 30.0, "30", None],
    "bool": ["True", 1.0, 0.5, None, []],
    "str": [0, None, b"both"],
}


def test_values_of_the_wrong_type(row, detector_class):
    for p in row["parameters"]:
        for value in WRONG[p["kind"]]:
            with pytest.raises(TypeError, match=p["python_name"]):
                detector_class(**{p["python_name"]: value})


def test_numbers_of_other_libraries_are_taken():
    chart = tepid.CUSUM(k=np.float32(0.25), h=np.int64(5), warm_up=np.int32(40))
    assert (chart.k, chart.h, chart.warm_up) == (0.25, 5.0, 40)


def test_an_unknown_keyword_is_a_type_error_that_lists_those_there_are(row, detector_class):
    names = ", ".join(p["python_name"] for p in row["parameters"])
    with pytest.raises(TypeError, match=f"'no_such'; it takes {names}"):
        detector_class(no_such=1)


def test_positional_arguments_are_refused(detector_class):
    with pytest.raises(TypeError, match="keyword arguments only"):
        detector_class(1.0)


def test_rules_between_parameters_are_errors_too():
    with pytest.raises(tepid.ParameterError, match="below h") as caught:
        tepid.CUSUM(h=2.0, head_start=2.0)
    assert caught.value.field == "head_start"


def test_errors_are_value_errors_and_survive_pickling():
    with pytest.raises(ValueError) as caught:
        tepid.CUSUM(k=-1.0)
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is tepid.ParameterError
    assert (str(again), again.code, again.field) == (str(caught.value), tepid.ErrorCode.BAD_PARAMETER, "k")
