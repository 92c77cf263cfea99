"""A reference profile from a table in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

from tepid import _core
from tepid._columns import read_side
from tepid._types import DataError, ErrorCode

__all__ = ["profile"]


def profile(table: Any, *, columns: Optional[Iterable[Any]] = None) -> _core.Profile:
    """The reference profile of a table, as `tepid profile` makes it from a file.

    The rows should be healthy, in the order in which they happened, and span at least one whole cycle of the traffic (a
    day, a week): how far they stray themselves is kept too.

    Parameters
    ----------
    table :
        A table as `tepid.compare` takes them: a mapping from a name to a column, a list of dicts, a data frame of pandas or
        polars, Arrow's tables and streams. A column of booleans is boolean, of other numbers and durations numeric, of
        times and dates time (seconds since 1970, without a zone in UTC), of str and of any categories categorical; of
        nothing but missing values numeric. None, NaT, masked cells, NA, nulls and tepid.missing_value are missing values;
        any other NaN is a value that could not be computed and is counted apart, but beside texts it is missing.
        pandas' columns of float64 hold NaN for both, which count as NaN; its Float64 tells them apart.
    columns :
        Only these columns, in this order.

    Raises
    ------
    DataError
        There is no such column, or one is not 1-D or holds a text that is not UTF-8.
    TypeError
        The table is no table, or a column holds something else than numbers, times or text.
    """
    wanted = None if columns is None else [str(name) for name in columns]
    side, is_table = read_side(table, "profile", "a table", wanted, ())
    if not is_table:
        raise TypeError(f"profile: a table is a mapping or has .columns, not {type(table).__name__}")
    if isinstance(side, _core.Profile):
        raise TypeError("profile: this is a Profile already")
    for name, _, _, problem in side.described():
        if problem.startswith(("rows of", "a single", "values of type list", "values of type tuple", "values of type ndarray")):
            raise DataError(f"profile: column {name!r} must be 1-D; it holds {problem}", ErrorCode.BAD_DATA, name)
        if problem:
            raise TypeError(f"profile: column {name!r} holds {problem}")
    return side.profile(wanted)
