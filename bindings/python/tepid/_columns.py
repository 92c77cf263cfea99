"""Columns and tables of any library, as the compiled half keeps them; a column that cannot be read says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional, Union

import numpy as np

from tepid import _core
from tepid._arrays import seconds_array
from tepid._types import DataError, Error, ErrorCode

__all__ = ["Side", "add_column", "is_among", "is_table", "names_of", "read_side"]

Side = Union[_core.Profile, _core._Columns]
"""What the compiled half compares."""


def _module(values: Any) -> str:
    return type(values).__module__.partition(".")[0]


def _has_arrow(values: Any) -> bool:
    return hasattr(values, "__arrow_c_stream__") or hasattr(values, "__arrow_c_array__")


def _capsule(values: Any) -> Any:
    """Arrow's capsule of a stream, or those of a schema and an array."""
    return values.__arrow_c_stream__() if hasattr(values, "__arrow_c_stream__") else values.__arrow_c_array__()


def _is_rows(values: Any) -> bool:
    """Is it a list of dicts, row by row?"""
    return isinstance(values, (list, tuple)) and len(values) > 0 and isinstance(values[0], Mapping)


def _is_lazy(values: Any) -> bool:
    return _module(values) == "polars" and type(values).__name__ == "LazyFrame"


def is_table(values: Any) -> bool:
    """Has it columns with names? A stream of Arrow's that is neither a mapping nor a frame is asked when it is read."""
    return isinstance(values, (_core.Profile, Mapping)) or _is_rows(values) or _is_lazy(values) or _is_frame(values)


def is_among(names: Iterable[str], column: str) -> bool:
    """Is the column one of these, or a field of one: "user.age" of "user"?"""
    return any(column == name or column.startswith(name + ".") for name in names)


def names_of(side: Side) -> list[str]:
    if isinstance(side, _core.Profile):
        return [column.name for column in side.columns]
    return [name for name, *_ in side.described()]


def read_side(
    values: Any, owner: str, name: str, columns: Optional[list[str]], exclude: Iterable[str], column: str = "values",
    skipped: Optional[list[str]] = None,
) -> tuple[Side, bool]:
    """The columns of a table, or of a single column, which is called `column`; true for a table.

    Of a table those in `columns`, None for all, that `exclude` does not leave out; `skipped` is told which it did, as far as they
    were not read. Raises TypeError for what is neither.
    """
    if isinstance(values, _core.Profile):
        return values, True
    side = _core._Columns()
    left_out = set(exclude)

    def wanted(key: str) -> bool:
        if is_among(left_out, key):
            if skipped is not None:
                skipped.append(key)
            return False
        return columns is None or key in columns

    if isinstance(values, Mapping) or _is_rows(values):
        table = values if isinstance(values, Mapping) else _core._columns_of_rows(_dicts(values))
        for key in table:
            if wanted(str(key)):
                add_column(side, str(key), table[key])
        return side, True
    if _is_lazy(values):
        _add_lazy(side, values, columns)
        return side, True
    if _has_arrow(values) and _module(values) != "pandas":
        try:
            return side, side.add_arrow([_capsule(values)], columns or [], column, False)
        except Error:
            raise
        except Exception as why:  # what the producer raises, of any class
            if not _is_frame(values):
                raise DataError(f"{owner}: {name} cannot be read: {why}", ErrorCode.BAD_DATA, name) from why
            side = _core._Columns()
    if _is_frame(values):
        keys = list(getattr(values, "column_names", values.columns))
        for i, key in enumerate(keys):
            if wanted(str(key)):
                add_column(side, str(key), values.iloc[:, i] if _module(values) == "pandas" else values[key])
        return side, True
    if isinstance(values, (str, bytes, bytearray)) or not (hasattr(values, "__len__") or hasattr(values, "__dlpack__")):
        raise TypeError(f"{owner}: {name} must be a table or a column, not {type(values).__name__}")
    add_column(side, column, values)
    return side, False


def _dicts(rows: Any) -> list[dict[Any, Any]]:
    return rows if isinstance(rows, list) and type(rows[0]) is dict else [dict(row) for row in rows]


def _is_frame(values: Any) -> bool:
    return hasattr(values, "columns") and hasattr(values, "__getitem__")


