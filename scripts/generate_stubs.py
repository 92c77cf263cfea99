#!/usr/bin/env python3
# generate_stubs.py - the Python type stubs of what follows from the registry.
"""Writes bindings/python/tepid/__init__.pyi, _core.pyi and river.pyi from the registry of the installed package tepid."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from typing import Any

import generated_file
import tepid
from tepid import _core, river

HEADER = """\
# Generated from the registry by scripts/generate_stubs.py; do not edit.
"""

CORE_HEAD = '''\
import os
from collections.abc import Iterable, Sequence
from typing import Any, Callable, Final, Literal, Optional, Protocol, Union, overload

import numpy as np
from typing_extensions import Buffer, Self

from tepid._arrays import Column
from tepid._monitor_types import Alarm, Snapshot
from tepid._types import Change, ColumnSummary, Comparison, State

__all__ = {names}

__version__: Final[str]
missing_value: Final[float]
"""A missing value in an array of float64: the NaN that R calls NA. Any other NaN is a value that could not be computed;
profiles and comparisons count the two apart. It is lost by arithmetic and by conversion to float32."""

_Number = Union[float, np.bool_, np.integer[Any], np.floating[Any]]

class _Array(Protocol):
    def __array__(self, /) -> np.ndarray[Any, Any]: ...

class _Extension(type):
    """pybind11's metaclass."""

class _DetectorBase(metaclass=_Extension):
    """{common_doc}"""

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def reset(self) -> None:
{reset_doc}
    def rearm(self) -> None:
{rearm_doc}
    def save(self) -> bytes:
{save_doc}
    def get_params(self, deep: bool = True) -> dict[str, Any]:
{get_params_doc}
    def set_params(self, **parameters: Any) -> Self:
{set_params_doc}
    def __sklearn_clone__(self) -> Self:
{sklearn_clone_doc}
{properties}

class Detector(_DetectorBase):
    """{base_doc}"""

    @overload
    def update(self, x: _Number) -> State:
{update_doc}
    @overload
    def update(self, x: Union[Buffer, _Array, Sequence[_Number]]) -> int: ...
    __hash__: None  # type: ignore[assignment]
    def __eq__(self, other: object, /) -> bool: ...

class _OneUpdateDetector(_DetectorBase):
    """{one_update_doc}"""

    def __init__(self, name: str, parameters: dict[str, Any]) -> None: ...
    def update(self, x: _Number) -> None:
{one_update_update_doc}
    def _restart(self, name: str, parameters: dict[str, Any]) -> None: ...
    def _own_params(self) -> dict[str, Any]: ...
    def _window(self) -> tuple[int, float, float]: ...
'''

CORE_TAIL = '''
def load(data: Buffer) -> Detector:
{load_doc}
def registry() -> dict[str, list[dict[str, Any]]]:
{registry_doc}

class Profile(metaclass=_Extension):
    """{profile_doc}"""

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @staticmethod
    def load(data: Union[Buffer, str, os.PathLike[str]]) -> Profile:
{profile_load_doc}
    def save(self, path: Union[str, os.PathLike[str], None] = None) -> bytes:
{profile_save_doc}
    @property
    def columns(self) -> list[ColumnSummary]:
{profile_columns_doc}
    __hash__: None  # type: ignore[assignment]
    def __eq__(self, other: object, /) -> bool: ...

class _Columns(metaclass=_Extension):
    def __init__(self) -> None: ...
    def add_numbers(self, name: str, type: str, values: Column) -> None: ...
    def add_objects(self, name: str, values: Sequence[Any]) -> None: ...
    def add_codes(self, name: str, texts: list[str], codes: np.ndarray[Any, np.dtype[np.int64]]) -> None: ...
    def add_unusable(self, name: str, rows: int, why: str) -> None: ...
    def add_arrow(self, capsules: Iterable[Any], columns: list[str], name: str, as_column: bool) -> bool: ...
    def described(self) -> list[tuple[str, str, int, str]]: ...
    def text_counts(self, other: _Columns) -> tuple[bytes, bytes]: ...
    def profile(self, columns: Optional[list[str]]) -> Profile: ...

