# Generated from the registry by scripts/generate_stubs.py; do not edit.
from collections.abc import Sequence
from typing import Any, Final, Literal, Optional, Protocol, Union, overload

import numpy as np
from typing_extensions import Buffer

from tepid._arrays import Column
from tepid._types import Change, ColumnSummary, Comparison, State

__all__ = ["CUSUM", "Detector", "EWMABank", "PageHinkley", "Profile", "load", "registry"]

__version__: Final[str]

_Number = Union[float, np.bool_, np.integer[Any], np.floating[Any]]

class _Array(Protocol):
    def __array__(self, /) -> np.ndarray[Any, Any]: ...

class Detector:
    """What all detectors have in common. Not thread-safe: one object is one thread's."""

    @overload
    def update(self, x: _Number) -> State:
        """Takes one value and returns the State after it; or takes the values of a 1-D array up to and with the
        first that raises an alarm and returns how many were taken.

        A contiguous float64 array (anything with the buffer protocol, read-only too) is read in place. Other
        number types, strided arrays, lists and series are converted by numpy into a new float64 array first.
        NaN and infinities are counted in `rejected` and change nothing else. While an alarm is kept no further
        one is raised, and an array is taken whole: call reset() or rearm() after an alarm.

        Raises TypeError for what is not a real number, DataError for an array that is not 1-D.
        """
    @overload
    def update(self, x: Union[Buffer, _Array, Sequence[_Number]]) -> int: ...
    def reset(self) -> None:
        """Forgets everything but the parameters."""
    def rearm(self) -> None:
        """Clears the alarm and keeps what was learned: the next value that meets the condition raises it again."""
    def save(self) -> bytes:
        """The parameters and the state as bytes, for load(); the same bytes as in C and C++."""
    def get_params(self) -> dict[str, Union[float, str]]:
        """The parameters by name."""
    __hash__: None  # type: ignore[assignment]
    def __eq__(self, other: object, /) -> bool: ...
    @property
    def state(self) -> State:
        """The verdict after the last value; State.DRIFT stays until reset() or rearm()."""
    @property
    def drift_detected(self) -> bool:
        """True from an alarm until reset() or rearm()."""
    @property
    def warning_detected(self) -> bool:
        """True while evidence is building; always False for a detector with one level."""
    @property
    def statistic(self) -> float:
        """What is compared with the limit."""
    @property
    def count(self) -> int:
        """Accepted values since construction or reset()."""
    @property
    def rejected(self) -> int:
        """Values that were not finite, since construction or reset()."""
    @property
    def change(self) -> Change:
        """What is known about the change that is seen: a Change."""

