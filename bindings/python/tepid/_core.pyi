# Generated from the registry by scripts/generate_stubs.py; do not edit.
import os
from collections.abc import Iterable, Sequence
from typing import Any, Callable, Final, Literal, Optional, Protocol, Union, overload

import numpy as np
from typing_extensions import Buffer, Self

from tepid._arrays import Column
from tepid._monitor_types import Alarm, Snapshot
from tepid._types import Change, ColumnSummary, Comparison, State

__all__ = ["ADWIN", "BOCPD", "BettingEProcess", "BinomialCUSUM", "CUSUM", "ConformalMartingale", "CountsEWMA", "CrosierCUSUM", "DDM", "Detector", "ECDD", "EDDM", "EWMA", "EWMABank", "EWMAFOCuS", "FHDDM", "FHDDMS", "FOCuS", "GLR", "GMA", "HDDM_A", "HDDM_W", "HotellingT2", "IncrementalKS", "KSWIN", "LFR", "MCUSUM", "MDDM", "MEWMA", "NewAtom", "OPTWIN", "PageHinkley", "PoissonCUSUM", "Profile", "RDDM", "SEED", "SRMixture", "STEPD", "SelfStartingCUSUM", "SeqDrift1", "SeqDrift2", "Shewhart", "ShewhartAttributes", "ShewhartSubgroups", "StreamingMMD", "VarianceCUSUM", "VarianceEWMA", "load", "missing_value", "registry"]

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
    """What tepid's detectors and those of tepid.river have in common."""

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def reset(self) -> None:
        """Forgets everything but the parameters."""
    def rearm(self) -> None:
        """Clears the alarm and keeps what was learned: the next value that meets the condition raises it again."""
    def save(self) -> bytes:
        """The parameters and the state as bytes, for load(); the same bytes as in C and C++."""
    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The constructor's parameters by name. `deep` changes nothing: no parameter is a
        detector. It is there for scikit-learn.
        """
    def set_params(self, **parameters: Any) -> Self:
        """Other parameters, by the constructor's names, and back to the state after
        construction: what was learned under other parameters is forgotten. Without any, nothing is changed. Returns
        itself. Raises what the constructor raises, and then changes nothing.
        """
    def __sklearn_clone__(self) -> Self:
        """A new detector with the same parameters: what sklearn.base.clone() calls."""
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

class Detector(_DetectorBase):
    """What all detectors have in common.

    Threads may share one: while one of them has an array taken, the others wait for it."""

    @overload
    def update(self, x: _Number) -> State:
        """Takes one value and returns the State after it; or takes the values of a 1-D array up to and with the
        first that raises an alarm and returns how many were taken.

        A contiguous float64 array (anything with the buffer protocol, read-only too) is read in place. Other
        number types, strided arrays, lists and series are converted by numpy into a new float64 array first.
        NaN and infinities are counted in `rejected` and change nothing else. While an alarm is kept no further
        one is raised, and an array is taken whole: call reset() or rearm() after an alarm.

        Where an array takes more than some microseconds, other Python threads run meanwhile; one that uses this
        object waits until the array is taken. The array must not be written to meanwhile.

        Raises TypeError for what is not a real number, DataError for an array that is not 1-D.
        """
    @overload
    def update(self, x: Union[Buffer, _Array, Sequence[_Number]]) -> int: ...
    __hash__: None  # type: ignore[assignment]
    def __eq__(self, other: object, /) -> bool: ...

class _OneUpdateDetector(_DetectorBase):
    """A detector whose alarm lasts one update, after which it starts anew."""

    def __init__(self, name: str, parameters: dict[str, Any]) -> None: ...
    def update(self, x: _Number) -> None:
        """Takes one value; after an alarm, starts anew first. NaN and infinities are counted in `rejected` and change
        nothing else. Raises TypeError for what is not a real number.
        """
    def _restart(self, name: str, parameters: dict[str, Any]) -> None: ...
    def _own_params(self) -> dict[str, Any]: ...
    def _window(self) -> tuple[int, float, float]: ...

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

class Shewhart(Detector):
    """Shewhart chart of single values, with Western Electric and Nelson rules.

    Parameters
    ----------
    L : float in (0, 1e+06], sd, default 3.0
        limit of rule1; those of the other rules keep their share of it
    rule1 : bool, default True
        one value beyond L
    rule2 : bool, default False
        two of three beyond 2/3 L on the same side
    rule3 : bool, default False
        four of five beyond 1/3 L on the same side
    rule4 : bool, default False
        eight in a row on the same side of the mean
    nelson2 : bool, default False
        nine in a row on the same side of the mean
    nelson3 : bool, default False
        six in a row, each above, or each below, the one before
    nelson4 : bool, default False
        fourteen in a row going up and down by turns
    nelson7 : bool, default False
        fifteen in a row within 1 sd
    nelson8 : bool, default False
        eight in a row beyond 1/3 L, on either side
    moving_range : bool, default False
        also a chart of the range of two neighbours
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation
    warm_up : int in [0, 1e+09], observations, default 0
        values from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: Shewhart 1931; Western Electric 1956; Nelson 1984, J. Quality Technology 16.
    """

    def __init__(
        self,
        *,
        L: float = 3.0,
        rule1: bool = True,
        rule2: bool = False,
        rule3: bool = False,
        rule4: bool = False,
        nelson2: bool = False,
        nelson3: bool = False,
        nelson4: bool = False,
        nelson7: bool = False,
        nelson8: bool = False,
        moving_range: bool = False,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> Shewhart:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def L(self) -> float:
        """limit of rule1; those of the other rules keep their share of it"""
    @property
    def rule1(self) -> bool:
        """one value beyond L"""
    @property
    def rule2(self) -> bool:
        """two of three beyond 2/3 L on the same side"""
    @property
    def rule3(self) -> bool:
        """four of five beyond 1/3 L on the same side"""
    @property
    def rule4(self) -> bool:
        """eight in a row on the same side of the mean"""
    @property
    def nelson2(self) -> bool:
        """nine in a row on the same side of the mean"""
    @property
    def nelson3(self) -> bool:
        """six in a row, each above, or each below, the one before"""
    @property
    def nelson4(self) -> bool:
        """fourteen in a row going up and down by turns"""
    @property
    def nelson7(self) -> bool:
        """fifteen in a row within 1 sd"""
    @property
    def nelson8(self) -> bool:
        """eight in a row beyond 1/3 L, on either side"""
    @property
    def moving_range(self) -> bool:
        """also a chart of the range of two neighbours"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """values from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class ShewhartSubgroups(Detector):
    """Shewhart charts of subgroups: X-bar with R or S.

    Parameters
    ----------
    n : int in [2, 25], default 5
        values in a subgroup
    spread : str in {'none', 'range', 'sd'}, default 'range'
        chart of the spread beside that of the means
    L : float in (0, 1e+06], sd, default 3.0
        limit in standard deviations of what is charted
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation
    warm_up : int in [0, 1e+09], subgroups, default 0
        subgroups from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: Shewhart 1931, Economic Control of Quality of Manufactured Product.
    """

    def __init__(
        self,
        *,
        n: int = 5,
        spread: Literal["none", "range", "sd"] = "range",
        L: float = 3.0,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> ShewhartSubgroups:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def n(self) -> int:
        """values in a subgroup"""
    @property
    def spread(self) -> Literal["none", "range", "sd"]:
        """chart of the spread beside that of the means"""
    @property
    def L(self) -> float:
        """limit in standard deviations of what is charted"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """subgroups from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class ShewhartAttributes(Detector):
    """Shewhart chart of shares or counts: p, np, c and u.

    Parameters
    ----------
    kind : str in {'p', 'np', 'c', 'u'}, default 'c'
        p and np: of binomial data; c and u: of Poisson data
    center : float in [0, 1e+06], default 4.0
        in control: the share (p, np), the mean count (c), the mean count by unit (u)
    n : int in [1, 1e+09], default 100
        items (p, np) or units (u) behind a value; c has none
    L : float in (0, 1e+06], sd, default 3.0
        alarm when the deviation exceeds it
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find

    Source: Shewhart 1931, Economic Control of Quality of Manufactured Product.
    """

    def __init__(
        self,
        *,
        kind: Literal["p", "np", "c", "u"] = "c",
        center: float = 4.0,
        n: int = 100,
        L: float = 3.0,
        side: Literal["both", "up", "down"] = "both",
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> ShewhartAttributes:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def kind(self) -> Literal["p", "np", "c", "u"]:
        """p and np: of binomial data; c and u: of Poisson data"""
    @property
    def center(self) -> float:
        """in control: the share (p, np), the mean count (c), the mean count by unit (u)"""
    @property
    def n(self) -> int:
        """items (p, np) or units (u) behind a value; c has none"""
    @property
    def L(self) -> float:
        """alarm when the deviation exceeds it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class EWMA(Detector):
    """EWMA chart for a change of the mean.

    Parameters
    ----------
    lambda_ : float in (0, 1], default 0.1
        weight of the newest value
    L : float in (0, 1e+06], sd of Z, default 2.814
        limit in long-run standard deviations of the EWMA
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find
    head_start : float in [-1000, 1000], sd of Z, default 0.0
        where the EWMA starts; within the limits
    limits : str in {'fix', 'vacl', 'fir', 'both', 'steiner'}, default 'fix'
        fix: at once in full; vacl: of the exact variance; fir: fast initial response; both; steiner
    barrier : float in [-1000, 1000], sd of Z, default -6.0
        a one-sided EWMA is held here on its quiet side
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation
    warm_up : int in [0, 1e+09], observations, default 0
        values from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: Roberts 1959, Technometrics 1; Lucas and Saccucci 1990, Technometrics 32.
    """

    def __init__(
        self,
        *,
        lambda_: float = 0.1,
        L: float = 2.814,
        side: Literal["both", "up", "down"] = "both",
        head_start: float = 0.0,
        limits: Literal["fix", "vacl", "fir", "both", "steiner"] = "fix",
        barrier: float = -6.0,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> EWMA:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def lambda_(self) -> float:
        """weight of the newest value"""
    @property
    def L(self) -> float:
        """limit in long-run standard deviations of the EWMA"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def head_start(self) -> float:
        """where the EWMA starts; within the limits"""
    @property
    def limits(self) -> Literal["fix", "vacl", "fir", "both", "steiner"]:
        """fix: at once in full; vacl: of the exact variance; fir: fast initial response; both; steiner"""
    @property
    def barrier(self) -> float:
        """a one-sided EWMA is held here on its quiet side"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """values from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class CrosierCUSUM(Detector):
    """Crosier's two-sided CUSUM chart for a step in the mean.

    Parameters
    ----------
    k : float in [0, 1e+06], sd, default 0.5
        reference value: half the shift to find fastest
    h : float in (0, 1e+09], sd, default 3.73
        decision interval: alarm when the sum leaves it
    head_start : float in [-1e+09, 1e+09], sd, default 0.0
        where the sum starts; between -h and h
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation
    warm_up : int in [0, 1e+09], observations, default 0
        values from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: Crosier 1986, Technometrics 28.
    """

    def __init__(
        self,
        *,
        k: float = 0.5,
        h: float = 3.73,
        head_start: float = 0.0,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> CrosierCUSUM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def k(self) -> float:
        """reference value: half the shift to find fastest"""
    @property
    def h(self) -> float:
        """decision interval: alarm when the sum leaves it"""
    @property
    def head_start(self) -> float:
        """where the sum starts; between -h and h"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """values from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class SelfStartingCUSUM(Detector):
    """Self-starting CUSUM chart: mean and sd need not be known.

    Parameters
    ----------
    k : float in [0, 1e+06], sd, default 0.5
        reference value: half the shift to find fastest
    h : float in (0, 1e+09], sd, default 8.053
        decision interval: alarm when a sum exceeds it
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find
    head_start : float in [0, 1e+09], sd, default 0.0
        where the sums start; below h
    warm_up : int in [2, 1e+09], observations, default 2
        values that only enter mean and sd, before the first verdict

    Source: Hawkins 1987, The Statistician 36.
    """

    def __init__(
        self,
        *,
        k: float = 0.5,
        h: float = 8.053,
        side: Literal["both", "up", "down"] = "both",
        head_start: float = 0.0,
        warm_up: int = 2,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> SelfStartingCUSUM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def k(self) -> float:
        """reference value: half the shift to find fastest"""
    @property
    def h(self) -> float:
        """decision interval: alarm when a sum exceeds it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def head_start(self) -> float:
        """where the sums start; below h"""
    @property
    def warm_up(self) -> int:
        """values that only enter mean and sd, before the first verdict"""

class BinomialCUSUM(Detector):
    """CUSUM chart of binomial counts, one-sided.

    Parameters
    ----------
    n : int in [1, 1e+06], trials, default 150
        trials behind a count
    p : float in (0, 1), default 0.1
        in-control probability of a success; limits are designed for it
    k : float in (0, 1e+06], counts, default 18.5
        reference value, between the counts in and out of control
    h : float in [0, 1e+06], counts, default 20.0
        decision interval: alarm when the sum exceeds it
    side : str in {'both', 'up', 'down'}, default 'up'
        direction of change to find: up or down
    head_start : float in [0, 1e+06], counts, default 0.0
        where the sum starts; at most h

    Source: Gan 1993, J. of Quality Technology 25; Brook and Evans 1972, Biometrika 59.
    """

    def __init__(
        self,
        *,
        n: int = 150,
        p: float = 0.1,
        k: float = 18.5,
        h: float = 20.0,
        side: Literal["both", "up", "down"] = "up",
        head_start: float = 0.0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> BinomialCUSUM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def n(self) -> int:
        """trials behind a count"""
    @property
    def p(self) -> float:
        """in-control probability of a success; limits are designed for it"""
    @property
    def k(self) -> float:
        """reference value, between the counts in and out of control"""
    @property
    def h(self) -> float:
        """decision interval: alarm when the sum exceeds it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find: up or down"""
    @property
    def head_start(self) -> float:
        """where the sum starts; at most h"""

class PoissonCUSUM(Detector):
    """CUSUM chart of Poisson counts, one-sided.

    Parameters
    ----------
    mean : float in [0, 1e+06], counts, default 4.0
        in-control mean count; limits are designed for it
    k : float in (0, 1e+06], counts, default 5.0
        reference value, between the counts in and out of control
    h : float in [0, 1e+06], counts, default 10.0
        decision interval: alarm when the sum exceeds it
    side : str in {'both', 'up', 'down'}, default 'up'
        direction of change to find: up or down
    head_start : float in [0, 1e+06], counts, default 0.0
        where the sum starts; at most h

    Source: Lucas 1985, Technometrics 27; Brook and Evans 1972, Biometrika 59.
    """

    def __init__(
        self,
        *,
        mean: float = 4.0,
        k: float = 5.0,
        h: float = 10.0,
        side: Literal["both", "up", "down"] = "up",
        head_start: float = 0.0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> PoissonCUSUM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def mean(self) -> float:
        """in-control mean count; limits are designed for it"""
    @property
    def k(self) -> float:
        """reference value, between the counts in and out of control"""
    @property
    def h(self) -> float:
        """decision interval: alarm when the sum exceeds it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find: up or down"""
    @property
    def head_start(self) -> float:
        """where the sum starts; at most h"""

class CountsEWMA(Detector):
    """EWMA chart of Poisson or binomial counts.

    Parameters
    ----------
    law : str in {'poisson', 'binomial'}, default 'poisson'
        of the counts
    mean : float in [0, 1e+06], counts, default 4.0
        in-control mean (poisson)
    n : int in [1, 1e+06], trials, default 150
        trials behind a count (binomial)
    p : float in (0, 1), default 0.1
        in-control probability of a success (binomial)
    lambda_ : float in (0, 1], default 0.1
        weight of the newest count
    A : float in (0, 1e+06], sd of Z, default 2.8
        limit in long-run standard deviations of the EWMA
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find
    z0 : float in [-1, 1e+06], counts, default -1.0
        where the EWMA starts; below 0: at the mean
    resolution : int in [0, 1e+06], 1/count, default 0
        the EWMA is rounded to multiples of 1/resolution after every count; 0: not

    Source: Borror, Champ and Rigdon 1998, J. Quality Technology 30; Gan 1990, JSCS 37.
    """

    def __init__(
        self,
        *,
        law: Literal["poisson", "binomial"] = "poisson",
        mean: float = 4.0,
        n: int = 150,
        p: float = 0.1,
        lambda_: float = 0.1,
        A: float = 2.8,
        side: Literal["both", "up", "down"] = "both",
        z0: float = -1.0,
        resolution: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> CountsEWMA:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def law(self) -> Literal["poisson", "binomial"]:
        """of the counts"""
    @property
    def mean(self) -> float:
        """in-control mean (poisson)"""
    @property
    def n(self) -> int:
        """trials behind a count (binomial)"""
    @property
    def p(self) -> float:
        """in-control probability of a success (binomial)"""
    @property
    def lambda_(self) -> float:
        """weight of the newest count"""
    @property
    def A(self) -> float:
        """limit in long-run standard deviations of the EWMA"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def z0(self) -> float:
        """where the EWMA starts; below 0: at the mean"""
    @property
    def resolution(self) -> int:
        """the EWMA is rounded to multiples of 1/resolution after every count; 0: not"""

class VarianceCUSUM(Detector):
    """CUSUM chart of sample variances, one-sided.

    Parameters
    ----------
    k : float in (0, 1000], in-control variance, default 1.46
        reference value: above 1 upwards, below downwards
    h : float in (0, 1e+09], in-control variance, default 10.0
        decision limit: alarm when the sum exceeds it
    df : int in [1, 1e+05], default 1
        values in a sample, less one if its own mean is taken off
    head_start : float in [0, 1e+09], in-control variance, default 0.0
        where the sum starts; below h
    side : str in {'both', 'up', 'down'}, default 'up'
        direction of change to find: up or down
    own_mean : bool, default False
        1: samples of df + 1 values, about their own mean; 0: of df values, about `mean`
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation
    warm_up : int in [0, 1e+09], observations, default 0
        values from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: Page 1963, Technometrics 5; Knoth 2006, Frontiers in SQC 8.
    """

    def __init__(
        self,
        *,
        k: float = 1.46,
        h: float = 10.0,
        df: int = 1,
        head_start: float = 0.0,
        side: Literal["both", "up", "down"] = "up",
        own_mean: bool = False,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> VarianceCUSUM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def k(self) -> float:
        """reference value: above 1 upwards, below downwards"""
    @property
    def h(self) -> float:
        """decision limit: alarm when the sum exceeds it"""
    @property
    def df(self) -> int:
        """values in a sample, less one if its own mean is taken off"""
    @property
    def head_start(self) -> float:
        """where the sum starts; below h"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find: up or down"""
    @property
    def own_mean(self) -> bool:
        """1: samples of df + 1 values, about their own mean; 0: of df values, about `mean`"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """values from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class VarianceEWMA(Detector):
    """EWMA chart of sample variances, upwards.

    Parameters
    ----------
    lambda_ : float in (0, 1], default 0.1
        weight of the newest sample
    L : float in (0, 1e+06], sd of Z, default 2.5
        limit above 1 in long-run standard deviations of the EWMA
    df : int in [1, 1e+05], default 1
        values in a sample, less one if its own mean is taken off
    head_start : float in [0, 1e+06], in-control variance, default 1.0
        where the EWMA starts; below the limit
    own_mean : bool, default False
        1: samples of df + 1 values, about their own mean; 0: of df values, about `mean`
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation
    warm_up : int in [0, 1e+09], observations, default 0
        values from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: MacGregor and Harris 1993, J. Quality Technology 25; Knoth 2005.
    """

    def __init__(
        self,
        *,
        lambda_: float = 0.1,
        L: float = 2.5,
        df: int = 1,
        head_start: float = 1.0,
        own_mean: bool = False,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> VarianceEWMA:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def lambda_(self) -> float:
        """weight of the newest sample"""
    @property
    def L(self) -> float:
        """limit above 1 in long-run standard deviations of the EWMA"""
    @property
    def df(self) -> int:
        """values in a sample, less one if its own mean is taken off"""
    @property
    def head_start(self) -> float:
        """where the EWMA starts; below the limit"""
    @property
    def own_mean(self) -> bool:
        """1: samples of df + 1 values, about their own mean; 0: of df values, about `mean`"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """values from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class GMA(Detector):
    """Geometric moving average test for a change of the mean.

    Parameters
    ----------
    alpha : float in [0, 1), default 0.99
        weight of the past; 1 - alpha is that of the newest value
    threshold : float in (0, 1e+12], sd, default 0.2286
        alarm when the average exceeds it
    min_samples : int in [1, 9007199254740992], observations, default 1
        first verdict
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find
    baseline : str in {'known', 'running'}, default 'known'
        where the mean comes from: given, or a running mean
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean (subtracted first for running)
    sd : float in [1e-100, 1e+100], x, default 1.0
        x is divided by it: the unit of threshold

    Source: Roberts 1959, Technometrics 1; Basseville and Nikiforov 1993.
    """

    def __init__(
        self,
        *,
        alpha: float = 0.99,
        threshold: float = 0.2286,
        min_samples: int = 1,
        side: Literal["both", "up", "down"] = "both",
        baseline: Literal["known", "running"] = "known",
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> GMA:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def alpha(self) -> float:
        """weight of the past; 1 - alpha is that of the newest value"""
    @property
    def threshold(self) -> float:
        """alarm when the average exceeds it"""
    @property
    def min_samples(self) -> int:
        """first verdict"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def baseline(self) -> Literal["known", "running"]:
        """where the mean comes from: given, or a running mean"""
    @property
    def mean(self) -> float:
        """in-control mean (subtracted first for running)"""
    @property
    def sd(self) -> float:
        """x is divided by it: the unit of threshold"""

class HotellingT2(Detector):
    """Hotelling's T2 chart for a shift of the mean vector.

    Parameters
    ----------
    dimension : int in [1, 64], default 2
        values in a row; they are given one after another
    limit : float in [0, 1e+09], default 10.0
        alarm when T2 exceeds it
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean of every column (without warm_up)
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation of every column (without warm_up); of a column that was constant in it
    warm_up : int in [0, 1e+09], rows, default 0
        rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation

    Source: Hotelling 1947, in Techniques of Statistical Analysis.
    """

    def __init__(
        self,
        *,
        dimension: int = 2,
        limit: float = 10.0,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> HotellingT2:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def dimension(self) -> int:
        """values in a row; they are given one after another"""
    @property
    def limit(self) -> float:
        """alarm when T2 exceeds it"""
    @property
    def mean(self) -> float:
        """in-control mean of every column (without warm_up)"""
    @property
    def sd(self) -> float:
        """in-control standard deviation of every column (without warm_up); of a column that was constant in it"""
    @property
    def warm_up(self) -> int:
        """rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation"""

class MEWMA(Detector):
    """Multivariate EWMA chart for a shift of the mean vector.

    Parameters
    ----------
    dimension : int in [1, 64], default 2
        values in a row; they are given one after another
    lambda_ : float in [1e-09, 1], default 0.1
        weight of the newest row
    h4 : float in (0, 1e+09], default 8.63358064
        alarm when the quadratic form of the EWMA exceeds it
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean of every column (without warm_up)
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation of every column (without warm_up); of a column that was constant in it
    warm_up : int in [0, 1e+09], rows, default 0
        rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation

    Source: Lowry, Woodall, Champ and Rigdon 1992, Technometrics 34.
    """

    def __init__(
        self,
        *,
        dimension: int = 2,
        lambda_: float = 0.1,
        h4: float = 8.63358064,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> MEWMA:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def dimension(self) -> int:
        """values in a row; they are given one after another"""
    @property
    def lambda_(self) -> float:
        """weight of the newest row"""
    @property
    def h4(self) -> float:
        """alarm when the quadratic form of the EWMA exceeds it"""
    @property
    def mean(self) -> float:
        """in-control mean of every column (without warm_up)"""
    @property
    def sd(self) -> float:
        """in-control standard deviation of every column (without warm_up); of a column that was constant in it"""
    @property
    def warm_up(self) -> int:
        """rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation"""

class MCUSUM(Detector):
    """Multivariate CUSUM chart for a step of the mean vector.

    Parameters
    ----------
    dimension : int in [1, 64], default 2
        values in a row; they are given one after another
    k : float in [0, 1e+06], default 0.5
        reference value: half the Mahalanobis length to find fastest
    h : float in (0, 1e+09], default 5.5
        decision interval: alarm when the statistic exceeds it
    form : str in {'crosier', 'pignatiello_runger'}, default 'crosier'
        which multivariate CUSUM
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean of every column (without warm_up)
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation of every column (without warm_up); of a column that was constant in it
    warm_up : int in [0, 1e+09], rows, default 0
        rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation

    Source: Crosier 1988, Technometrics 30; Pignatiello and Runger 1990, JQT 22.
    """

    def __init__(
        self,
        *,
        dimension: int = 2,
        k: float = 0.5,
        h: float = 5.5,
        form: Literal["crosier", "pignatiello_runger"] = "crosier",
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> MCUSUM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def dimension(self) -> int:
        """values in a row; they are given one after another"""
    @property
    def k(self) -> float:
        """reference value: half the Mahalanobis length to find fastest"""
    @property
    def h(self) -> float:
        """decision interval: alarm when the statistic exceeds it"""
    @property
    def form(self) -> Literal["crosier", "pignatiello_runger"]:
        """which multivariate CUSUM"""
    @property
    def mean(self) -> float:
        """in-control mean of every column (without warm_up)"""
    @property
    def sd(self) -> float:
        """in-control standard deviation of every column (without warm_up); of a column that was constant in it"""
    @property
    def warm_up(self) -> int:
        """rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation"""

class DDM(Detector):
    """DDM: rise of an error rate above its lowest value.

    Parameters
    ----------
    warm_start : int in [0, 9007199254740992], observations, default 30
        values before the first verdict; they set no lowest rate
    warning_level : float in (0, 1e+06], sd, default 2.0
        warning when the statistic exceeds it
    drift_level : float in (0, 1e+06], sd, default 3.0
        alarm when the statistic exceeds it
    min_errors : int in [0, 9007199254740992], observations, default 1
        errors before a lowest rate is set; with 0 one error after a faultless start is an alarm

    Source: Gama, Medas, Castillo and Rodrigues 2004, SBIA, LNCS 3171.
    """

    def __init__(
        self,
        *,
        warm_start: int = 30,
        warning_level: float = 2.0,
        drift_level: float = 3.0,
        min_errors: int = 1,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> DDM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def warm_start(self) -> int:
        """values before the first verdict; they set no lowest rate"""
    @property
    def warning_level(self) -> float:
        """warning when the statistic exceeds it"""
    @property
    def drift_level(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def min_errors(self) -> int:
        """errors before a lowest rate is set; with 0 one error after a faultless start is an alarm"""

class EDDM(Detector):
    """EDDM: errors following each other more closely.

    Parameters
    ----------
    warm_start : int in [0, 9007199254740992], observations, default 30
        values before a highest distance is set; errors before the first verdict
    warning_level : float in (0, 1), default 0.95
        warning when the ratio is below it
    drift_level : float in (0, 1), default 0.9
        alarm when the ratio is below it
    variance : str in {'population', 'sample'}, default 'population'
        variance of the distances by their number or one less

    Source: Baena-Garcia et al. 2006, Knowledge Discovery from Data Streams.
    """

    def __init__(
        self,
        *,
        warm_start: int = 30,
        warning_level: float = 0.95,
        drift_level: float = 0.9,
        variance: Literal["population", "sample"] = "population",
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> EDDM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def warm_start(self) -> int:
        """values before a highest distance is set; errors before the first verdict"""
    @property
    def warning_level(self) -> float:
        """warning when the ratio is below it"""
    @property
    def drift_level(self) -> float:
        """alarm when the ratio is below it"""
    @property
    def variance(self) -> Literal["population", "sample"]:
        """variance of the distances by their number or one less"""

class RDDM(Detector):
    """RDDM: DDM that forgets old outcomes.

    Parameters
    ----------
    warm_start : int in [0, 9007199254740992], observations, default 129
        values of a concept before its first verdict; they set no lowest rate
    warning_level : float in (0, 1e+06], sd, default 1.773
        warning when the statistic exceeds it
    drift_level : float in (0, 1e+06], sd, default 2.258
        alarm when the statistic exceeds it
    max_concept : int in [2, 9007199254740992], observations, default 40000
        length of a stable concept that is then cut down to the window; above window
    window : int in [1, 16384], observations, default 7000
        outcomes kept
    warning_limit : int in [0, 9007199254740992], observations, default 1400
        warnings in a row that make an alarm when exceeded; 0 for never
    min_errors : int in [0, 9007199254740992], observations, default 1
        errors before a lowest rate is set; with 0 one error after a faultless start is an alarm

    Source: Barros, Cabral, Goncalves and Santos 2017, Expert Systems with Applications 90.
    """

    def __init__(
        self,
        *,
        warm_start: int = 129,
        warning_level: float = 1.773,
        drift_level: float = 2.258,
        max_concept: int = 40000,
        window: int = 7000,
        warning_limit: int = 1400,
        min_errors: int = 1,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> RDDM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def warm_start(self) -> int:
        """values of a concept before its first verdict; they set no lowest rate"""
    @property
    def warning_level(self) -> float:
        """warning when the statistic exceeds it"""
    @property
    def drift_level(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def max_concept(self) -> int:
        """length of a stable concept that is then cut down to the window; above window"""
    @property
    def window(self) -> int:
        """outcomes kept"""
    @property
    def warning_limit(self) -> int:
        """warnings in a row that make an alarm when exceeded; 0 for never"""
    @property
    def min_errors(self) -> int:
        """errors before a lowest rate is set; with 0 one error after a faultless start is an alarm"""

class ECDD(Detector):
    """ECDD: EWMA chart for a rise of an error rate.

    Parameters
    ----------
    limit : float in (0, 1e+06], default 1.0
        alarm when the statistic exceeds it; 1 is what the polynomials are for
    lambda_ : float in [1e-09, 1], default 0.2
        weight of the newest value; smaller remembers longer
    unit : str in {'sd', 'arl_100', 'arl_400'}, default 'arl_400'
        unit of the limit: standard deviations, or a published polynomial for a run length
    warning_fraction : float in (0, 1e+06], default 0.5
        warning when the statistic exceeds this part of the limit
    warm_start : int in [1, 9007199254740992], observations, default 30
        first verdict

    Source: Ross, Adams, Tasoulis and Hand 2012, Pattern Recognition Letters 33.
    """

    def __init__(
        self,
        *,
        limit: float = 1.0,
        lambda_: float = 0.2,
        unit: Literal["sd", "arl_100", "arl_400"] = "arl_400",
        warning_fraction: float = 0.5,
        warm_start: int = 30,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> ECDD:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def limit(self) -> float:
        """alarm when the statistic exceeds it; 1 is what the polynomials are for"""
    @property
    def lambda_(self) -> float:
        """weight of the newest value; smaller remembers longer"""
    @property
    def unit(self) -> Literal["sd", "arl_100", "arl_400"]:
        """unit of the limit: standard deviations, or a published polynomial for a run length"""
    @property
    def warning_fraction(self) -> float:
        """warning when the statistic exceeds this part of the limit"""
    @property
    def warm_start(self) -> int:
        """first verdict"""

class STEPD(Detector):
    """STEPD: recent error rate against the older one.

    Parameters
    ----------
    window : int in [1, 16384], observations, default 30
        recent outcomes
    alpha_drift : float in [1e-300, 0.5], default 0.003
        significance of one test on one side: alarm when the p-value is below it
    alpha_warning : float in [1e-300, 0.5], default 0.05
        warning when the p-value is below it
    side : str in {'both', 'up', 'down'}, default 'up'
        direction of change to find

    Source: Nishida and Yamauchi 2007, Discovery Science, LNCS 4755.
    """

    def __init__(
        self,
        *,
        window: int = 30,
        alpha_drift: float = 0.003,
        alpha_warning: float = 0.05,
        side: Literal["both", "up", "down"] = "up",
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> STEPD:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def window(self) -> int:
        """recent outcomes"""
    @property
    def alpha_drift(self) -> float:
        """significance of one test on one side: alarm when the p-value is below it"""
    @property
    def alpha_warning(self) -> float:
        """warning when the p-value is below it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class HDDM_A(Detector):
    """HDDM_A: change of a mean, by Hoeffding's bound.

    Parameters
    ----------
    drift_confidence : float in (0, 1), default 0.001
        significance of one test: alarm when the statistic exceeds ln(2 / it)
    warning_confidence : float in (0, 1), default 0.005
        warning when the statistic exceeds ln(2 / it)
    side : str in {'both', 'up', 'down'}, default 'up'
        direction of change to find
    bound : str in {'two_over', 'one_over'}, default 'two_over'
        compare with ln(2 / confidence) or with ln(1 / confidence)
    cut_confidence : float in (0, 1), default 0.001
        sets the bound that places the cut; other libraries use drift_confidence

    Source: Frias-Blanco et al. 2015, IEEE TKDE 27.
    """

    def __init__(
        self,
        *,
        drift_confidence: float = 0.001,
        warning_confidence: float = 0.005,
        side: Literal["both", "up", "down"] = "up",
        bound: Literal["two_over", "one_over"] = "two_over",
        cut_confidence: float = 0.001,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> HDDM_A:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def drift_confidence(self) -> float:
        """significance of one test: alarm when the statistic exceeds ln(2 / it)"""
    @property
    def warning_confidence(self) -> float:
        """warning when the statistic exceeds ln(2 / it)"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def bound(self) -> Literal["two_over", "one_over"]:
        """compare with ln(2 / confidence) or with ln(1 / confidence)"""
    @property
    def cut_confidence(self) -> float:
        """sets the bound that places the cut; other libraries use drift_confidence"""

class HDDM_W(Detector):
    """HDDM_W: change of a weighted mean, by McDiarmid's bound.

    Parameters
    ----------
    drift_confidence : float in (0, 1), default 0.001
        significance of one test: alarm when the statistic exceeds ln(1 / it)
    warning_confidence : float in (0, 1), default 0.005
        warning when the statistic exceeds ln(1 / it)
    lambda_ : float in [1e-100, 1], default 0.05
        weight of the newest value; smaller remembers longer
    side : str in {'both', 'up', 'down'}, default 'up'
        direction of change to find
    cut_confidence : float in (0, 1), default 0.001
        sets the bound that places the cut; other libraries use drift_confidence

    Source: Frias-Blanco et al. 2015, IEEE TKDE 27.
    """

    def __init__(
        self,
        *,
        drift_confidence: float = 0.001,
        warning_confidence: float = 0.005,
        lambda_: float = 0.05,
        side: Literal["both", "up", "down"] = "up",
        cut_confidence: float = 0.001,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> HDDM_W:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def drift_confidence(self) -> float:
        """significance of one test: alarm when the statistic exceeds ln(1 / it)"""
    @property
    def warning_confidence(self) -> float:
        """warning when the statistic exceeds ln(1 / it)"""
    @property
    def lambda_(self) -> float:
        """weight of the newest value; smaller remembers longer"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def cut_confidence(self) -> float:
        """sets the bound that places the cut; other libraries use drift_confidence"""

class FHDDM(Detector):
    """FHDDM: errors in a sliding window, by Hoeffding's bound.

    Parameters
    ----------
    window : int in [1, 16384], observations, default 100
        outcomes in the window
    delta : float in (0, 1), default 1e-06
        significance of one test: alarm when the statistic exceeds ln(1 / delta)
    side : str in {'both', 'up', 'down'}, default 'up'
        direction of change to find

    Source: Pesaranghader and Viktor 2016, ECML PKDD, LNCS 9852.
    """

    def __init__(
        self,
        *,
        window: int = 100,
        delta: float = 1e-06,
        side: Literal["both", "up", "down"] = "up",
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> FHDDM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def window(self) -> int:
        """outcomes in the window"""
    @property
    def delta(self) -> float:
        """significance of one test: alarm when the statistic exceeds ln(1 / delta)"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class FHDDMS(Detector):
    """FHDDMS: errors in a long and a short window, by Hoeffding's bound.

    Parameters
    ----------
    window : int in [2, 16384], observations, default 100
        outcomes in the long window
    short_window : int in [1, 16383], observations, default 25
        outcomes in the short window; below window
    delta : float in (0, 1), default 1e-06
        significance of one test: alarm when the statistic exceeds ln(1 / delta)
    side : str in {'both', 'up', 'down'}, default 'up'
        direction of change to find

    Source: Pesaranghader, Viktor and Paquet 2018, Machine Learning 107.
    """

    def __init__(
        self,
        *,
        window: int = 100,
        short_window: int = 25,
        delta: float = 1e-06,
        side: Literal["both", "up", "down"] = "up",
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> FHDDMS:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def window(self) -> int:
        """outcomes in the long window"""
    @property
    def short_window(self) -> int:
        """outcomes in the short window; below window"""
    @property
    def delta(self) -> float:
        """significance of one test: alarm when the statistic exceeds ln(1 / delta)"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class MDDM(Detector):
    """MDDM: weighted errors in a sliding window, by McDiarmid's bound.

    Parameters
    ----------
    window : int in [1, 16384], observations, default 100
        outcomes in the window
    delta : float in (0, 1), default 1e-06
        significance of one test: alarm when the statistic exceeds ln(1 / delta)
    weights : str in {'arithmetic', 'geometric', 'euler'}, default 'arithmetic'
        how weights grow from the oldest to the newest outcome
    growth : float in [0, 10], default 0.01
        growth of the weights from one outcome to the next
    side : str in {'both', 'up', 'down'}, default 'up'
        direction of change to find

    Source: Pesaranghader, Viktor and Paquet 2018, IJCNN.
    """

    def __init__(
        self,
        *,
        window: int = 100,
        delta: float = 1e-06,
        weights: Literal["arithmetic", "geometric", "euler"] = "arithmetic",
        growth: float = 0.01,
        side: Literal["both", "up", "down"] = "up",
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> MDDM:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def window(self) -> int:
        """outcomes in the window"""
    @property
    def delta(self) -> float:
        """significance of one test: alarm when the statistic exceeds ln(1 / delta)"""
    @property
    def weights(self) -> Literal["arithmetic", "geometric", "euler"]:
        """how weights grow from the oldest to the newest outcome"""
    @property
    def growth(self) -> float:
        """growth of the weights from one outcome to the next"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class LFR(Detector):
    """Linear Four Rates: the rates of a binary classifier's confusion matrix.

    Parameters
    ----------
    decay : float in [0.5, 0.999], default 0.9
        weight of the past in a rate's moving value
    alpha_drift : float in [1e-300, 0.1], default 1e-05
        significance of one test of one rate on one side: alarm when the p-value is below it
    alpha_warning : float in [1e-300, 0.1], default 0.001
        warning when the p-value is below it
    warm_up : int in [1, 1e+09], observations, default 50
        outcomes of a rate before it is tested

    Source: Wang and Abraham 2015, IJCNN.
    """

    def __init__(
        self,
        *,
        decay: float = 0.9,
        alpha_drift: float = 1e-05,
        alpha_warning: float = 0.001,
        warm_up: int = 50,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> LFR:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def decay(self) -> float:
        """weight of the past in a rate's moving value"""
    @property
    def alpha_drift(self) -> float:
        """significance of one test of one rate on one side: alarm when the p-value is below it"""
    @property
    def alpha_warning(self) -> float:
        """warning when the p-value is below it"""
    @property
    def warm_up(self) -> int:
        """outcomes of a rate before it is tested"""

class ADWIN(Detector):
    """ADWIN: adaptive window for a change of the mean.

    Parameters
    ----------
    delta : float in [1e-100, 1], default 0.002
        confidence; smaller means fewer alarms
    clock : int in [1, 1e+09], observations, default 32
        looks for a change every so many values
    max_buckets : int in [2, 32], buckets, default 5
        of each size: more give finer cuts
    min_window : int in [1, 1e+09], observations, default 5
        shortest part that is compared
    grace_period : int in [0, 1e+09], observations, default 10
        no check of a window not longer
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find
    form : str in {'all_cuts', 'last_skipped', 'long_parts', 'plain_bound'}, default 'all_cuts'
        which cuts and which bound

    Source: Bifet and Gavalda 2007, SIAM Int. Conf. on Data Mining.
    """

    def __init__(
        self,
        *,
        delta: float = 0.002,
        clock: int = 32,
        max_buckets: int = 5,
        min_window: int = 5,
        grace_period: int = 10,
        side: Literal["both", "up", "down"] = "both",
        form: Literal["all_cuts", "last_skipped", "long_parts", "plain_bound"] = "all_cuts",
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> ADWIN:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def delta(self) -> float:
        """confidence; smaller means fewer alarms"""
    @property
    def clock(self) -> int:
        """looks for a change every so many values"""
    @property
    def max_buckets(self) -> int:
        """of each size: more give finer cuts"""
    @property
    def min_window(self) -> int:
        """shortest part that is compared"""
    @property
    def grace_period(self) -> int:
        """no check of a window not longer"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def form(self) -> Literal["all_cuts", "last_skipped", "long_parts", "plain_bound"]:
        """which cuts and which bound"""

class KSWIN(Detector):
    """KSWIN: sliding-window Kolmogorov-Smirnov test.

    Parameters
    ----------
    alpha : float in [1e-100, 1], default 0.005
        chance of a false alarm in one test
    window : int in [2, 16384], observations, default 100
        values kept
    stat_size : int in [1, 8192], observations, default 30
        latest values that are tested, and older ones drawn; at most half of window
    seed : int in [0, 9007199254740992], default 0
        of the draws
    form : str in {'exact', 'bound'}, default 'exact'
        exact p-value, or the paper's bound
    least_distance : bool, default False
        ask also for D > 0.1, as river does

    Source: Raab, Heusinger and Schleif 2020, Neurocomputing 416.
    """

    def __init__(
        self,
        *,
        alpha: float = 0.005,
        window: int = 100,
        stat_size: int = 30,
        seed: int = 0,
        form: Literal["exact", "bound"] = "exact",
        least_distance: bool = False,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> KSWIN:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def alpha(self) -> float:
        """chance of a false alarm in one test"""
    @property
    def window(self) -> int:
        """values kept"""
    @property
    def stat_size(self) -> int:
        """latest values that are tested, and older ones drawn; at most half of window"""
    @property
    def seed(self) -> int:
        """of the draws"""
    @property
    def form(self) -> Literal["exact", "bound"]:
        """exact p-value, or the paper's bound"""
    @property
    def least_distance(self) -> bool:
        """ask also for D > 0.1, as river does"""

class SeqDrift2(Detector):
    """SeqDrift2: blocks against a reservoir, by Bernstein's bound.

    Parameters
    ----------
    delta : float in [1e-100, 1], default 0.01
        confidence; smaller means fewer alarms
    block : int in [2, 16384], observations, default 200
        tested at a time
    reservoir : int in [2, 16384], observations, default 4000
        older values kept at most
    seed : int in [0, 9007199254740992], default 0
        of the sampling

    Source: Pears, Sakthithasan and Koh 2014, Machine Learning 97.
    """

    def __init__(
        self,
        *,
        delta: float = 0.01,
        block: int = 200,
        reservoir: int = 4000,
        seed: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> SeqDrift2:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def delta(self) -> float:
        """confidence; smaller means fewer alarms"""
    @property
    def block(self) -> int:
        """tested at a time"""
    @property
    def reservoir(self) -> int:
        """older values kept at most"""
    @property
    def seed(self) -> int:
        """of the sampling"""

class SEED(Detector):
    """SEED: mean of adaptive blocks, joined while they are alike.

    Parameters
    ----------
    delta : float in [1e-100, 1], default 0.05
        confidence; smaller means fewer alarms
    block : int in [2, 1e+09], observations, default 32
        length of a block; looks when one is full
    epsilon : float in [0, 1e+09], x, default 0.01
        blocks whose means are nearer than this are joined
    alpha : float in [0, 1e+09], default 0.8
        how fast epsilon grows with the age of a border
    compress_every : int in [1, 1e+09], blocks, default 75
        from one joining to the next
    max_blocks : int in [4, 4096], blocks, default 128
        kept at most
    variance : str in {'of_window', 'increments'}, default 'of_window'
        of the window, or as MOA sums it up

    Source: Huang, Koh, Dobbie and Pears 2014, IEEE ICDM.
    """

    def __init__(
        self,
        *,
        delta: float = 0.05,
        block: int = 32,
        epsilon: float = 0.01,
        alpha: float = 0.8,
        compress_every: int = 75,
        max_blocks: int = 128,
        variance: Literal["of_window", "increments"] = "of_window",
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> SEED:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def delta(self) -> float:
        """confidence; smaller means fewer alarms"""
    @property
    def block(self) -> int:
        """length of a block; looks when one is full"""
    @property
    def epsilon(self) -> float:
        """blocks whose means are nearer than this are joined"""
    @property
    def alpha(self) -> float:
        """how fast epsilon grows with the age of a border"""
    @property
    def compress_every(self) -> int:
        """from one joining to the next"""
    @property
    def max_blocks(self) -> int:
        """kept at most"""
    @property
    def variance(self) -> Literal["of_window", "increments"]:
        """of the window, or as MOA sums it up"""

class IncrementalKS(Detector):
    """Incremental Kolmogorov-Smirnov test against a learned reference.

    Parameters
    ----------
    alpha : float in [1e-100, 1], default 0.001
        chance of a false alarm in one test
    window : int in [2, 8192], observations, default 200
        values of the reference, and of the sliding window

    Source: dos Reis, Flach, Matwin and Batista 2016, KDD.
    """

    def __init__(
        self,
        *,
        alpha: float = 0.001,
        window: int = 200,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> IncrementalKS:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def alpha(self) -> float:
        """chance of a false alarm in one test"""
    @property
    def window(self) -> int:
        """values of the reference, and of the sliding window"""

class OPTWIN(Detector):
    """OPTWIN: mean and spread before and after an optimal cut of the window.

    Parameters
    ----------
    alpha_drift : float in [1e-300, 0.25], default 1e-05
        significance of one test: alarm when a p-value is below it
    alpha_warning : float in [1e-300, 0.25], default 0.001
        warning when a p-value is below it
    rigor : float in [0.01, 100], sd, default 0.5
        shift of the mean that the cut is chosen for
    cut_alpha : float in [1e-12, 0.25], default 0.00025
        significance that the cut is chosen for
    max_window : int in [10, 16384], observations, default 1000
        kept at most
    min_window : int in [10, 16384], observations, default 30
        before the first test; at most max_window
    noise : float in [0, 1e+09], x, default 1e-06
        added to both standard deviations
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find

    Source: Tosi and Theobald 2024, IEEE ICDE Workshops.
    """

    def __init__(
        self,
        *,
        alpha_drift: float = 1e-05,
        alpha_warning: float = 0.001,
        rigor: float = 0.5,
        cut_alpha: float = 0.00025,
        max_window: int = 1000,
        min_window: int = 30,
        noise: float = 1e-06,
        side: Literal["both", "up", "down"] = "both",
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> OPTWIN:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def alpha_drift(self) -> float:
        """significance of one test: alarm when a p-value is below it"""
    @property
    def alpha_warning(self) -> float:
        """warning when a p-value is below it"""
    @property
    def rigor(self) -> float:
        """shift of the mean that the cut is chosen for"""
    @property
    def cut_alpha(self) -> float:
        """significance that the cut is chosen for"""
    @property
    def max_window(self) -> int:
        """kept at most"""
    @property
    def min_window(self) -> int:
        """before the first test; at most max_window"""
    @property
    def noise(self) -> float:
        """added to both standard deviations"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class SeqDrift1(Detector):
    """SeqDrift1: blocks against a sample of the past, by Bernstein's bound.

    Parameters
    ----------
    delta : float in [1e-100, 1], default 0.01
        confidence; smaller means fewer alarms
    delta_warning : float in [1e-100, 1], default 0.1
        the same for warnings
    block : int in [2, 16384], observations, default 200
        tested at a time
    reservoir : int in [2, 16384], observations, default 4000
        older values kept at most
    seed : int in [0, 9007199254740992], default 0
        of the sampling

    Source: Sakthithasan, Pears and Koh 2013, PAKDD, LNCS 7819.
    """

    def __init__(
        self,
        *,
        delta: float = 0.01,
        delta_warning: float = 0.1,
        block: int = 200,
        reservoir: int = 4000,
        seed: int = 0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> SeqDrift1:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def delta(self) -> float:
        """confidence; smaller means fewer alarms"""
    @property
    def delta_warning(self) -> float:
        """the same for warnings"""
    @property
    def block(self) -> int:
        """tested at a time"""
    @property
    def reservoir(self) -> int:
        """older values kept at most"""
    @property
    def seed(self) -> int:
        """of the sampling"""

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
    rates : int in [1, 32], default 7
        number of rates
    max_rate : float in [1e-09, 1], 1/observation, default 0.75
        the fastest rate
    ratio : float in (1, 1000], default 3.0
        each rate is the one before it divided by this
    limit : float in (0, 1e+09], nats, default 14.06
        alarm when the statistic exceeds it
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation
    tilt : float in [0, 10], default 1.1
        above 1, slow rates get more of the false alarms; below, fast ones

    Source: Roberts 1959, Technometrics 1; Duembgen and Spokoiny 2001, Ann. Statist. 29.
    """

    def __init__(
        self,
        *,
        rates: int = 7,
        max_rate: float = 0.75,
        ratio: float = 3.0,
        limit: float = 14.06,
        mean: float = 0.0,
        sd: float = 1.0,
        tilt: float = 1.1,
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
    @property
    def tilt(self) -> float:
        """above 1, slow rates get more of the false alarms; below, fast ones"""

class FOCuS(Detector):
    """Likelihood ratio over every onset and size of a change at once.

    Parameters
    ----------
    limit : float in (0, 1e+09], nats, default 11.85
        alarm when the log-likelihood ratio exceeds it
    family : str in {'gaussian', 'bernoulli', 'poisson'}, default 'gaussian'
        law of the values
    baseline : str in {'known', 'unknown'}, default 'known'
        whether the mean before the change is known
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean (baseline known)
    sd : float in [1e-100, 1e+100], x, default 1.0
        standard deviation (family gaussian)

    Source: Romano, Eckley, Fearnhead and Rigaill 2023, JMLR 24.
    """

    def __init__(
        self,
        *,
        limit: float = 11.85,
        family: Literal["gaussian", "bernoulli", "poisson"] = "gaussian",
        baseline: Literal["known", "unknown"] = "known",
        side: Literal["both", "up", "down"] = "both",
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> FOCuS:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def limit(self) -> float:
        """alarm when the log-likelihood ratio exceeds it"""
    @property
    def family(self) -> Literal["gaussian", "bernoulli", "poisson"]:
        """law of the values"""
    @property
    def baseline(self) -> Literal["known", "unknown"]:
        """whether the mean before the change is known"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def mean(self) -> float:
        """in-control mean (baseline known)"""
    @property
    def sd(self) -> float:
        """standard deviation (family gaussian)"""

class GLR(Detector):
    """Likelihood ratio of a step or ramp, every scale with the same false-alarm rate.

    Parameters
    ----------
    limit : float in (0, 1e+09], nats, default 15.27
        alarm when the statistic exceeds it
    shape : str in {'step', 'ramp', 'both'}, default 'both'
        which change to look for
    cap : int in [1, 9007199254740992], observations, default 10000
        ages beyond it are favoured no more; 1: no age is
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation

    Source: Siegmund and Venkatraman 1995, Ann. Statist. 23; Xu, Wang and Reynolds 2013.
    """

    def __init__(
        self,
        *,
        limit: float = 15.27,
        shape: Literal["step", "ramp", "both"] = "both",
        cap: int = 10000,
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> GLR:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def limit(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def shape(self) -> Literal["step", "ramp", "both"]:
        """which change to look for"""
    @property
    def cap(self) -> int:
        """ages beyond it are favoured no more; 1: no age is"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""

class SRMixture(Detector):
    """Shiryaev-Roberts over a grid of shifts, with a guaranteed run length.

    Parameters
    ----------
    limit : float in [1, 1e+15], observations, default 100000.0
        guaranteed mean run length to a false alarm
    sizes : int in [1, 32], default 16
        number of shifts in each direction
    smallest : float in [1e-06, 10], sd, default 0.0125
        smallest shift; each is sqrt(2) times the one before
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation

    Source: Shiryaev 1963; Roberts 1966; Shin, Ramdas and Rinaldo 2024.
    """

    def __init__(
        self,
        *,
        limit: float = 100000.0,
        sizes: int = 16,
        smallest: float = 0.0125,
        side: Literal["both", "up", "down"] = "both",
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> SRMixture:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def limit(self) -> float:
        """guaranteed mean run length to a false alarm"""
    @property
    def sizes(self) -> int:
        """number of shifts in each direction"""
    @property
    def smallest(self) -> float:
        """smallest shift; each is sqrt(2) times the one before"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""

class BettingEProcess(Detector):
    """Bets against the mean of values in [0, 1], with a guaranteed run length.

    Parameters
    ----------
    limit : float in [1, 1e+15], observations, default 100000.0
        guaranteed mean run length to a false alarm
    mean : float in [0, 1], x, default 0.5
        in-control mean
    tolerance : float in [0, 0.5], x, default 0.01
        change of the mean that is no change
    bets : int in [1, 16], default 8
        sizes of bets, each half the one before
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find

    Source: Shin, Ramdas and Rinaldo 2024; Waudby-Smith and Ramdas 2024, JRSS B 86.
    """

    def __init__(
        self,
        *,
        limit: float = 100000.0,
        mean: float = 0.5,
        tolerance: float = 0.01,
        bets: int = 8,
        side: Literal["both", "up", "down"] = "both",
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> BettingEProcess:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def limit(self) -> float:
        """guaranteed mean run length to a false alarm"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def tolerance(self) -> float:
        """change of the mean that is no change"""
    @property
    def bets(self) -> int:
        """sizes of bets, each half the one before"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class ConformalMartingale(Detector):
    """Bets against conformal p-values: a run length guaranteed for any law.

    Parameters
    ----------
    limit : float in [1, 1e+15], observations, default 100000.0
        guaranteed mean run length to a false alarm
    bet : str in {'power', 'jumper'}, default 'power'
        power: for changes at the ends of the law; jumper: for small changes of all of it
    side : str in {'both', 'up', 'down'}, default 'both'
        direction of change to find
    grid : int in [1, 4096], observations, default 256
        first values, between which all later ones are told apart
    jump : float in [0, 1], default 0.01
        jumper: the share spread anew at each value
    seed : int in [0, 9007199254740992], default 1
        for the order of equal values

    Source: Vovk, Nouretdinov and Gammerman 2003, ICML; Vovk et al. 2021, PMLR 152.
    """

    def __init__(
        self,
        *,
        limit: float = 100000.0,
        bet: Literal["power", "jumper"] = "power",
        side: Literal["both", "up", "down"] = "both",
        grid: int = 256,
        jump: float = 0.01,
        seed: int = 1,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> ConformalMartingale:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def limit(self) -> float:
        """guaranteed mean run length to a false alarm"""
    @property
    def bet(self) -> Literal["power", "jumper"]:
        """power: for changes at the ends of the law; jumper: for small changes of all of it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def grid(self) -> int:
        """first values, between which all later ones are told apart"""
    @property
    def jump(self) -> float:
        """jumper: the share spread anew at each value"""
    @property
    def seed(self) -> int:
        """for the order of equal values"""

class NewAtom(Detector):
    """One value suddenly carries mass.

    Parameters
    ----------
    limit : float in (0, 1e+09], nats, default 11.5
        alarm when the statistic exceeds it
    warm_up : int in [1, 1e+09], observations, default 500
        length of the reference
    values : int in [1, 1024], default 256
        places for frequent values, and for other ones

    Source: Page 1954, Biometrika 41; Metwally, Agrawal and El Abbadi 2005, ICDT.
    """

    def __init__(
        self,
        *,
        limit: float = 11.5,
        warm_up: int = 500,
        values: int = 256,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> NewAtom:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def limit(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def warm_up(self) -> int:
        """length of the reference"""
    @property
    def values(self) -> int:
        """places for frequent values, and for other ones"""

class EWMAFOCuS(Detector):
    """The EWMA bank for slow changes and FOCuS for large ones, under one limit.

    Parameters
    ----------
    limit : float in (0, 1e+09], nats, default 13.83
        alarm when the statistic exceeds it
    offset : float in [-100, 100], nats, default 0.6
        added to the evidence of focus
    rates : int in [1, 32], default 8
        number of rates of the bank
    max_rate : float in [1e-09, 1], 1/observation, default 0.75
        the fastest rate
    ratio : float in (1, 1000], default 3.0
        each rate is the one before it divided by this
    mean : float in [-1e+100, 1e+100], x, default 0.0
        in-control mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        in-control standard deviation

    Source: Roberts 1959, Technometrics 1; Romano et al. 2023, JMLR 24.
    """

    def __init__(
        self,
        *,
        limit: float = 13.83,
        offset: float = 0.6,
        rates: int = 8,
        max_rate: float = 0.75,
        ratio: float = 3.0,
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> EWMAFOCuS:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def limit(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def offset(self) -> float:
        """added to the evidence of focus"""
    @property
    def rates(self) -> int:
        """number of rates of the bank"""
    @property
    def max_rate(self) -> float:
        """the fastest rate"""
    @property
    def ratio(self) -> float:
        """each rate is the one before it divided by this"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""

class StreamingMMD(Detector):
    """Streaming MMD: two averages of random features of embeddings.

    Parameters
    ----------
    dimension : int in [1, 2048], default 2
        values in a row; they are given one after another
    features : int in [1, 1024], default 64
        random frequencies, each a cosine and a sine
    bandwidth : float in [0, 1e+100], x, default 0.0
        of the Gaussian kernel; 0: the square root of 2 dimension, the distance of two rows of columns of sd 1
    fast : float in [1e-06, 1], default 0.05
        weight of the newest row in the faster average
    slow : float in [1e-07, 0.5], default 0.01
        the same in the slower one; at most half of fast
    limit : float in (0, 1e+09], default 1.4
        alarm when the squared discrepancy exceeds it
    seed : int in [0, 9007199254740992], default 1
        of the random frequencies

    Source: Keriven, Garreau and Poli 2020, IEEE Trans. Signal Processing 68.
    """

    def __init__(
        self,
        *,
        dimension: int = 2,
        features: int = 64,
        bandwidth: float = 0.0,
        fast: float = 0.05,
        slow: float = 0.01,
        limit: float = 1.4,
        seed: int = 1,
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> StreamingMMD:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def dimension(self) -> int:
        """values in a row; they are given one after another"""
    @property
    def features(self) -> int:
        """random frequencies, each a cosine and a sine"""
    @property
    def bandwidth(self) -> float:
        """of the Gaussian kernel; 0: the square root of 2 dimension, the distance of two rows of columns of sd 1"""
    @property
    def fast(self) -> float:
        """weight of the newest row in the faster average"""
    @property
    def slow(self) -> float:
        """the same in the slower one; at most half of fast"""
    @property
    def limit(self) -> float:
        """alarm when the squared discrepancy exceeds it"""
    @property
    def seed(self) -> int:
        """of the random frequencies"""

class BOCPD(Detector):
    """Bayesian online changepoint detection, normal values.

    Parameters
    ----------
    limit : float in [0, 1e+05], nats, default 3.0
        alarm when the log odds exceed it
    hazard : float in [1e-12, 0.5], default 0.01
        probability of a change before each value
    window : int in [1, 1e+09], observations, default 20
        a change within so many values is recent
    mean : float in [-1e+100, 1e+100], x, default 0.0
        prior mean
    sd : float in [1e-100, 1e+100], x, default 1.0
        standard deviation that values are divided by
    kappa : float in [1e-09, 1e+09], observations, default 1.0
        how many values the prior mean counts for
    alpha : float in [0.001, 1e+09], default 1.0
        shape of the prior of 1 / variance (unknown_variance)
    beta : float in [1e-09, 1e+09], sd^2, default 1.0
        rate of the prior of 1 / variance (unknown_variance)
    max_runs : int in [4, 1024], default 48
        run lengths kept at most
    warm_up : int in [1, 1e+09], observations, default 30
        before the first verdict
    model : str in {'unknown_variance', 'known_variance'}, default 'unknown_variance'
        what is unknown between changes
    evidence : str in {'recent', 'longest'}, default 'recent'
        which odds

    Source: Adams and MacKay 2007, arXiv 0710.3742.
    """

    def __init__(
        self,
        *,
        limit: float = 3.0,
        hazard: float = 0.01,
        window: int = 20,
        mean: float = 0.0,
        sd: float = 1.0,
        kappa: float = 1.0,
        alpha: float = 1.0,
        beta: float = 1.0,
        max_runs: int = 48,
        warm_up: int = 30,
        model: Literal["unknown_variance", "known_variance"] = "unknown_variance",
        evidence: Literal["recent", "longest"] = "recent",
    ) -> None: ...
    @staticmethod
    def load(data: Buffer) -> BOCPD:
        """The detector that save() wrote. Raises StateError for any other bytes."""
    @property
    def limit(self) -> float:
        """alarm when the log odds exceed it"""
    @property
    def hazard(self) -> float:
        """probability of a change before each value"""
    @property
    def window(self) -> int:
        """a change within so many values is recent"""
    @property
    def mean(self) -> float:
        """prior mean"""
    @property
    def sd(self) -> float:
        """standard deviation that values are divided by"""
    @property
    def kappa(self) -> float:
        """how many values the prior mean counts for"""
    @property
    def alpha(self) -> float:
        """shape of the prior of 1 / variance (unknown_variance)"""
    @property
    def beta(self) -> float:
        """rate of the prior of 1 / variance (unknown_variance)"""
    @property
    def max_runs(self) -> int:
        """run lengths kept at most"""
    @property
    def warm_up(self) -> int:
        """before the first verdict"""
    @property
    def model(self) -> Literal["unknown_variance", "known_variance"]:
        """what is unknown between changes"""
    @property
    def evidence(self) -> Literal["recent", "longest"]:
        """which odds"""

def load(data: Buffer) -> Detector:
    """Whichever detector save() wrote. Raises StateError for any other bytes."""
def registry() -> dict[str, list[dict[str, Any]]]:
    """Every registered part as plain data, under detectors, charts, tests and sketches: name, title, source and parameters with bounds."""

class Profile(metaclass=_Extension):
    """What is kept of a reference: a summary of each column, in order. tepid.profile(), tepid.make_reference() and `tepid profile` make one; it cannot be changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @staticmethod
    def load(data: Union[Buffer, str, os.PathLike[str]]) -> Profile:
        """The profile in the bytes of a .tepid file, or in the file of that path. Raises StateError for any
        other bytes, Error for a file that cannot be read.
        """
    def save(self, path: Union[str, os.PathLike[str], None] = None) -> bytes:
        """The bytes of a .tepid file, as the command line reads and writes it; with a path they are written there too."""
    @property
    def columns(self) -> list[ColumnSummary]:
        """A ColumnSummary for each column, in order."""
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