_Side = Union[_Columns, Profile]
_Tell = Optional[Callable[[float], object]]

def _columns_of_rows(rows: list[dict[Any, Any]]) -> dict[Any, list[Any]]: ...
def _compare(
    reference: _Side,
    current: _Side,
    columns: Optional[list[str]],
    left_out: list[str],
    tests: list[str],
    alpha: float,
    margin: float,
    margins: list[tuple[str, float]],
    ratio_margin: float,
    judge: list[str],
    cluster: Optional[str],
    block: int,
    threads: int,
    correction: str,
    progress: _Tell,
) -> tuple[str, str]: ...
def _compare_rows(
    reference: Column,
    reference_width: int,
    current: Column,
    current_width: int,
    tests: list[str],
    alpha: float,
    margin: float,
    correction: str,
    progress: _Tell,
) -> tuple[str, str]: ...
def _arl(
    name: str,
    shift: float,
    slope: float,
    steady: bool,
    paths: int,
    seed: int,
    law: Optional[str],
    progress: Optional[Callable[[float], object]],
    parameters: dict[str, Union[float, str]],
) -> tuple[float, str, float, str, str, Optional[float], Optional[float]]: ...
def _design(
    name: str,
    arl0: Optional[float],
    budget: Optional[str],
    rate: Optional[float],
    signals: int,
    reference: Optional[Column],
    front_end: str,
    paths: int,
    seed: int,
    profile: Optional[Profile],
    law: Optional[str],
    progress: Optional[Callable[[float], object]],
    parameters: dict[str, Union[float, str]],
) -> dict[str, Any]: ...
def _run_tests(
    tests: Optional[dict[str, dict[str, Union[float, str]]]],
    margin: float,
    reference: Column,
    current: Column,
    threads: int,
) -> list[Comparison]: ...
def _run_count_tests(
    tests: Optional[dict[str, dict[str, Union[float, str]]]],
    margin: float,
    reference: np.ndarray[Any, np.dtype[np.uint64]],
    current: np.ndarray[Any, np.dtype[np.uint64]],
) -> list[Comparison]: ...
def _run_row_tests(
    tests: Optional[dict[str, dict[str, Union[float, str]]]],
    margin: float,
    reference: Column,
    reference_columns: int,
    current: Column,
    current_columns: int,
) -> list[Comparison]: ...
_ChangePoint = tuple[int, int, int, float, float, float, float, float, int, float, float]
_Segmentation = tuple[list[_ChangePoint], str, int, int, int, int, float, float, float]

def _change_points(
    series: Column, window: int, max_pvalue: float, min_magnitude: float, merge: str
) -> _Segmentation: ...
def _segment_series(series: Column, kind: str, p: float, min_segment: int) -> _Segmentation: ...
'''

# What tepid._monitor is made of; it has the documentation.
MONITOR_TAIL = '''
_Signals = list[tuple[str, str, int, int, bool]]
_Integers = Union[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.uint64]]]
_Times = Union[None, float, Column]

class _Monitor(metaclass=_Extension):
    def __init__(self, config: str, reference: Optional[Profile]) -> None: ...
    @staticmethod
    def open(config: str) -> _Monitor: ...
    def drain(self, now: float) -> list[Alarm]: ...
    def on_alarm(self, sink: Any) -> None: ...
    def changed(self, kind: str, id: str, time: float) -> None: ...
    def acknowledge(self, name: str) -> bool: ...
    def restart_quality(self, time: float) -> None: ...
    def snapshot(self, now: float) -> Snapshot: ...
    def prometheus(self, now: float) -> str: ...
    def notes(self) -> list[str]: ...
    def save(self, now: float) -> bytes: ...
    def restore(self, data: Buffer) -> None: ...
    def save_to_file(self, now: float) -> None: ...
    def close(self) -> None: ...
    def code(self, signal: str, category: Union[str, float]) -> float: ...
    def segment(self, name: Union[str, int, None]) -> int: ...
    def config(self) -> str: ...
    def signals(self) -> _Signals: ...
    def restored(self) -> Optional[tuple[float, int, list[str]]]: ...
    def width(self) -> int: ...
    def parts(self) -> int: ...

