# test_sklearn.py - the protocol of scikit-learn's parameters: clone, get_params, set_params.
import inspect

import pytest

import tepid
import tepid.river

CLASSES = [getattr(place, row["class_name"]) for place in (tepid, tepid.river) for row in tepid.registry()["detectors"]]


@pytest.fixture(params=CLASSES, ids=[f"{cls.__module__}.{cls.__name__}" for cls in CLASSES])
def cls(request):
    return request.param


def limit_of(cls):
    """Its limit's name and a value that is not the default."""
    row = next(row for row in tepid.registry()["detectors"] if row["class_name"] == cls.__name__)
    names = getattr(cls, "_own_names", {p["python_name"]: p["python_name"] for p in row["parameters"]})
    name = next(name for name, own in names.items() if own == row["limit"])
    return name, 0.75 * inspect.signature(cls).parameters[name].default


def clone(detector):
    try:
        from sklearn.base import clone as of_sklearn
    except ImportError:
        return detector.__sklearn_clone__()
    return of_sklearn(detector)


def test_a_clone_is_fresh_and_has_the_same_parameters(cls):
    name, value = limit_of(cls)
    detector = cls(**{name: value})
    detector.update(0.25)
    again = clone(detector)
    assert type(again) is cls and again is not detector and again.count == 0
    assert again.get_params() == detector.get_params() and again.save() == cls(**{name: value}).save() != detector.save()
    if cls.__module__ == "tepid":
        assert again == cls(**{name: value}) != detector


def test_parameters_are_those_of_the_constructor(cls):
    detector = cls()
    parameters = inspect.signature(cls).parameters
    for deep in (True, False):
        assert detector.get_params(deep=deep) == {name: p.default for name, p in parameters.items()}
    assert cls(**detector.get_params()).save() == detector.save()
    assert all(f"{name}=" in repr(detector) for name in parameters) and repr(detector).startswith(f"{cls.__name__}(")


def test_set_params_starts_anew(cls):
    name, value = limit_of(cls)
    detector = cls()
    detector.update(0.25)
    before = detector.save()
    assert detector.set_params() is detector and detector.save() == before
    with pytest.raises(TypeError, match="'no_such'"):
        detector.set_params(no_such=1)
    with pytest.raises(tepid.ParameterError, match=f"'{name.rstrip('_')}'"):
        detector.set_params(**{name: float("nan")})
    assert detector.save() == before
    assert detector.set_params(**{name: value}) is detector
    assert detector.save() == cls(**{name: value}).save() and getattr(detector, name) == value


def test_a_derived_class_is_cloned_with_what_it_says_its_parameters_are():
    class Named(tepid.CUSUM):
        def __init__(self, name, **parameters):
            super().__init__(**parameters)
            self.name = name

        def get_params(self, deep=True):
            return {"name": self.name, **super().get_params(deep)}

    again = clone(Named("a", h=7.0))
    assert type(again) is Named and again.name == "a" and again.h == 7.0
    assert repr(again).startswith("Named(name='a', ")
