"""Where a recorded series changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tepid import _core
from tepid._arrays import as_float64, as_option
from tepid._types import ErrorCode, ParameterError

__all__ = ["ChangePoint", "change_points"]


@dataclass(frozen=True)
class ChangePoint:
    """A point at which a series changed."""

    index: int
    """The first value after the change, from 0."""
    mean_before: float
    """Mean of the values from the point before."""
    mean_after: float
    """Mean of the values up to the next point."""
    magnitude: float
    """Relative change, the larger of that from before to after and back; inf where one mean is 0."""
    p_value: float
    """Of Student's t-test between both sides."""
    statistic: float
    """Energy statistic of the split, in units of the values."""


def change_points(
    series: Any,
    window: int = 50,
    max_pvalue: float = 0.001,
    min_magnitude: float = 0.0,
    merge: str = "both_neighbours",
) -> list[ChangePoint]:
    """The points at which the mean of a recorded series changed: benchmarks by commit, quality by release.

    Windows are split where their energy statistic is largest (e-divisive), then points that are not significant or too
    small are merged away (Hunter). A series of a few hundred noisy values has such points now and then; for a stated rate
    of false alarms use a detector.

    Parameters
    ----------
    series :
        A column of finite numbers: an array, a list, a series of a data frame.
    window :
        Values that are looked at together. [2, 4096]
    max_pvalue :
        Of the t-test at a point that is kept. (0, 1]
    min_magnitude :
        The least relative change that is kept; 0.05 is five percent. [0, inf)
    merge :
        "otava" merges as Apache Otava 0.7 does, which measures other neighbours of a point that goes: for its results.

    Returns
    -------
    The points in order.

    Raises
    ------
    DataError
        A value is not finite.
    ParameterError
        An option is outside its bounds; the message names it.
    TypeError
        The series holds no numbers, or an option is of another type; the message names it.

    Cost: O(n window) time, some ms for 1,000 values.

    References: D. S. Matteson, N. A. James, J. Am. Statist. Assoc. 109 (2014) 334-345; M. Fleming et al., Proc. ICPE 2023,
    199-206.

    >>> import tepid
    >>> [p.index for p in tepid.change_points([9.8, 10.1, 10.0, 9.9] * 10 + [11.1, 10.9, 11.0, 11.2] * 10)]
    [40]
    """
    values = as_float64(series, "change_points", "series")
    window = as_option(window, int, "change_points", "window")
    max_pvalue = as_option(max_pvalue, float, "change_points", "max_pvalue")
    min_magnitude = as_option(min_magnitude, float, "change_points", "min_magnitude")
    merge = as_option(merge, str, "change_points", "merge")
    if not 2 <= window <= 4096:  # beyond 64 bits too
        raise ParameterError(
            f"change_points: window is {window}; it must be in [2, 4096]", ErrorCode.BAD_PARAMETER, "window"
        )
    return [ChangePoint(*p) for p in _core._change_points(values, window, max_pvalue, min_magnitude, merge)]