class _Shard(metaclass=_Extension):
    def __init__(self, monitor: _Monitor) -> None: ...
    def observe(self, row: Any, time: Optional[float]) -> bool: ...
    def observe_value(self, name: str, value: Union[float, str, None], time: Optional[float]) -> bool: ...
    def observe_batch(self, rows: Column, times: _Times) -> int: ...
    def predict(
        self, id: Union[int, str], score: float, label: int, segment: Union[str, int, None], time: Optional[float]
    ) -> bool: ...
    def predict_batch(
        self, ids: _Integers, scores: Column, labels: _Integers, segments: _Integers, times: _Times
    ) -> int: ...
    def label(self, id: Union[int, str], outcome: float, probability: float, time: Optional[float]) -> bool: ...
    def label_batch(self, ids: _Integers, outcomes: Column, probabilities: Column, times: _Times) -> int: ...

def _ids(ids: list[Union[int, str]]) -> list[int]: ...
def _signals(config: str) -> _Signals: ...
def _make_reference(
    config: str, times: Optional[Column], signals: list[Union[Column, list[Optional[str]], None]]
) -> Profile: ...
'''

BASE_PROPERTIES = {
    "state": "State",
    "drift_detected": "bool",
    "warning_detected": "bool",
    "statistic": "float",
    "count": "int",
    "rejected": "int",
    "change": "Change",
}


def indented(doc: str, depth: int) -> str:
    """A docstring at a depth of indentation."""
    lines = textwrap.indent(f'"""{doc.strip()}', " " * depth)
    return f'{lines}"""' if "\n" not in doc.strip() else f'{lines}\n{" " * depth}"""'


def python_type(parameter: dict[str, Any]) -> str:
    if "choices" in parameter:
        return f"Literal[{', '.join(repr(word) for word in parameter['choices'])}]".replace("'", '"')
    return str(parameter["kind"])


def default(parameter: dict[str, Any]) -> str:
    value = parameter["default"]
    return f'"{value}"' if isinstance(value, str) else repr(value)


def constructor(row: dict[str, Any]) -> str:
    lines = ["    def __init__(", "        self,", "        *,"]
    for p in row["parameters"]:
        lines.append(f"        {p['python_name']}: {python_type(p)} = {default(p)},")
    return "\n".join([*lines, "    ) -> None: ..."])


def property_stub(name: str, kind: str, doc: str) -> str:
    return f"    @property\n    def {name}(self) -> {kind}:\n{indented(doc, 8)}"


def parameter_properties(row: dict[str, Any]) -> list[str]:
    return [property_stub(p["python_name"], python_type(p), p["doc"]) for p in row["parameters"]]


def core_class(row: dict[str, Any]) -> str:
    cls = getattr(_core, row["class_name"])
    load = f"    @staticmethod\n    def load(data: Buffer) -> {cls.__name__}:\n{indented(cls.load.__doc__, 8)}"
    parts = [f"\nclass {cls.__name__}(Detector):", indented(cls.__doc__, 4), "", constructor(row), load]
    return "\n".join(parts + parameter_properties(row))


def core_stub(rows: list[dict[str, Any]]) -> str:
    base, once = _core._DetectorBase, _core._OneUpdateDetector
    methods = ("reset", "rearm", "save", "get_params", "set_params", "__sklearn_clone__")
    docs = {f"{name.strip('_')}_doc": indented(getattr(base, name).__doc__, 8) for name in methods}
    names = "[" + ", ".join(f'"{name}"' for name in _core.__all__) + "]"
    properties = [property_stub(name, kind, getattr(base, name).__doc__) for name, kind in BASE_PROPERTIES.items()]
    head = CORE_HEAD.format(
        names=names,
        common_doc=base.__doc__,
        base_doc=indented(_core.Detector.__doc__ or "", 4).strip().strip('"').strip(),
        one_update_doc=once.__doc__,
        update_doc=indented(_core.Detector.update.__doc__ or "", 8),
        one_update_update_doc=indented(once.update.__doc__ or "", 8),
        properties="\n".join(properties),
        **docs,
    )
    tail = CORE_TAIL.format(
        load_doc=indented(_core.load.__doc__, 4),
        registry_doc=indented(_core.registry.__doc__, 4),
        profile_doc=_core.Profile.__doc__,
        **{f"profile_{name}_doc": indented(getattr(_core.Profile, name).__doc__, 8) for name in ("load", "save", "columns")},
    )
    return "\n".join([HEADER + head.rstrip("\n"), *map(core_class, rows)]) + "\n" + tail + MONITOR_TAIL


RIVER_HEAD = '''\
from collections.abc import Iterable
from typing import Any, Literal, Optional

