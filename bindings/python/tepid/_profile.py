"""A reference profile from a table in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

import numpy as np

from tepid import _core
from tepid._arrays import as_float64, as_seconds, as_texts
from tepid._tables import column_names
from tepid._types import DataError, ErrorCode

__all__ = ["profile"]


def profile(table: Any, *, columns: Optional[Iterable[Any]] = None) -> _core.Profile:
    """The reference profile of a table, as `tepid profile` makes it from a file.

    The rows should be healthy, in the order in which they happened, and span at least one whole cycle of the traffic (a
    day, a week): how far they stray themselves is kept too.

    Parameters
    ----------
    table :
        A mapping from a name to a column, or anything with `.columns` and `[name]` such as a pandas or polars data
        frame. A column of booleans is boolean, of other numbers numeric, of datetime64 time (seconds since 1970), of
        str categorical; of nothing but missing values numeric. None, NaT, masked cells, pandas' NA, polars' and Arrow's nulls and tepid.missing_value are missing
        values; any other NaN is a value that could not be computed and is counted apart, but beside texts it is missing.
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
    names = column_names(table)
    if names is None:
        raise TypeError(f"profile: a table is a mapping or has .columns, not {type(table).__name__}")
    wanted = names if columns is None else list(columns)
    for name in wanted:
        if name not in names:
            raise DataError(f"profile: the table has no column {name!r}", ErrorCode.BAD_DATA, str(name))
    return _core._build_profile([(str(name), *_typed(table[name], f"column {name!r}")) for name in wanted])


def _typed(values: Any, name: str) -> tuple[str, Any]:
    """A column's type and its values as _build_profile takes them."""
    array = np.asarray(values)
    if array.dtype.kind == "M":
        return "time", as_seconds(values, "profile", name)
    texts = as_texts(values)
    if texts is not None and any(text is not None for text in texts):
        for text in texts:
            if text is not None and not _is_utf_8(text):
                raise DataError(f"profile: {name} holds a text that is not UTF-8: {text!r}", ErrorCode.BAD_DATA, name)
        return "categorical", texts
    if array.dtype.kind in "OUT" and array.ndim == 1 and any(isinstance(value, str) for value in values):
        raise TypeError(f"profile: {name} holds text and something else; one column has one type")
    return "boolean" if array.dtype.kind == "b" else "numeric", as_float64(values, "profile", name, none_is_missing=True)


def _is_utf_8(text: str) -> bool:
    """Has it no surrogates, as os.fsdecode makes them of bytes that are no text?"""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