def _add_lazy(side: _core._Columns, frame: Any, columns: Optional[list[str]]) -> None:
    """A lazy frame of polars batch by batch, or collected where its version has no batches."""
    if columns is not None:
        there = frame.collect_schema().names()
        frame = frame.select([name for name in columns if name in there])
    if hasattr(frame, "collect_batches"):
        batches = (_capsule(batch) for batch in frame.collect_batches(lazy=True))
        if side.add_arrow(batches, [], "values", False):
            return
    side.add_arrow([_capsule(frame.collect())], [], "values", False)


def add_column(side: _core._Columns, name: str, values: Any) -> None:
    """Adds a column; one that cannot be read is there too, with the reason."""
    try:
        why = _add(side, name, values)
    except (KeyboardInterrupt, MemoryError):
        raise
    except Exception as error:  # what a foreign object raises, of any class
        why = f"values that cannot be read: {error}"
    if why is not None:
        side.add_unusable(name, len(values) if hasattr(values, "__len__") else 0, why)


def _add(side: _core._Columns, name: str, values: Any) -> Optional[str]:
    """Adds a column, or tells what it holds that no column can."""
    if isinstance(values, (str, bytes, bytearray)):
        return f"a single {type(values).__name__}, not a column"
    if isinstance(values, (list, tuple)):
        side.add_objects(name, values)
        return None
    if _module(values) == "pandas":
        return _add_pandas(side, name, values)
    if _has_arrow(values):
        try:
            side.add_arrow([_capsule(values)], [], name, True)
            return None
        except Error:
            raise
        except Exception:
            if not hasattr(values, "to_list"):
                raise
            side.add_objects(name, values.to_list())
            return None
    if not any(hasattr(values, how) for how in ("__array__", "__array_interface__", "__len__")) and hasattr(values, "__dlpack__"):
        return _add_array(side, name, np.from_dlpack(values))
    return _add_array(side, name, values if isinstance(values, np.ndarray) else np.asarray(values))


def _add_array(side: _core._Columns, name: str, array: np.ndarray[Any, Any]) -> Optional[str]:
    if array.ndim != 1:
        return (
            f"a single {type(array[()]).__name__}, not a column" if array.ndim == 0
            else f"rows of values, shape {array.shape}; tepid.compare takes such an array by itself"
        )
    kind = array.dtype.kind
    if kind in "biuf":
        if isinstance(array, np.ma.MaskedArray):
            numbers = np.ma.filled(array.astype(np.float64), _core.missing_value)
        else:
            numbers = np.require(array, np.float64, ["C_CONTIGUOUS", "ALIGNED"])
        side.add_numbers(name, "boolean" if kind == "b" else "numeric", np.asarray(numbers))
    elif kind in "Mm":
        side.add_numbers(name, "time" if kind == "M" else "numeric", seconds_array(array))
    elif kind in "OUT":
        side.add_objects(name, array.tolist())
    else:
        return f"values of type {array.dtype}"
    return None


def _add_pandas(side: _core._Columns, name: str, values: Any) -> Optional[str]:
    """A series, an index or an array of pandas."""
    dtype = values.dtype
    if isinstance(dtype, np.dtype):
        return _add_array(side, name, values.to_numpy())
    kind = type(dtype).__name__
    if kind == "CategoricalDtype":
        codes = values.cat.codes if hasattr(values, "cat") else values.codes
        texts = [_category(value) for value in dtype.categories.tolist()]
        side.add_codes(name, texts, np.require(np.asarray(codes), np.int64, ["C_CONTIGUOUS", "ALIGNED"]))
    elif kind == "ArrowDtype":
        array = getattr(values, "array", values).__arrow_array__()
        side.add_arrow([_capsule(array)], [], name, True)
    elif kind == "DatetimeTZDtype":
        side.add_numbers(name, "time", seconds_array(values.to_numpy(dtype=f"datetime64[{dtype.unit}]")))
    elif kind == "SparseDtype":
        return _add_array(side, name, np.asarray(values))
    elif dtype.kind in "biuf":
        numbers = values.to_numpy(dtype=np.float64, na_value=_core.missing_value)
        side.add_numbers(name, "boolean" if dtype.kind == "b" else "numeric", np.require(numbers, np.float64, ["C"]))
    else:
        side.add_objects(name, values.to_numpy(dtype=object).tolist())
    return None


def _category(value: Any) -> str:
    """A category's text, as a file would have it."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
