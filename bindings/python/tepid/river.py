"""Detectors that behave as river's do.

`update` takes one value and returns None, an alarm is shown by `drift_detected` for one update only, and the next update
starts anew with everything forgotten. The classes that river has too (ADWIN, KSWIN, PageHinkley, DDM, EDDM, FHDDM, HDDM_A
and HDDM_W, also as HDDMA and HDDMW) take river's parameters, by place or by name, with river's defaults; behind them, by
name, those that only tepid has. All others have the parameters of tepid's own classes. Where river is installed they derive
from its base classes, so that they can be put wherever river takes a drift detector, cloned with a model and so on; river
is not needed.

    >>> from tepid import river
    >>> detector = river.PageHinkley(threshold=50, mode="up")
    >>> for index, x in enumerate(stream):
    ...     detector.update(x)
    ...     if detector.drift_detected:
    ...         print(index)

Use tepid's own classes to keep an alarm until it was seen, and for arrays.
"""

from __future__ import annotations

import copy
import inspect
import math
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, NamedTuple, Optional, TypeVar

from tepid import _core
from tepid._types import ParameterError

_bases: Any
try:
    from river import base as _bases  # type: ignore[no-redef, import-not-found, unused-ignore]
except ImportError:
    _bases = None

__all__ = [row["class_name"] for row in _core.registry()["detectors"]] + ["HDDMA", "HDDMW"]

_Self = TypeVar("_Self", bound="_RiverDetector")
_Settings = tuple[str, dict[str, Any]]


class _Face(NamedTuple):
    """How river's class of a detector differs from tepid's."""

    base: str
    """Of river's class."""
    parameters: Mapping[str, tuple[str, Any]]
    """River's parameters in order: tepid's name, or "" where it has none, and river's default."""
    defaults: Mapping[str, Any] = {}
    """Of parameters that only tepid has, those whose default is another than tepid's: river's behaviour."""
    without: tuple[str, ...] = ()
    """Parameters of tepid that follow from river's."""
    settings: Optional[Callable[[dict[str, Any], dict[str, Any]], Optional[str]]] = None
    """settings(given, own) puts what has no name in tepid into `own`; returns another detector's name, if it is one."""


def _two_sided(given: dict[str, Any], own: dict[str, Any]) -> None:
    own["side"] = "both" if given["two_sided_test"] else "up"
    own["cut_confidence"] = given["drift_confidence"]


def _short_window(given: dict[str, Any], own: dict[str, Any]) -> Optional[str]:
    if given["short_window_size"] is None:
        return None
    own["short_window"] = given["short_window_size"]
    return "fhddms"


def _seeded(given: dict[str, Any], own: dict[str, Any]) -> None:
    if given["seed"] is None:  # tepid's own, so that a run can be repeated
        del own["seed"]


_CONFIDENCES = {"drift_confidence": ("drift_confidence", 0.001), "warning_confidence": ("warning_confidence", 0.005)}
_TWO_SIDED = {"two_sided_test": ("", False)}

_FACES = {
    "ADWIN": _Face(
        "DriftDetector",
        {
            "delta": ("delta", 0.002),
            "clock": ("clock", 32),
            "max_buckets": ("max_buckets", 5),
            "min_window_length": ("min_window", 5),
            "grace_period": ("grace_period", 10),
        },
    ),
    "KSWIN": _Face(
        "DriftDetector",
        {
            "alpha": ("alpha", 0.005),
            "window_size": ("window", 100),
            "stat_size": ("stat_size", 30),
            "seed": ("seed", None),
            "window": ("", None),
        },
        defaults={"least_distance": True},
        settings=_seeded,
    ),
    "PageHinkley": _Face(
        "DriftDetector",
        {
            "min_instances": ("min_samples", 30),
            "delta": ("delta", 0.005),
            "threshold": ("threshold", 50.0),
            "alpha": ("alpha", 1 - 0.0001),
            "mode": ("side", "both"),
        },
    ),
    "DDM": _Face(
        "BinaryDriftAndWarningDetector",
        {
            "warm_start": ("warm_start", 30),
            "warning_threshold": ("warning_level", 2.0),
            "drift_threshold": ("drift_level", 3.0),
        },
        defaults={"min_errors": 0},
    ),
    "EDDM": _Face(
        "BinaryDriftAndWarningDetector",
        {"warm_start": ("warm_start", 30), "alpha": ("warning_level", 0.95), "beta": ("drift_level", 0.9)},
        defaults={"variance": "sample"},
    ),
    "FHDDM": _Face(
        "BinaryDriftAndWarningDetector",
        {
            "sliding_window_size": ("window", 100),
            "confidence_level": ("delta", 0.000001),
            "short_window_size": ("", None),
        },
        defaults={"side": "down"},
        settings=_short_window,
    ),
    "HDDM_A": _Face(
        "BinaryDriftAndWarningDetector",
        {**_CONFIDENCES, **_TWO_SIDED},
        without=("side", "cut_confidence"),
        settings=_two_sided,
    ),
    "HDDM_W": _Face(
        "BinaryDriftAndWarningDetector",
        {**_CONFIDENCES, "lambda_val": ("lambda_", 0.05), **_TWO_SIDED},
        without=("side", "cut_confidence"),
        settings=_two_sided,
    ),
}

