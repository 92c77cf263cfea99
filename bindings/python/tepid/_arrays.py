"""Whatever holds numbers, as a float or as a contiguous float64 array."""

from __future__ import annotations

from typing import Any, Optional, Union

import numpy as np

from tepid._types import DataError, ErrorCode

__all__ = ["Column", "as_float64", "as_number_or_float64", "as_seconds", "as_texts"]

Column = np.ndarray[Any, np.dtype[np.float64]]

_NUMBERS = "biuf"  # numpy's kinds: boolean, signed, unsigned, floating


def as_float64(values: Any, owner: str, name: str, dimensions: int = 1) -> Column:
    """`values` as a contiguous float64 array of so many dimensions; itself where it is one already.

    Takes what numpy.asarray takes, if it then holds booleans, integers or floats; masked and missing values (numpy's
    masked arrays, pandas' NA) become NaN. Raises TypeError for any other content and DataError for any other number
    of dimensions. `owner` and `name` are for the message.
    """
    if isinstance(values, (str, bytes, bytearray)):
        raise TypeError(f"{owner}: {name} must be a {dimensions}-D array of numbers, not {type(values).__name__}")
    if isinstance(values, np.ma.MaskedArray) and values.dtype.kind in _NUMBERS:
        values = np.ma.filled(values.astype(np.float64), np.nan)
    try:
        array = np.asarray(values)
    except ValueError:
        raise DataError(f"{owner}: {name} is not a {dimensions}-D array: its rows differ in length", ErrorCode.BAD_DATA, name) from None
    if array.dtype.kind == "O" and getattr(getattr(values, "dtype", None), "kind", "O") in _NUMBERS:
        array = values.to_numpy(dtype=np.float64, na_value=np.nan)  # pandas' nullable types
    if array.dtype.kind not in _NUMBERS:
        kind = type(values).__name__ if array.ndim == 0 else f"{type(values).__name__} of {array.dtype}"
        raise TypeError(f"{owner}: {name} must hold real numbers, not {kind}")
    if array.ndim != dimensions:
        raise DataError(
            f"{owner}: {name} must be {dimensions}-D, but it has {array.ndim} dimensions, shape {array.shape}"
            + ("; give one column at a time" if dimensions == 1 else ""),
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


def as_seconds(values: Any, owner: str, name: str) -> Column:
    """Times as seconds since 1970: numbers are, datetime64 is converted and NaT becomes NaN."""
    array = np.asarray(values)
    if array.dtype.kind == "M":
        values = (array - np.datetime64(0, "s")) / np.timedelta64(1, "s")
    return as_float64(values, owner, name)


def as_texts(values: Any) -> Optional[list[Optional[str]]]:
    """`values` as str and None, where they are text and missing values alone."""
    array = np.asarray(values)
    if array.dtype.kind not in "OUT" or array.ndim != 1:
        return None
    # Numpy would make texts of the numbers beside texts in a plain list.
    given = array.tolist() if hasattr(values, "__array__") else list(values)
    texts = [None if _is_missing(value) else value for value in given]
    return texts if all(text is None or isinstance(text, str) for text in texts) else None


def _is_missing(value: Any) -> bool:
    """None, NaN and the missing values of data frames, none of which is equal to itself."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value)
