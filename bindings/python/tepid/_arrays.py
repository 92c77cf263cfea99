"""Whatever holds numbers, as a float or as a contiguous float64 array."""

from __future__ import annotations

from typing import Any, Union

import numpy as np

from tepid._types import DataError, ErrorCode

__all__ = ["Column", "as_float64", "as_number_or_float64"]

Column = np.ndarray[Any, np.dtype[np.float64]]

_NUMBERS = "biuf"  # numpy's kinds: boolean, signed, unsigned, floating


def as_float64(values: Any, owner: str, name: str) -> Column:
    """`values` as a 1-D contiguous float64 array; itself where it is one already.

    Takes what numpy.asarray takes, if it then holds booleans, integers or floats; masked and missing values (numpy's
    masked arrays, pandas' NA) become NaN. Raises TypeError for any other content and DataError for any other number
    of dimensions. `owner` and `name` are for the message.
    """
    if isinstance(values, (str, bytes, bytearray)):
        raise TypeError(f"{owner}: {name} must be a 1-D array of numbers, not {type(values).__name__}")
    if isinstance(values, np.ma.MaskedArray) and values.dtype.kind in _NUMBERS:
        values = np.ma.filled(values.astype(np.float64), np.nan)
    try:
        array = np.asarray(values)
    except ValueError:
        raise DataError(f"{owner}: {name} is not a 1-D array: its rows differ in length", ErrorCode.BAD_DATA, name) from None
    if array.dtype.kind == "O" and getattr(getattr(values, "dtype", None), "kind", "O") in _NUMBERS:
        array = values.to_numpy(dtype=np.float64, na_value=np.nan)  # pandas' nullable types
    if array.dtype.kind not in _NUMBERS:
        kind = type(values).__name__ if array.ndim == 0 else f"{type(values).__name__} of {array.dtype}"
        raise TypeError(f"{owner}: {name} must hold real numbers, not {kind}")
    if array.ndim != 1:
        raise DataError(
            f"{owner}: {name} must be 1-D, but it has {array.ndim} dimensions, shape {array.shape}; "
            "give one column at a time",
            ErrorCode.BAD_DATA,
            name,
        )
    return np.require(array, np.float64, ["C_CONTIGUOUS", "ALIGNED"])


def as_number_or_float64(value: Any, owner: str, name: str) -> Union[float, Column]:
    """One number (a numpy scalar, a Fraction, a Decimal) as a float; anything else as as_float64 does."""
    if hasattr(value, "__array__"):
        array = np.asarray(value)
        if array.ndim == 0 and array.dtype.kind in _NUMBERS:
            return float(array)
    elif hasattr(value, "__float__") and not isinstance(value, complex):  # complex has it in Python 3.9
        return float(value)
    return as_float64(value, owner, name)