_MEANT = {"short_window_size": "short_window", "two_sided_test": "side"}
"""Tepid's names of parameters that messages may be about."""

_DOCS = {
    "two_sided_test": "look for falls as well as rises",
    "short_window_size": "outcomes in a second, shorter window; None for one window",
    "seed": "of the draws; None for tepid's own, so that a run can be repeated",
    "window": "values before the first update",
}


class _RiverDetector(_core._OneUpdateDetector):
    """Flags that tell of the last update alone, and parameters by river's names."""

    _name: str
    """Of tepid's detector."""
    _face: _Face
    _own_names: Mapping[str, str]
    """Tepid's name of each parameter in order, "" where it has none."""
    _defaults: Mapping[str, Any]
    _given: dict[str, Any]

    def _start(self, given: dict[str, Any], begin: Callable[[str, dict[str, Any]], None]) -> None:
        """begin(tepid's name, tepid's settings) for the parameters by river's names."""
        own = {self._own_names[name]: value for name, value in given.items() if self._own_names[name]}
        settings = self._face.settings
        name = (settings(given, own) if settings else None) or self._name
        try:
            begin(name, own)
        except ParameterError as why:
            river = self._by_rivers_names(f"'{why.field}'")[1:-1]
            raise ParameterError(self._by_rivers_names(str(why)), why.code, river) from None
        except TypeError as why:
            raise TypeError(self._by_rivers_names(str(why))) from None
        self._given = given

    def _by_rivers_names(self, message: str) -> str:
        for name, own in self._own_names.items():
            own = own or _MEANT.get(name, name)
            for word in {own, own.rstrip("_")} - {name}:
                message = message.replace(f"'{word}'", f"'{name}'")
        return message

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The constructor's parameters by name, as they were given. `deep` changes nothing: it is there for scikit-learn."""
        return dict(self._given)

    def set_params(self: _Self, **parameters: Any) -> _Self:
        """Other parameters, by the constructor's names, and back to the state after construction. Returns itself."""
        if parameters:
            self._start(self._all(parameters), self._restart)
        return self

    def _all(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters that are given over those there are."""
        for name in given:
            if name not in self._defaults:
                names = ", ".join(self._defaults)
                raise TypeError(f"{type(self).__name__}: unexpected keyword argument '{name}'; it takes {names}")
        return {**self.__dict__.get("_given", self._defaults), **given}

    def clone(self: _Self, new_params: Optional[dict[str, Any]] = None, include_attributes: bool = False) -> _Self:
        """A new detector with the same parameters and, unless include_attributes, without what was learned."""
        if include_attributes and not new_params:
            return copy.deepcopy(self)
        return type(self)(**{**copy.deepcopy(self._given), **(new_params or {})})

    def __str__(self) -> str:
        return type(self).__name__


class _ADWIN(_RiverDetector):
    @property
    def width(self) -> int:
        """Values in the window."""
        return self._window()[0]

    @property
    def estimation(self) -> float:
        """Their mean; 0.0 where there are none."""
        return self._window()[1]

    @property
    def variance(self) -> float:
        """Their variance, with divisor `width`. River 0.26.1 gives the sum of squared deviations under this name."""
        return self._window()[2]

    @property
    def total(self) -> float:
        """Their sum."""
        width, mean, _ = self._window()
        return width * mean

    @property
    def n_detections(self) -> int:
        """Alarms since the detector started anew: 1 after one, else 0."""
        return int(self.drift_detected)


class _KSWIN(_RiverDetector):
    def _start(self, given: dict[str, Any], begin: Callable[[str, dict[str, Any]], None]) -> None:
        before = None if given["window"] is None else [float(x) for x in given["window"]]
        super()._start(given, begin)
        # The next value completes the window, and is the first to be tested.
        most = given["window_size"] - 1
        for x in islice(before or [], max(0, len(before or []) - most), None):
            self.update(x)

    @property
    def p_value(self) -> float:
        """Of the last test; 1.0 before the first."""
        return math.exp(-self.statistic)

    @property
    def n(self) -> int:
        """Values since the detector started anew."""
        return self.count


_WITH_ATTRIBUTES: dict[str, type[_RiverDetector]] = {"ADWIN": _ADWIN, "KSWIN": _KSWIN}


def _constructor(parameters: list[inspect.Parameter]) -> Callable[..., None]:
    by_place = [p.name for p in parameters if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]

    def __init__(self: _RiverDetector, *positional: Any, **given: Any) -> None:
        cls = type(self).__name__
        if len(positional) > len(by_place):
            can = f"at most {len(by_place)} arguments by place" if by_place else "keyword arguments only"
            raise TypeError(f"{cls}() takes {can}")
        for name, value in zip(by_place, positional):
            if name in given:
                raise TypeError(f"{cls}() got two values for argument '{name}'")
            given[name] = value
        self._start(self._all(given), lambda name, own: _core._OneUpdateDetector.__init__(self, name, own))

    this = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    __init__.__signature__ = inspect.Signature([this, *parameters])  # type: ignore[attr-defined]
    return __init__


def _parameter_attribute(name: str, doc: str) -> property:
    return property(lambda self: self._given[name], doc=doc)


def _make(row: Mapping[str, Any]) -> type[_RiverDetector]:
    name: str = row["class_name"]
    kind = "BinaryDriftAndWarningDetector" if row["input"] == "binary" else "DriftAndWarningDetector"
    face = _FACES.get(name) or _Face(kind, {})
    own = {p["python_name"]: p for p in row["parameters"]}
    renamed = {by_river: to for by_river, (to, _) in face.parameters.items()}
    others = [n for n in own if n not in renamed.values() and n not in face.without]
    names = {**renamed, **{n: n for n in others}}
    defaults = {n: default for n, (_, default) in face.parameters.items()}
    defaults.update({n: face.defaults.get(n, own[n]["default"]) for n in others})
    docs = {n: _DOCS.get(n) or own[to]["doc"] for n, to in names.items()}
    places = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    signature = [inspect.Parameter(n, places[n not in face.parameters], default=defaults[n]) for n in names]
    title = row["title"] + ("; with river's parameters" if face.parameters else "")
    lines = [f"{n} : default {defaults[n]!r}\n    {docs[n]}" for n in names]
    members = {
        **{n: _parameter_attribute(n, docs[n]) for n in names},
        "_name": row["name"],
        "_face": face,
        "_own_names": names,
        "_defaults": defaults,
        "__init__": _constructor(signature),
        "__doc__": "\n".join([f"{title}.\n\nParameters\n----------", *lines, f"\nSource: {row['source']}.\n"]),
        "__module__": __name__,
    }
    first = _WITH_ATTRIBUTES.get(name, _RiverDetector)
    metaclass: Any = type(first)
    made: type[_RiverDetector] = metaclass(
        name, (first,) if _bases is None else (first, getattr(_bases, face.base)), members
    )
    return made


for _row in _core.registry()["detectors"]:
    globals()[_row["class_name"]] = _make(_row)
HDDMA, HDDMW = globals()["HDDM_A"], globals()["HDDM_W"]