from typing_extensions import Self

from tepid import _core

__all__ = {names}

class _RiverDetector(_core._OneUpdateDetector):
    """{doc}"""

    def clone(self, new_params: Optional[dict[str, Any]] = None, include_attributes: bool = False) -> Self:
{clone_doc}
'''

# What has no parameter of tepid's behind it.
RIVER_TYPES = {
    "seed": "Optional[int]",
    "short_window_size": "Optional[int]",
    "two_sided_test": "bool",
    "window": "Optional[Iterable[float]]",
}


def river_class(row: dict[str, Any]) -> str:
    cls = getattr(river, row["class_name"])
    own = {p["python_name"]: p for p in row["parameters"]}
    types = {n: RIVER_TYPES[n] if not to or n == "seed" else python_type(own[to]) for n, to in cls._own_names.items()}
    if row["class_name"] not in river._FACES:
        types = {n: python_type(p) for n, p in own.items()}
    lines = [f"\nclass {cls.__name__}(_RiverDetector):", indented(cls.__doc__, 4), "", "    def __init__(", "        self,"]
    by_name = False
    for p in inspect.signature(cls).parameters.values():
        if p.kind is p.KEYWORD_ONLY and not by_name:
            lines.append("        *,")
            by_name = True
        value = f'"{p.default}"' if isinstance(p.default, str) else repr(p.default)
        lines.append(f"        {p.name}: {types[p.name]} = {value},")
    lines.append("    ) -> None: ...")
    lines += [property_stub(n, kind, getattr(cls, n).__doc__) for n, kind in types.items()]
    more = [(n, a) for base in cls.__mro__ if base.__module__ == "tepid.river" and base is not cls for n, a in vars(base).items()]
    for n, attribute in more:
        if isinstance(attribute, property):
            lines.append(property_stub(n, str(inspect.signature(attribute.fget).return_annotation).strip("'"), attribute.__doc__))
    return "\n".join(lines)


def river_stub(rows: list[dict[str, Any]]) -> str:
    names = "[" + ", ".join(f'"{name}"' for name in river.__all__) + "]"
    base = river._RiverDetector
    head = RIVER_HEAD.format(names=names, doc=base.__doc__, clone_doc=indented(base.clone.__doc__, 8))
    also = "\n\nHDDMA = HDDM_A\nHDDMW = HDDM_W\n"
    return HEADER + head + "\n".join(map(river_class, rows)) + also


def package_stub() -> str:
    """The imports of tepid itself, and the names that they give in a list that type checkers can read."""
    imports = [node for node in ast.parse(inspect.getsource(tepid)).body if isinstance(node, (ast.Import, ast.ImportFrom))]
    lines = [ast.unparse(node) for node in imports if getattr(node, "module", "") != "__future__"]
    make = tepid.make_detector
    return HEADER + "\n".join([
        *lines,
        "",
        "__all__ = [" + ", ".join(f'"{name}"' for name in tepid.__all__) + "]",
        "",
        "def make_detector(name: str, **parameters: Union[float, str]) -> _core.Detector:",
        indented(make.__doc__ or "", 4),
        "",
    ])


if __name__ == "__main__":
    detectors = _core.registry()["detectors"]
    sys.exit(
        generated_file.main(
            {
                "bindings/python/tepid/__init__.pyi": package_stub(),
                "bindings/python/tepid/_core.pyi": core_stub(detectors),
                "bindings/python/tepid/river.pyi": river_stub(detectors),
            },
            __doc__,
        )
    )
