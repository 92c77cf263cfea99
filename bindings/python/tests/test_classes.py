# test_classes.py - every registered detector is a class with real keyword arguments and documentation.
import inspect
import pydoc

import pytest

import tepid

DIFFERENT = {"float": lambda p: p["default"] * 0.5 or 0.25, "int": lambda p: p["default"] + 1, "bool": lambda p: not p["default"]}


def another_value(parameter):
    """A permitted value that is not the default, where one is easily found."""
    if "choices" in parameter:
        return parameter["choices"][0] if parameter["default"] != parameter["choices"][0] else parameter["choices"][1]
    return DIFFERENT[parameter["kind"]](parameter)


def test_the_signature_has_every_parameter_with_its_default(row, detector_class):
    parameters = inspect.signature(detector_class).parameters
    assert list(parameters) == [p["python_name"] for p in row["parameters"]]
    for p in row["parameters"]:
        assert parameters[p["python_name"]].kind is inspect.Parameter.KEYWORD_ONLY
        assert parameters[p["python_name"]].default == p["default"]
        assert type(parameters[p["python_name"]].default) is type(p["default"])


def test_help_tells_title_bounds_units_and_source(row, detector_class):
    text = pydoc.plain(pydoc.render_doc(detector_class))
    assert row["title"] in text and row["source"] in text
    for p in row["parameters"]:
        assert p["doc"] in text
        for word in p.get("choices", []):
            assert repr(word) in text


def test_defaults_are_kept_and_shown(row, detector_class):
    expected = {p["python_name"]: p["default"] for p in row["parameters"]}
    detector = detector_class()
    assert detector.get_params() == expected
    assert {name: type(value) for name, value in detector.get_params().items()} == {
        name: type(value) for name, value in expected.items()
    }


def test_every_parameter_can_be_given_and_read(row, detector_class):
    for p in row["parameters"]:
        value = another_value(p)
        try:
            detector = detector_class(**{p["python_name"]: value})
        except tepid.ParameterError:
            continue  # not permitted together with the other defaults
        assert getattr(detector, p["python_name"]) == value
        assert detector.get_params()[p["python_name"]] == value
        assert detector.get_params() != detector_class().get_params()


def test_the_limit_parameter_can_be_given(row, detector_class, another_limit):
    assert getattr(detector_class(**{row["limit"]: another_limit}), row["limit"]) == another_limit


def test_parameters_cannot_be_changed(row, detector_class):
    detector = detector_class()
    for p in row["parameters"]:
        with pytest.raises(AttributeError):
            setattr(detector, p["python_name"], p["default"])
    with pytest.raises(AttributeError):
        detector.no_such_thing = 1


def test_repr_is_the_call_that_makes_it(row, detector_class, another_limit):
    detector = detector_class(**{row["limit"]: another_limit})
    assert repr(detector).startswith(row["class_name"] + "(") and f"={another_limit!r}" in repr(detector)
    assert eval("tepid." + repr(detector)) == detector


def test_classes_share_a_base_and_can_be_derived_from(row, detector_class):
    assert issubclass(detector_class, tepid.Detector) and detector_class.__module__ == "tepid"

    class Named(detector_class):
        def __init__(self, name):
            super().__init__()
            self.name = name

    assert Named("a").name == "a" and Named("a") == detector_class()


def test_detectors_are_made_by_name(row, detector_class, another_limit):
    assert type(tepid.make_detector(row["name"])) is detector_class
    limit = {row["limit"]: another_limit}
    assert tepid.make_detector(row["name"], **limit) == detector_class(**limit)


def test_an_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(tepid.ParameterError, match="cusum, .*page_hinkley") as caught:
        tepid.make_detector("kusum")
    assert caught.value.code is tepid.ErrorCode.UNKNOWN_NAME and caught.value.field == "kusum"


def test_the_base_cannot_be_made():
    with pytest.raises(TypeError):
        tepid.Detector()
