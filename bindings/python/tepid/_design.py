"""Run lengths and limits for a false-alarm budget, by the name of a chart or detector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Optional, Union

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
    """Nine of ten references like it give mean run lengths between low and high under the limit."""
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


def arl(
    name: str,
    shift: float = 0.0,
    slope: float = 0.0,
    *,
    steady: bool = False,
    paths: int = 0,
    seed: int = 1,
    **parameters: Union[float, str],
) -> RunLength:
    """The mean run length of a chart or detector.

    Parameters
    ----------
    name :
        A chart with exact run lengths (`tepid list` names them) or a registered detector, which is simulated on
        independent normal data.
    shift, slope :
        A step of the mean, in in-control standard deviations, and a ramp, for each observation. Without either the
        alarm is a false one.
    steady :
        The change comes long after the start, without an alarm before; otherwise with the first observation.
    paths, seed :
        Of the simulation; 0 paths for as many as a minute allows.
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
    return RunLength(*_core._arl(name, shift, slope, steady, paths, seed, parameters))


def design(
    name: str,
    *,
    arl0: Optional[float] = None,
    budget: Optional[str] = None,
    rate: Optional[float] = None,
    signals: int = 1,
    reference: Union[npt.ArrayLike, int, None] = None,
    front_end: Literal["ranks", "standardize"] = "ranks",
    paths: int = 0,
    seed: int = 1,
    profile: Optional[_core.Profile] = None,
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
        What stands before the detector, made from the reference: normal scores of ranks, or mean and sd.
    paths, seed :
        Of the simulation; 0 paths for as many as a minute or two allow.
    profile :
        Keeps simulated limits by all their inputs, and knows those that it was saved with.
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
    if front_end not in ("ranks", "standardize"):
        raise TypeError(f"design: front_end must be 'ranks' or 'standardize', not {front_end!r}")
    values = None
    if isinstance(reference, int):
        parameters = {**parameters, "reference": reference}
    elif reference is not None:
        values = as_float64(reference, "design", "reference")
    found = _core._design(name, arl0, budget, rate, signals, values, front_end, paths, seed, profile, parameters)
    told = found.pop("reference")
    blind = found.pop("blindness")
    return Design(
        **found,
        blindness=tuple(Blindness(*row) for row in blind),
        reference=None if told is None else ReferenceAccount(*told),
    )
