"""Where a recorded series changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional, Union, overload

from tepid import _core
from tepid._arrays import as_float64, as_option
from tepid._types import ErrorCode, ParameterError

__all__ = ["ChangePoint", "ChangePoints", "change_points"]


@dataclass(frozen=True)
class ChangePoint:
    """A point at which a series changed. Positions count all values from 0, missing ones too."""

    index: int
    """The first value after the change."""
    earliest: Optional[int]
    """The first value after the change lies within earliest and latest, with 95 %; None with otava."""
    latest: Optional[int]
    """The same."""
    mean_before: float
    """Mean of the values from the point before."""
    mean_after: float
    """Mean of the values up to the next point."""
    sd_before: float
    """Standard deviation of the values from the point before, divisor n - 1."""
    sd_after: float
    """Standard deviation of the values up to the next point, divisor n - 1."""
    effect: float
    """mean_after - mean_before, in units of the values."""
    direction: int
    """1 up, -1 down: of the mean, with mean+variance of the spread where the mean stays; 0 neither."""
    statistic: float
    """pelt: likelihood ratio, by how much the deviance rises without this point, of normal noise or of the values' own law,
    whichever is less; otava: energy statistic of the split."""
    p_value: float
    """pelt: of the ratio as the largest over all places of one change; otava: of Student's t-test between both sides."""

    @property
    def magnitude(self) -> float:
        """Relative change of the mean, the larger of that from before to after and back; inf where one mean is 0."""
        a, b = self.mean_before, self.mean_after
        if a == b:
            return 0.0
        return math.inf if a == 0.0 or b == 0.0 else max(abs(b / a - 1.0), abs(a / b - 1.0))


@dataclass(frozen=True)
class ChangePoints(Sequence[ChangePoint]):
    """The points of a series, in order, and what they rest on: a sequence of ChangePoint."""

    points: tuple[ChangePoint, ...]
    """The points."""
    verdict: str
    """"changed", "none", "too_short", or "wanders": the series trends or wanders, its level cannot be judged."""
    values: int
    """Values that were looked at: those that are not missing."""
    missing: int
    """NaN and None, left out; not among `values`."""
    held: int
    """Outliers that were held near their neighbours while searching."""
    ar_order: Optional[int]
    """Order of the autoregression of what is left beside the segments' means; None with otava."""
    noise_sd: float
    """Standard deviation of what is left."""
    long_run: Optional[float]
    """Its dependence: 1 for independent values, 10 for an autoregression of .9; None with otava."""
    limit: Optional[float]
    """What a statistic must reach; None with otava."""
    method: str = field(default="pelt")
    """The method that found them."""

    @property
    def indices(self) -> list[int]:
        """The index of each point."""
        return [p.index for p in self.points]

    @overload
    def __getitem__(self, at: int) -> ChangePoint: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[ChangePoint, ...]: ...
    def __getitem__(self, at: Union[int, slice]) -> Union[ChangePoint, tuple[ChangePoint, ...]]:
        return self.points[at]

    def __len__(self) -> int:
        return len(self.points)

    def __iter__(self) -> Iterator[ChangePoint]:
        return iter(self.points)


def change_points(
    values: Any,
    method: str = "pelt",
    p: float = 0.001,
    *,
    kind: str = "mean",
    min_segment: int = 5,
    window: int = 50,
    min_magnitude: float = 0.0,
    merge: str = "both_neighbours",
) -> ChangePoints:
    """The points at which a recorded series changed: benchmarks by commit, quality by release.

    pelt: the best of the optimal partitions (PELT) under a model of levels plus autoregressive noise, so that dependence is
    not taken for changes. In a series without a change there is any point with probability p at most, whatever the law of its
    values: rare counts and 0/1 too. Steps that a straight line explains as well are not told: the verdict is wanders.

    otava: windows are split where their energy statistic is largest (e-divisive), then points that are not significant or
    too small are merged away (Hunter, Apache Otava). Dependent series have many false points with it.

    Parameters
    ----------
    values :
        A column of numbers: an array, a list, a series of a data frame. NaN and None are missing: left out with pelt, refused
        with otava.
    method :
        "pelt" or "otava".
    p :
        pelt: chance of any point in a series without a change, [1e-12, 0.5]; otava: largest p-value of a point, (0, 1].
    kind :
        pelt: what changes, "mean" or "mean+variance".
    min_segment :
        pelt: values between two points at least. [2, 1000000]
    window :
        otava: values that are looked at together. [2, 4096]
    min_magnitude :
        otava: the least relative change that is kept; 0.05 is five percent. [0, inf)
    merge :
        otava: "otava" merges as Apache Otava 0.7 does, which measures other neighbours of a point that goes.

    Returns
    -------
    A sequence of ChangePoint, with the verdict and what it rests on.

    Raises
    ------
    DataError
        A value is infinite; with otava also missing.
    ParameterError
        An option is outside its bounds; the message names it.
    TypeError
        The series holds no numbers, or an option is of another type; the message names it.

    Cost: 1,000 values some 20 ms, 100,000 about a second.

    References: R. Killick et al., J. Am. Statist. Assoc. 107 (2012) 1590-1598; S. Chakar et al., Bernoulli 23 (2017)
    1408-1447; D. S. Matteson, N. A. James, J. Am. Statist. Assoc. 109 (2014) 334-345; M. Fleming et al., Proc. ICPE 2023,
    199-206.

    >>> import tepid
    >>> [p.index for p in tepid.change_points([9.8, 10.1, 10.0, 9.9] * 10 + [11.1, 10.9, 11.0, 11.2] * 10)]
    [40]
    """
    column = as_float64(values, "change_points", "values", none_is_missing=True)
    window = as_option(window, int, "change_points", "window")
    min_segment = as_option(min_segment, int, "change_points", "min_segment")
    p = as_option(p, float, "change_points", "p")
    min_magnitude = as_option(min_magnitude, float, "change_points", "min_magnitude")
    merge = as_option(merge, str, "change_points", "merge")
    if not 2 <= window <= 4096:  # beyond 64 bits too
        raise ParameterError(
            f"change_points: window is {window}; it must be in [2, 4096]", ErrorCode.BAD_PARAMETER, "window"
        )
    if method == "pelt":
        points, verdict, count, missing, held, ar_order, noise_sd, long_run, limit = _core._segment_series(
            column, kind, p, min_segment
        )
        return ChangePoints(
            tuple(ChangePoint(*c) for c in points),
            verdict, count, missing, held, ar_order, noise_sd, long_run, limit, method,
        )  # fmt: skip
    if method != "otava":
        raise ParameterError(
            f"change_points: method is '{method}'; it must be pelt or otava", ErrorCode.BAD_ARGUMENT, "method"
        )
    if kind != "mean":
        raise ParameterError(
            f"change_points: kind is '{kind}'; with method otava it must be mean", ErrorCode.BAD_ARGUMENT, "kind"
        )
    points, verdict, count, missing, held, _, noise_sd, _, _ = _core._change_points(column, window, p, min_magnitude, merge)
    return ChangePoints(
        tuple(ChangePoint(c[0], None, None, *c[3:]) for c in points),
        verdict, count, missing, held, None, noise_sd, None, None, method,
    )  # fmt: skip
