"""Columns as a monitor takes them, and the reference that is made of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Optional, Union

import numpy as np

from tepid import _core
from tepid._arrays import Column, as_float64, as_seconds, as_texts
from tepid._tables import column_names
from tepid._types import DataError, ErrorCode, ParameterError

__all__ = ["Config", "Signal", "as_ids", "as_rows", "as_times", "config_text", "make_reference"]

Config = Union[Mapping[str, Any], str, "os.PathLike[str]"]


class Signal(NamedTuple):
    """One of a configuration, as the compiled half tells it."""

    name: str
    type: str
    place: int
    """Of its first value in a row."""
    length: int
    """Values in a row: dimensions of a vector, else 1."""
    watched: bool
    """Not a segment key."""


def config_text(config: Config) -> str:
    """The JSON of a configuration: of a dict, itself, or what is in the file."""
    if isinstance(config, Mapping):
        try:
            return json.dumps(dict(config), allow_nan=False, default=_plain)
        except ValueError as why:
            raise ParameterError(f"monitor: the configuration holds NaN or an infinity: {why}", ErrorCode.BAD_ARGUMENT) from None
    if isinstance(config, str) and config.lstrip().startswith("{"):
        return config
    return Path(config).read_text(encoding="utf-8")


def _plain(value: Any) -> Any:
    """Numbers of numpy and paths, which json does not know."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise TypeError(f"monitor: the configuration holds {value!r} of type {type(value).__name__}")


def make_reference(config: Config, rows: Any, times: Any = None) -> _core.Profile:
    """The reference of a monitor, made of recorded healthy rows.

    Parameters
    ----------
    config :
        The monitor's: a dict with the keys of the JSON, a JSON text, or the path of a file.
    rows :
        A mapping from a signal's name to its column, or anything with `.columns` and `[name]` such as a pandas or polars
        data frame; other columns are not looked at. In the order in which they happened: n numbers for a numeric or
        integer signal, an (n, dimensions) array for a vector, n str for a categorical one (numbers are categories
        too). NaN and None are missing values, which the profile's columns count apart. Segment signals need no column.
    times :
        n times in seconds since 1970, not falling; datetime64 will do. Without them row i is observed at i / rate.

    Rows of at least 120 windows (`window_seconds`) let a monitor watch slow drift too, and of two seasons it learns the
    season. The profile is one like any other: `save(path)` writes the file that the key "reference" names.
    Memory: 1.6 MiB a numeric signal beside the columns. Cost: 0.1 us a value, without the GIL.

    Raises
    ------
    ParameterError
        The configuration cannot be; the message names the key.
    DataError
        A column is missing, has no value, or is of another length or shape; the message names it.
    TypeError
        A column is not of its signal's type.
    """
    names = column_names(rows)
    if names is None:
        raise TypeError(f"make_reference: rows are a mapping or have .columns, not {type(rows).__name__}")
    text = config_text(config)
    columns: list[Union[Column, list[Optional[str]], None]] = []
    for signal in map(Signal._make, _core._signals(text)):
        if not signal.watched:
            columns.append(None)
        elif signal.name in names:
            columns.append(_column(signal, rows[signal.name], "make_reference"))
        else:
            raise DataError(f"make_reference: the rows have no column {signal.name!r}", ErrorCode.BAD_DATA, signal.name)
    return _core._make_reference(text, None if times is None else as_seconds(times, "make_reference", "times"), columns)


def _column(signal: Signal, values: Any, owner: str) -> Union[Column, list[Optional[str]]]:
    """A signal's values one after the other, or a list of texts."""
    name = f"column {signal.name!r}"
    if signal.type == "categorical":
        texts = as_texts(values)
        return as_float64(values, owner, name, none_is_missing=True) if texts is None else texts
    if signal.type != "vector":
        return as_float64(values, owner, name, none_is_missing=True)
    array = np.asarray(values)
    if array.dtype.kind == "O" and array.ndim == 1:  # a data frame's column of lists or arrays
        values = [np.full(signal.length, _core.missing_value) if value is None else value for value in array.tolist()]
    matrix = as_float64(values, owner, name, dimensions=2)
    if matrix.shape[1] != signal.length:
        raise DataError(
            f"{owner}: {name} has {matrix.shape[1]} values in a row and must have {signal.length}",
            ErrorCode.BAD_DATA,
            signal.name,
        )
    return matrix.reshape(-1)


def as_rows(monitor: _core._Monitor, rows: Any) -> Column:
    """Rows of the monitor's width, one after the other; a contiguous float64 matrix stays where it is."""
    names = column_names(rows)
    if names is not None:
        return _rows_of_columns(monitor, rows, names)
    matrix = as_float64(rows, "observe_batch", "rows", dimensions=2)
    if matrix.shape[1] != monitor.width():
        raise DataError(
            f"observe_batch: the rows have {matrix.shape[1]} values; the configuration has {monitor.width()}",
            ErrorCode.BAD_DATA,
            "rows",
        )
    return matrix.reshape(-1)


def _rows_of_columns(monitor: _core._Monitor, table: Any, names: Iterable[Any]) -> Column:
    signals = {signal.name: signal for signal in map(Signal._make, monitor.signals())}
    columns: dict[str, Column] = {}
    lengths: dict[str, int] = {}
    for name in names:
        if name not in signals:
            raise ParameterError(
                f"observe_batch: there is no signal {name!r}; there are {', '.join(signals)}", ErrorCode.BAD_ARGUMENT, str(name)
            )
        signal = signals[name]
        if not signal.watched:
            continue
        values = _column(signal, table[name], "observe_batch")
        columns[name] = _codes(monitor, signal, values) if signal.type == "categorical" else values  # type: ignore[assignment]
        lengths[name] = len(values) // signal.length
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name!r} has {n}" for name, n in lengths.items())
        raise DataError(f"observe_batch: the columns differ in length: {told}", ErrorCode.BAD_DATA, "rows")
    matrix = np.full((next(iter(lengths.values()), 0), monitor.width()), _core.missing_value)
    for name, column in columns.items():
        place, length = signals[name].place, signals[name].length
        matrix[:, place : place + length] = column.reshape(-1, length)
    return matrix.reshape(-1)


def _codes(monitor: _core._Monitor, signal: Signal, values: Union[Column, list[Optional[str]]]) -> Column:
    """The number of each category; those that come often are looked up once."""
    if isinstance(values, np.ndarray):
        different, inverse = np.unique(values, return_inverse=True)
        return np.array([monitor.code(signal.name, value) for value in different.tolist()])[inverse]
    codes = {text: _core.missing_value if text is None else monitor.code(signal.name, text) for text in set(values)}
    return np.array([codes[text] for text in values], dtype=np.float64)


def as_ids(ids: Any) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Ids as 64 bits: negative ones in two's complement, str by their hashes."""
    array = np.asarray(ids)
    if array.ndim != 1:
        raise DataError(f"monitor: ids must be 1-D, not of shape {array.shape}", ErrorCode.BAD_DATA, "ids")
    if array.dtype.kind in "iu":
        return np.ascontiguousarray(array.astype(np.int64 if array.dtype.kind == "i" else np.uint64)).view(np.uint64)
    # Numpy makes floats of integers of more than 63 bits beside smaller ones, and texts of what is beside texts.
    given = array.tolist() if hasattr(ids, "__array__") else list(ids)
    return np.array(_core._ids(given), dtype=np.uint64)


def as_times(times: Any, name: str) -> Union[None, float, Column]:
    """None, one time, or an array of them in seconds since 1970."""
    if times is None or isinstance(times, (int, float)):
        return times
    return as_seconds(times, name, "times")
