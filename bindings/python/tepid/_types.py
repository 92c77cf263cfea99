"""Plain Python types that the compiled module hands out. It refuses to load when they no longer match it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple, Optional

__all__ = ["Change", "ColumnSummary", "Comparison", "DataError", "Error", "ErrorCode", "ParameterError", "State", "StateError"]


class State(IntEnum):
    """The verdict of a detector after a value."""

    WARMING = 0
    """Too few values for any verdict."""
    STABLE = 1
    """Nothing found."""
    WARNING = 2
    """Evidence is building; only detectors with a second, lower level report it."""
    DRIFT = 3
    """The alarm. Kept until reset() or rearm()."""

    def __str__(self) -> str:
        return self.name.lower()


class Change(NamedTuple):
    """What a detector can tell about the change that it sees.

    Indices count accepted values from 0 since construction or reset(); None where it is not known.
    """

    onset: Optional[int]
    """The first changed value, if the change was abrupt."""
    ramp_onset: Optional[int]
    """The same, if the change was gradual."""
    effect: float
    """Estimated shift in units of x, with its sign; 0.0 while nothing is known."""
    direction: int
    """+1 rise, -1 fall, 0 not known."""


@dataclass(frozen=True)
class Comparison:
    """What one test found between a reference and a current sample."""

    name: str
    """The test."""
    statistic: float
    """In the test's own unit."""
    p_value: float
    """NaN where the test has none."""
    effect: float
    """How large the change is, apart from how certain."""
    reference: int
    """Values used of the reference."""
    current: int
    """Values used of the current sample."""
    method: str
    """How the p-value was computed."""
    effect_low: float
    """Confidence interval of the effect, NaN where the test has none."""
    effect_high: float
    margin_p: Optional[float]
    """The p-value of an effect within the margin: small when the change is larger than what matters. The least
    1 - confidence whose interval lies beyond the margin. None without a margin and where the test has no interval."""
    choice: str
    """Why this test was chosen; "" if it was asked for."""

    def beyond_margin(self, margin: float) -> bool:
        """Is the change larger than what matters? True when the whole interval of the effect lies beyond the margin, above
        it or below its negative; without an interval, when the effect itself does. In the unit of the effect."""
        low, high = self.effect_low, self.effect_high
        if low != low or high != high:
            low = high = self.effect
        return low > margin or high < -margin


@dataclass(frozen=True)
class ColumnSummary:
    """What a Profile tells of one column."""

    name: str
    type: str
    """"numeric", "boolean", "time" or "categorical"."""
    rows: int
    missing: int
    """No value was given: None, a masked cell, NA, NaT, tepid.missing_value. Of text NaN too."""
    nan: int
    """Any other NaN. This and the next two are left out of the numbers below."""
    negative_infinity: int
    positive_infinity: int
    kinds_known: bool
    """False in a profile of an earlier version where it matters: then `missing` counts NaN too, `positive_infinity` both
    infinities."""
    mean: Optional[float]
    """None for text and where there are no values, like the next three; times in seconds since 1970."""
    sd: Optional[float]
    """With divisor n - 1; 0 for one value."""
    min: Optional[float]
    max: Optional[float]
    distinct: Optional[int]
    """Different texts; None for numbers."""
    top: tuple[tuple[str, int], ...]
    """The most frequent texts with their counts, at most 1,024."""


class ErrorCode(IntEnum):
    """What went wrong. The numbers are those of C and C++ and never change."""

    UNKNOWN_NAME = 10
    BAD_PARAMETER = 20
    BAD_ARGUMENT = 21
    BAD_DATA = 30
    TRUNCATED = 40
    BAD_MAGIC = 41
    BAD_CHECKSUM = 42
    BAD_VERSION = 43
    WRONG_KIND = 44
    BAD_STATE = 45
    IO = 60
    OUT_OF_MEMORY = 70
    INTERNAL = 90


class Error(ValueError):
    """Any error of tepid. The message is a sentence that names the culprit."""

    code: ErrorCode
    field: str
    """The name of the parameter or argument at fault; "" if there is none."""

    def __init__(self, message: str, code: int = ErrorCode.INTERNAL, field: str = "") -> None:
        super().__init__(message)
        self.code = ErrorCode(code)
        self.field = field

    def __reduce__(self) -> tuple[type[Error], tuple[str, int, str]]:
        return type(self), (str(self), int(self.code), self.field)


class ParameterError(Error):
    """A parameter or argument has a value that it may not have, or a name that does not exist."""


class DataError(Error):
    """Data that cannot be used: the wrong shape, empty, too short."""


class StateError(Error):
    """Saved bytes that cannot be loaded: cut, changed, newer than this tepid, or something else."""
