"""Whatever holds numbers, as a float or as a contiguous float64 array."""

from __future__ import annotations

import datetime
import math
import operator
from decimal import Decimal
from numbers import Real
from typing import Any, Optional, Union

import numpy as np

from tepid._core import missing_value
from tepid._types import DataError, ErrorCode

__all__ = [
    "Column", "as_float64", "as_number_or_float64", "as_option", "as_seconds", "as_texts", "kind_of", "seconds_array",
    "seconds_of",
]

Column = np.ndarray[Any, np.dtype[np.float64]]

_NUMBERS = "biuf"  # numpy's kinds: boolean, signed, unsigned, floating


def as_float64(values: Any, owner: str, name: str, dimensions: int = 1, *, none_is_missing: bool = False) -> Column:
    """`values` as a contiguous float64 array of so many dimensions; itself where it is one already.

    Takes what numpy.asarray takes, if it then holds booleans, integers or floats; masked and missing values (numpy's
    masked arrays, pandas' NA, polars' and Arrow's nulls) become missing_value, NaN stays NaN. With `none_is_missing` it
    also takes 1-D lists and arrays of numbers and None. Raises TypeError for any other content and DataError for any
    other number of dimensions. `owner` and `name` are for the message.
    """
    if isinstance(values, (str, bytes, bytearray)):
        raise TypeError(f"{owner}: {name} must be a {dimensions}-D array of numbers, not {type(values).__name__}")
    if isinstance(values, np.ma.MaskedArray) and values.dtype.kind in _NUMBERS:
        values = np.ma.filled(values.astype(np.float64), missing_value)
    try:
        array = np.asarray(values)
    except ValueError:
        raise DataError(f"{owner}: {name} is not a {dimensions}-D array: its rows differ in length", ErrorCode.BAD_DATA, name) from None
    dtype = getattr(values, "dtype", None)
    if not isinstance(dtype, np.dtype) and getattr(dtype, "kind", "O") in _NUMBERS:
        array = values.to_numpy(dtype=np.float64, na_value=missing_value)  # pandas' nullable types
    elif none_is_missing and array.dtype.kind == "O" and array.ndim == 1:
        array = _numbers_and_none(array)
    elif array.dtype.kind in _NUMBERS and array.ndim == 1 and hasattr(values, "is_null"):
        nulls = np.asarray(values.is_null(), dtype=bool)  # polars' series, Arrow's arrays
        if nulls.any():  # as float64 first: what makes a NaN a missing value is lost in a narrower float
            array = np.where(nulls, missing_value, array.astype(np.float64))
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


def _numbers_and_none(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """An array of objects as float64 where these are numbers and missing values alone; else as it is."""
    found = np.empty(len(array))
    for i, value in enumerate(array):
        if _is_no_value(value):
            found[i] = missing_value
        elif isinstance(value, (Real, np.bool_)):
            try:
                found[i] = float(value)
            except OverflowError:
                found[i] = -math.inf if value < 0 else math.inf
        else:
            return array
    return found


def as_number_or_float64(value: Any, owner: str, name: str) -> Union[float, Column]:
    """One number (a numpy scalar, a Fraction, a Decimal) as a float; anything else as as_float64 does."""
    if hasattr(value, "__array__"):
        array = np.asarray(value)
        if array.ndim == 0 and array.dtype.kind in _NUMBERS:
            return float(array)
    elif hasattr(value, "__float__") and not isinstance(value, complex):  # complex has it in Python 3.9
        return float(value)
    return as_float64(value, owner, name)


def as_option(value: Any, kind: type, owner: str, name: str) -> Any:
    """A float, int or str that was given for an option, also a numpy scalar; TypeError that names it for anything else."""
    if kind is float and isinstance(value, (Real, np.bool_)):
        return float(value)
    if kind is int and hasattr(value, "__index__"):
        return operator.index(value)
    if kind is str and isinstance(value, str):
        return value
    wanted = {float: "a number", int: "a whole number", str: "a str"}[kind]
    raise TypeError(f"{owner}: {name} must be {wanted}, not {type(value).__name__}")


def as_seconds(values: Any, owner: str, name: str) -> Column:
    """Times as seconds since 1970: numbers are, datetime64, datetime (without a zone in UTC) and date are converted, NaT
    becomes missing_value."""
    dtype = getattr(values, "dtype", None)
    if type(dtype).__name__ == "DatetimeTZDtype":
        values = values.to_numpy(dtype=f"datetime64[{dtype.unit}]")  # type: ignore[union-attr]
    array = np.asarray(values)
    if array.dtype.kind == "M":
        return seconds_array(array)
    if array.dtype.kind == "O" and array.ndim == 1 and any(kind_of(value) == _TIME for value in array):
        if all(kind_of(value) in (_MISSING, _TIME) for value in array):
            found = (None if kind_of(value) == _MISSING else seconds_of(value) for value in array)
            return np.array([missing_value if x is None else x for x in found])
    return as_float64(values, owner, name)


def seconds_array(times: np.ndarray[Any, Any]) -> Column:
    """datetime64 as seconds since 1970, timedelta64 as seconds; NaT becomes missing_value."""
    since = times - np.datetime64(0, "s") if times.dtype.kind == "M" else times
    seconds = since / np.timedelta64(1, "s")
    return np.require(np.where(np.isnat(times), missing_value, seconds), np.float64, ["C_CONTIGUOUS", "ALIGNED"])


_EPOCH = datetime.date(1970, 1, 1).toordinal()
_MISSING, _NUMBER, _BOOLEAN, _TEXT, _TIME, _DURATION, _OTHER = range(7)


def kind_of(value: Any) -> int:
    """What a value of a column is. The compiled half knows these numbers, and asks once for each type."""
    if _is_no_value(value) or value is np.ma.masked:
        return _MISSING
    if isinstance(value, (np.datetime64, datetime.date)):
        return _TIME
    if isinstance(value, (np.timedelta64, datetime.timedelta)):
        return _DURATION
    if isinstance(value, (bool, np.bool_)):
        return _BOOLEAN
    if isinstance(value, str):
        return _TEXT
    return _NUMBER if isinstance(value, (Real, Decimal)) else _OTHER


def seconds_of(value: Any) -> Optional[float]:
    """A time as seconds since 1970, without a zone in UTC; a duration as seconds; None for NaT."""
    if isinstance(value, (np.datetime64, np.timedelta64)):
        seconds = float(seconds_array(np.asarray(value)))
        return None if seconds != seconds else seconds
    if isinstance(value, datetime.timedelta):
        return float(value.total_seconds())
    if isinstance(value, datetime.datetime):
        return float((value if value.tzinfo is not None else value.replace(tzinfo=datetime.timezone.utc)).timestamp())
    return 86400.0 * int(value.toordinal() - _EPOCH)


def as_texts(values: Any) -> Optional[list[Optional[str]]]:
    """`values` as str and None, where they are text and missing values alone."""
    array = np.asarray(values)
    if array.dtype.kind not in "OUT" or array.ndim != 1:
        return None
    # Numpy would make texts of the numbers beside texts in a plain list.
    given = array.tolist() if hasattr(values, "__array__") else list(values)
    texts = [None if _is_no_value(value) or _is_nan(value) else value for value in given]
    return texts if all(text is None or isinstance(text, str) for text in texts) else None


def _is_no_value(value: Any) -> bool:
    """None and the missing values of data frames."""
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value