class CUSUM(Detector):
    """Tabular CUSUM chart for a step in the mean.

    Parameters
    ----------
    k : float in [0, 1e+06], sd, default 0.5
        reference value: half the shift to find fastest
    h : float in (0, 1e+09], sd, default 8.053
        decision interval: alarm when a sum exceeds it
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean (baseline known)
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation (baseline known; scale for running)
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find
    head_start : float in [0, 1e+09], sd, default 0.0
        where the sums start; below h
    baseline : str in {'known', 'learned', 'running'}, default 'known'
        where mean and sd come from: given, learned from the first values, or a running mean
    warm_up : int in [2, 1e+09], observations, default 30
        values that a learned baseline takes; first verdict of a running one

    Source: Page 1954, Biometrika 41; Lucas and Crosier 1982, Technometrics 24.
    """

    def __init__(
        self,
        *,
        k: float = 0.5,
        h: float = 8.053,
        mean: float = 0.0,
        sd: float = 1.0,
        side: Literal["both", "up", "down"] = "both",
        head_start: float = 0.0,
        baseline: Literal["known", "learned", "running"] = "known",
        warm_up: int = 30,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> CUSUM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def k(self) -> float:
        """reference value: half the shift to find fastest"""
    @property
    def h(self) -> float:
        """decision interval: alarm when a sum exceeds it"""
    @property
    def mean(self) -> float:
        """in-control mean (baseline known)"""
    @property
    def sd(self) -> float:
        """in-control standard deviation (baseline known; scale for running)"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def head_start(self) -> float:
        """where the sums start; below h"""
    @property
    def baseline(self) -> Literal["known", "learned", "running"]:
        """where mean and sd come from: given, learned from the first values, or a running mean"""
    @property
    def warm_up(self) -> int:
        """values that a learned baseline takes; first verdict of a running one"""

class PageHinkley(Detector):
    """Page-Hinkley test for a change of the mean.

    Parameters
    ----------
    delta : float in [0, 1e+09], sd, default 0.005
        tolerated change of the mean
    threshold : float in (0, 1e+12], sd, default 50.0
        alarm when the distance exceeds it
    alpha : float in (0, 1], default 1.0
        fading factor of the sum; 1 forgets nothing
    min_samples : int in [1, 9007199254740992], observations, default 30
        first verdict
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find
    form : str in {'extremum', 'clipped', 'unclipped'}, default 'extremum'
        which published form; the last two look up only
    mean : float in [-1e+100, 1e+100], x, default 0.0
        subtracted from x first
    sd : float in [1e-100, 1e+100], x, default 1.0
        x is divided by it: the unit of delta and threshold

    Source: Page 1954, Biometrika 41; Gama et al. 2014, ACM Computing Surveys 46.
    """

    def __init__(
        self,
        *,
        delta: float = 0.005,
        threshold: float = 50.0,
        alpha: float = 1.0,
        min_samples: int = 30,
        side: Literal["both", "up", "down"] = "both",
        form: Literal["extremum", "clipped", "unclipped"] = "extremum",
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> PageHinkley:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def delta(self) -> float:
        """tolerated change of the mean"""
    @property
    def threshold(self) -> float:
        """alarm when the distance exceeds it"""
    @property
    def alpha(self) -> float:
        """fading factor of the sum; 1 forgets nothing"""
    @property
    def min_samples(self) -> int:
        """first verdict"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def form(self) -> Literal["extremum", "clipped", "unclipped"]:
        """which published form; the last two look up only"""
    @property
    def mean(self) -> float:
        """subtracted from x first"""
    @property
    def sd(self) -> float:
        """x is divided by it: the unit of delta and threshold"""

class EWMABank(Detector):
    """EWMAs at log-spaced rates, every scale with the same false-alarm rate.

    Parameters
    ----------
    rates : int in [1, 32], default 8
        number of rates
    max_rate : float in [1e-09, 1], 1/observation, default 0.75
        the fastest rate
    ratio : float in (1, 1000], default 3.0
        each rate is the one before it divided by this
    limit : float in (0, 1e+09], nats, default 13.71
        alarm when the statistic exceeds it
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation

    Source: Roberts 1959, Technometrics 1; Duembgen and Spokoiny 2001, Ann. Statist. 29.
    """

    def __init__(
        self,
        *,
        rates: int = 8,
        max_rate: float = 0.75,
        ratio: float = 3.0,
        limit: float = 13.71,
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> EWMABank:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def rates(self) -> int:
        """number of rates"""
    @property
    def max_rate(self) -> float:
        """the fastest rate"""
    @property
    def ratio(self) -> float:
        """each rate is the one before it divided by this"""
    @property
    def limit(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""

def load(data: Buffer) -> Detector:
    """Whichever detector save() wrote. Raises StateError for any other bytes."""
def registry() -> dict[str, list[dict[str, Any]]]:
    """Every registered part as plain data: name, title, source and parameters with bounds."""

class Profile:
    """What is kept of a reference: a summary of each column, in order. tepid.profile() and `tepid profile` make one; it cannot be changed."""

    @staticmethod
    def load(data: Buffer) -> Profile:
        """The profile in the bytes of a .tepid file. Raises StateError for any other bytes."""
    def save(self) -> bytes:
        """The bytes of a .tepid file, as the command line reads and writes it."""
    @property
    def columns(self) -> list[ColumnSummary]:
        """A ColumnSummary for each column, in order."""
    __hash__: None  # type: ignore[assignment]
    def __eq__(self, other: object, /) -> bool: ...

def _build_profile(columns: list[tuple[str, str, Any]]) -> Profile: ...
def _arl(
    name: str, shift: float, slope: float, steady: bool, paths: int, seed: int, parameters: dict[str, Union[float, str]]
) -> tuple[float, str, float]: ...
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
    parameters: dict[str, Union[float, str]],
) -> dict[str, Any]: ...
def _run_test(
    name: str, reference: Column, current: Column, parameters: dict[str, Union[float, str]]
) -> Comparison: ...
