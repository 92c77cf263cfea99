"""tepid notices when an AI system begins to drift, with a stated false-alarm budget.

    >>> import tepid
    >>> detector = tepid.EWMABank(mean=0.8, sd=0.1)
    >>> detector.update(0.79)
    <State.STABLE: 1>

Each registered detector is a class. `update` takes one value, or an array up to and with the first alarm. A `Monitor`
watches everything about a model under one budget.
"""

from __future__ import annotations

from typing import Union

from tepid import _core
from tepid._core import *  # noqa: F403
from tepid._core import __version__ as __version__
from tepid._change_points import ChangePoint, ChangePoints, change_points
from tepid._compare import compare
from tepid._comparison import ColumnComparison, ColumnTest, ShareComparison, TableComparison
from tepid._design import Blindness, Design, ReferenceAccount, RunLength, arl, design
from tepid._monitor import Monitor
from tepid._monitor_columns import make_reference
from tepid._monitor_types import (
    Alarm,
    ChangeEvent,
    CheckSnapshot,
    LabelCounts,
    QualitySnapshot,
    Restored,
    SignalSnapshot,
    Snapshot,
)
from tepid._profile import profile
from tepid._run_tests import run_tests
from tepid._types import (
    Change,
    ColumnSummary,
    Comparison,
    DataError,
    Error,
    ErrorCode,
    ParameterError,
    State,
    StateError,
)

__all__ = ["Change", "ColumnSummary", "Comparison", "DataError", "Error", "ErrorCode", "ParameterError", "State"]
__all__ += ["Blindness", "Design", "ReferenceAccount", "RunLength", "arl", "design"]
__all__ += ["Alarm", "ChangeEvent", "CheckSnapshot", "LabelCounts", "Monitor", "QualitySnapshot", "Restored", "SignalSnapshot", "Snapshot"]
__all__ += ["ChangePoint", "ChangePoints", "StateError", "change_points", "compare", "make_detector", "make_reference", "profile"]
__all__ += ["ColumnComparison", "ColumnTest", "ShareComparison", "TableComparison", "run_tests"]
__all__ += _core.__all__


def make_detector(name: str, **parameters: Union[float, str]) -> _core.Detector:
    """A new detector by its registered name, as in `make_detector("cusum", h=5.0)`."""
    rows = _core.registry()["detectors"]
    for row in rows:
        if row["name"] == name:
            made: _core.Detector = getattr(_core, row["class_name"])(**parameters)
            return made
    names = ", ".join(row["name"] for row in rows)
    raise ParameterError(f"there is no detector '{name}'; there are {names}", ErrorCode.UNKNOWN_NAME, name)
