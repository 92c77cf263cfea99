"""Run lengths and limits for a false-alarm budget, by the name of a chart or detector."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Callable, Literal, Optional, Union

import numpy.typing as npt

from tepid import _core
from tepid._arrays import as_float64

__all__ = ["Blindness", "Design", "ReferenceAccount", "RunLength", "arl", "design"]

Kind = str
"""exact, simulated or guaranteed."""


@dataclass(frozen=True)
class RunLength:
    """A mean run length in observations, up to and with the alarm."""

    arl: float
    kind: Kind
    """How it was obtained: "exact", "simulated" or "guaranteed"."""
    error: float
    """Absolute; a standard error where it is simulated."""
    law: str
    """Of the values that it is for, as "poisson(4)"."""
    note: str = ""
    """What more there is to know: whether the law was assumed or does not fit the parameters, and of early alarms."""
    median: Optional[float] = None
    """Of a simulated run length that is far from geometric: half of all runs end within it."""
    early: Optional[float] = None
    """With median: the share of runs that alarm within a tenth of the mean."""


@dataclass(frozen=True)
class ReferenceAccount:
    """What a reference told, and what its length costs."""

    size: int
    correlation_time: float
    effective_size: float
    """Independent values with as much to tell."""
    share_lost: float
    """Share of the budget, on average over references, that estimation would cost without the widening of the limit."""
    low: float
    """Nine of ten references like it give mean run lengths between low and high under the limit; NaN without a front
    end."""
    high: float
    unwidened_limit: float


@dataclass(frozen=True)
class Blindness:
    """What is not seen within a time on average: anything smaller or slower."""

    within: str
    observations: float
    step: Optional[float]
    """The smallest step that is seen, in sd; None if none is, or if it was too long to simulate."""
    ramp: Optional[float]
    """The slowest ramp that is seen, in sd for each observation."""


@dataclass(frozen=True)
class Design:
    """A limit that keeps a false-alarm budget, and how soon changes are seen under it."""

    parameter: str
    """The parameter to set."""
    limit: float
    arl: float
    """Mean number of observations between false alarms under the limit."""
    kind: Kind
    error: float
    """Of arl, absolute."""
    arl0: float
    """What the budget asks of this one signal."""
    steps: tuple[tuple[float, float], ...]
    """Steps of the mean in sd, and mean delays in observations."""
    ramps: tuple[tuple[float, float], ...]
    """Slopes in sd for each observation, and mean delays."""
    delay_kind: Kind
    """Of steps."""
    ramp_kind: Kind
    """A chart whose ramps take too long to solve has them simulated."""
    blindness: tuple[Blindness, ...] = ()
    """Where a rate was given."""
    reference: Optional[ReferenceAccount] = None
    cached: bool = False
    """The profile knew the limit from an earlier simulation."""
    law: str = ""
    """Of the values for which the limit keeps the budget, as "poisson(4)"."""
    note: str = ""
    """What more there is to know: of the law, of limits that come in steps, of early alarms."""
    median: Optional[float] = None
    """Of a simulated run length that is far from geometric: half of all runs end within it; infinite if fewer do."""
    early: Optional[float] = None
    """With median: the share of runs that alarm within a tenth of the budget."""


Progress = Union[bool, Callable[[float], object], None]
"""True: a bar on standard error; a callable: called with the share done; None: a bar where that is a terminal."""


class _Bar:
    """Shows the share done on standard error, once a calculation has taken a second."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._begun = time.monotonic()
        self._shown = False

    def __call__(self, share: float) -> None:
        spent = time.monotonic() - self._begun
        if spent < 1.0:
            return
        self._shown = True
        filled = int(30 * share)
        left = f"{spent * (1 - share) / share:.0f} s left" if share > 0 else f"{spent:.0f} s so far"
        sys.stderr.write(f"\r{self._label} [{'#' * filled}{'.' * (30 - filled)}] {100 * share:3.0f} %, {left} \x1b[K")
        sys.stderr.flush()

    def end(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _watched(name: str, progress: Progress, work: Callable[[Optional[Callable[[float], object]]], object]) -> object:
    """What `work` returns for what shall be told of its progress."""
    if progress is None:
        progress = sys.stderr is not None and sys.stderr.isatty()
    if callable(progress):
        return work(progress)
    if progress is False:
        return work(None)
    if progress is not True:
        raise TypeError(f"{name}: progress must be True, False, None or a callable, not {progress!r}")
    bar = _Bar(name)
    try:
        return work(bar)
    finally:
        bar.end()


def arl(
    name: str,
    shift: float = 0.0,
    slope: float = 0.0,
    *,
    steady: bool = False,
    law: Optional[str] = None,
    paths: int = 0,
    seed: int = 1,
    progress: Progress = None,
    **parameters: Union[float, str],
) -> RunLength:
    """The mean run length of a chart or detector.

    Parameters
    ----------
    name :
        A chart with exact run lengths (`tepid list` names them) or a registered detector, which is simulated on
        values of the law that its parameters name.
    shift, slope :
        A step of the mean, in in-control standard deviations, and a ramp, for each observation. Without either the
        alarm is a false one.
    steady :
        The change comes long after the start, without an alarm before; otherwise with the first observation.
    law :
        Of the values instead: "normal(0, 10)", "uniform(0, 1)", "bernoulli(0.1)", "binomial(50, 0.1)", "poisson(4)",
        "beta(2, 5)", "student(5)", "lognormal(1)", "exponential(1)", "ar1(0.5)", "pairs(0.1)".
    paths, seed :
        Of the simulation; 0 paths for as many as a minute allows.
    progress :
        True for a bar on standard error, a callable for the share done, None for a bar where that is a terminal.
        Ctrl-C ends the calculation.
    parameters :
        Those of the chart or detector; a trailing underscore where the name is a Python keyword (`lambda_`).

    Raises
    ------
    ParameterError
        There is no such name, or a value cannot be; the message says what would do.
    TypeError
        The chart or detector has no such parameter, or it is of another type.

    >>> round(tepid.arl("cusum", k=0.5, h=4.0).arl, 6)
    167.683789
    """
    found = _watched(
        name, progress, lambda tell: _core._arl(name, shift, slope, steady, paths, seed, law, tell, parameters)
    )
    return RunLength(*found)  # type: ignore[misc]


def design(
    name: str,
    *,
    arl0: Optional[float] = None,
    budget: Optional[str] = None,
    rate: Optional[float] = None,
    signals: int = 1,
    reference: Union[npt.ArrayLike, int, None] = None,
    front_end: Literal["usual", "ranks", "standardize", "none"] = "usual",
    law: Optional[str] = None,
    paths: int = 0,
    seed: int = 1,
    profile: Optional[_core.Profile] = None,
    progress: Progress = None,
    **parameters: Union[float, str],
) -> Design:
    """The limit of a chart or detector that keeps a false-alarm budget.

    Parameters
    ----------
    name :
        As for arl().
    arl0 :
        Mean number of observations between false alarms.
    budget :
        The same in words: "1 per 90 d" with a rate, "1 per 90 d at 50/s", "0.01 by 1e6".
    rate :
        Observations a second; also fills in `blindness`.
    signals :
        So many signals share the budget.
    reference :
        Healthy values in their order: the limit is simulated on streams like it, and is wider by what its length
        costs. A whole number is the parameter of that name: how many values a chart's mean and sd came from.
    front_end :
        What stands before the detector, made from the reference: normal scores of ranks, mean and sd, or nothing.
        usual: ranks for a detector with parameters mean and sd, nothing for others.
    law :
        Healthy values are of this law, not of the one that the parameters name; as for arl(). Not with a reference.
    paths, seed :
        Of the simulation; 0 paths for as many as a minute allows.
    profile :
        Keeps simulated limits by all their inputs, and knows those that it was saved with.
    progress :
        As for arl().
    parameters :
        As for arl().

    Raises
    ------
    ParameterError
        There is no such name, a value cannot be, or the budget cannot be kept; the message says what would do.
    DataError
        The reference tells too little for the budget.
    TypeError
        Neither or both of arl0 and budget were given, or a parameter that does not exist.

    >>> round(tepid.design("cusum", arl0=465.443506).limit, 6)
    5.0
    """
    if (arl0 is None) == (budget is None):
        raise TypeError("design: give either arl0 or budget")
    if front_end not in ("usual", "ranks", "standardize", "none"):
        raise TypeError(f"design: front_end must be 'usual', 'ranks', 'standardize' or 'none', not {front_end!r}")
    values = None
    if isinstance(reference, int):
        parameters = {**parameters, "reference": reference}
    elif reference is not None:
        values = as_float64(reference, "design", "reference")
    found: dict = _watched(  # type: ignore[assignment, type-arg]
        name,
        progress,
        lambda tell: _core._design(
            name, arl0, budget, rate, signals, values, front_end, paths, seed, profile, law, tell, parameters
        ),
    )
    told = found.pop("reference")
    blind = found.pop("blindness")
    return Design(
        **found,
        blindness=tuple(Blindness(*row) for row in blind),
        reference=None if told is None else ReferenceAccount(*told),
    )
