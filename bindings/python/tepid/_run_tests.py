"""Tests of a current sample against a reference, without a verdict: one column or many."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple, Optional, Union, overload

import numpy as np
import numpy.typing as npt

from tepid import _core
from tepid._arrays import as_float64, as_option, as_texts
from tepid._columns import add_column
from tepid._tables import Table, column_names
from tepid._types import Comparison, DataError, ErrorCode, ParameterError

__all__ = ["run_tests"]

# The two samples are sorted side by side: more threads would have nothing to do.
_THREADS = min(2, os.cpu_count() or 1)

Tests = Union[str, Iterable[str], Mapping[str, Mapping[str, Union[float, str]]], None]


_KINDS = {"numbers": "tests", "texts": "categorical_tests", "rows": "multivariate_tests"}
"""What a column can hold, and where the registry has the tests of it."""


_names: dict[str, tuple[str, ...]] = {}


def _tests_of(kind: str) -> tuple[str, ...]:
    """The names of the registered tests of one kind, looked up once."""
    if not _names:
        registry = _core.registry()
        _names.update({key: tuple(row["name"] for row in registry[rows]) for key, rows in _KINDS.items()})
    return _names[kind]


Chosen = Optional[dict[str, dict[str, Union[float, str]]]]
"""The parameters of each test to run, by name; None for the default choice."""


def _chosen(tests: Tests) -> Chosen:
    if tests is None:
        return None
    if tests == "all":
        return {name: {} for kind in _KINDS for name in _tests_of(kind)}
    if isinstance(tests, str):
        return {tests: {}}
    if isinstance(tests, Mapping):
        for name, parameters in tests.items():
            if not isinstance(parameters, Mapping):
                raise TypeError(f"run_tests: the parameters of test {name!r} must be a mapping, not {type(parameters).__name__}")
        return {name: dict(parameters) for name, parameters in tests.items()}
    if not isinstance(tests, Iterable):
        raise TypeError(f"run_tests: tests must be a name, names or a mapping, not {type(tests).__name__}")
    return {name: {} for name in tests}


def _suitable(chosen: Chosen, kind: str) -> Chosen:
    """Of the chosen tests those for this kind of column; all chosen if none is, for the message to say what they take."""
    if chosen is None:
        return None
    others = {name for key in _KINDS if key != kind for name in _tests_of(key)}
    return {name: parameters for name, parameters in chosen.items() if name not in others} or chosen


def _shape(values: Any) -> Optional[tuple[int, ...]]:
    """None for a single text and for what numpy makes no array of: as_float64 says why."""
    if isinstance(values, (str, bytes, bytearray)):
        return None
    if isinstance(values, (list, tuple)) and values and isinstance(values[0], (str, float, int, type(None))):
        return (len(values),)
    try:
        shape: tuple[int, ...] = np.shape(values)
        return shape
    except ValueError:
        return None


class _Texts(NamedTuple):
    """A column of texts and missing values, and how many rows of it are which."""

    column: _core._Columns
    rows: int
    present: int


def _read(values: Any) -> _core._Columns:
    column = _core._Columns()
    add_column(column, "", values)
    return column


def _texts(values: Any) -> Optional[_Texts]:
    """The texts of a column, also of one that is empty or all missing; None for a column of anything else."""
    shape = _shape(values)
    if shape is None or len(shape) != 1:
        return None
    if shape == (0,):
        return _Texts(_read([]), 0, 0)
    column = _read(values)
    ((_, kind, rows, problem),) = column.described()
    if kind == "categorical" or (kind == "numeric" and not problem and _only_missing(values)):
        return _Texts(column, rows, rows if kind == "categorical" else 0)
    return None


def _only_missing(values: Any) -> bool:
    """Is it a column of None and NA alone, of which NaN is no part unless something is of text?"""
    array = np.asarray(values)
    return array.dtype.kind in "OUT" and as_texts(values) is not None


def _missing_texts(values: Any) -> Optional[_Texts]:
    """A column of nothing but NaN, which beside texts is a column of missing texts; None for any other."""
    shape = _shape(values)
    if shape is None or len(shape) != 1:
        return None
    array = np.asarray(values)
    return _Texts(_read([None] * len(array)), len(array), 0) if array.dtype.kind == "f" and np.isnan(array).all() else None


def _are_rows(*samples: Any) -> bool:
    return all(len(_shape(values) or ()) == 2 for values in samples)


def _not_compared(why: DataError) -> list[Comparison]:
    """What stands for a column of a table whose values cannot be compared: no test, and the reason."""
    nan = math.nan
    return [Comparison("", nan, nan, nan, 0, 0, f"not compared: {why}", nan, nan, None, "")]


def _prepared(
    reference: Any, current: Any, chosen: Chosen, margin: float, column: str
) -> Callable[[], list[Comparison]]:
    """The comparison of two columns, to be called: what they hold fits. Called, it raises DataError for their values."""
    names = f"reference{column}", f"current{column}"
    sides = [_texts(reference), _texts(current)]
    for i, values in ((0, reference), (1, current)):
        other = sides[1 - i]
        if sides[i] is None and other is not None and other.rows:
            sides[i] = _missing_texts(values)
    texts = [side for side in sides if side is not None]
    if len(texts) == 2 and any(side.present for side in texts):
        counts = tuple(np.frombuffer(rows, dtype=np.uint64) for rows in texts[0].column.text_counts(texts[1].column))
        return lambda: _core._run_count_tests(_suitable(chosen, "texts"), margin, *counts)
    for name, beside, found in zip(names, names[::-1], sides):
        if found and found.rows and not found.present:
            return partial(_refuse, f"run_tests: {name} has no value among its {found.rows}", name)
        if found and found.rows:
            raise TypeError(f"run_tests: {name} holds texts, {beside} does not; {beside} must hold texts and None alone")
    if _are_rows(reference, current):
        before, now = (as_float64(side, "run_tests", name, 2) for side, name in zip((reference, current), names))
        return lambda: _core._run_row_tests(
            _suitable(chosen, "rows"), margin, before.ravel(), before.shape[1], now.ravel(), now.shape[1]
        )
    a, b = (as_float64(side, "run_tests", name, none_is_missing=True) for side, name in zip((reference, current), names))
    return lambda: _core._run_tests(_suitable(chosen, "numbers"), margin, a, b, _THREADS)


def _refuse(message: str, name: str) -> list[Comparison]:
    raise DataError(message, ErrorCode.BAD_DATA, name)


@overload
def run_tests(
    reference: Table, current: Table, *, tests: Tests = ..., margin: float = ..., columns: Optional[Iterable[Any]] = ...
) -> dict[Any, list[Comparison]]: ...
@overload
def run_tests(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, tests: Tests = ..., margin: float = ..., columns: None = ...
) -> list[Comparison]: ...
def run_tests(
    reference: Any, current: Any, *, tests: Tests = None, margin: float = 0.0, columns: Optional[Iterable[Any]] = None
) -> Any:
    """Distances and tests between a reference and a current sample, without a verdict; `tepid.compare` gives one.

    Parameters
    ----------
    reference, current :
        Two columns of any lengths (arrays, lists, series): of numbers; of texts, which are compared as categories, None
        being one; or 2-D arrays of numbers, row after row, such as embeddings. Or two tables: mappings from a name to
        such a column, or anything with `.columns` and `[name]` such as a pandas or polars data frame. Missing values
        (among numbers None too) and NaN are left out, but by the tests on bins, such as psi, which have a bin for each.
    tests :
        Which registered tests to run: a name, names, or names with parameters as in `{"psi": {"bins": 20}}`. Each column
        is compared with those of them that are made for what it holds; "all" is every such test. Unless given, a choice
        by what it holds and how much of it, the same as of `tepid compare`; each result's `choice` says why. Numbers:
        kolmogorov_smirnov, psi and wasserstein, up to 2,000 values in all with p-values by random divisions; texts:
        categorical_psi; rows: mmd. The first is the one to decide by.
    margin :
        The least effect that matters, in the unit of each test's effect: results then have a `margin_p`. 0 for none.
    columns :
        For tables: the columns to compare. Unless given, all, and both tables must have the same.

    Returns
    -------
    A list with a Comparison for each test; for tables a dict of such lists by column. A column of a table whose values
    cannot be compared, such as one without a finite value, does not keep the others from it: its list has one Comparison
    without a name, whose numbers are NaN and whose `method` is "not compared: " and the reason.

    Raises
    ------
    DataError
        A column of a table is missing, or a column has another shape than its counterpart; the message names it. A
        single column has no finite value.
    TypeError
        A column holds neither real numbers nor texts alone, as its counterpart does; or a test has no such parameter.
    ParameterError
        There is no such test, or a parameter is outside its bounds.
    Error
        None of the tests is for what a column holds.
    """
    chosen = _chosen(tests)
    margin = as_option(margin, float, "run_tests", "margin")
    if not 0 <= margin <= 1e100:
        raise ParameterError(f"run_tests: margin is {margin}; it must be in [0, 1e100]", ErrorCode.BAD_PARAMETER, "margin")
    in_reference, in_current = column_names(reference), column_names(current)
    if in_reference is None and in_current is None:
        if columns is not None:
            raise TypeError("run_tests: columns is for tables; reference and current are single columns")
        return _prepared(reference, current, chosen, margin, "")()
    if in_reference is None or in_current is None:
        raise TypeError("run_tests: reference and current must both be tables or both be columns")
    wanted = list(columns) if columns is not None else in_reference
    for name in wanted if columns is not None else [*in_reference, *in_current]:
        for table, names in (("reference", in_reference), ("current", in_current)):
            if name not in names:
                raise DataError(f"run_tests: the {table} table has no column {name!r}", ErrorCode.BAD_DATA, str(name))
    result = {}
    for name in wanted:
        try:
            run = _prepared(reference[name], current[name], chosen, margin, f" column {name!r}")
        except DataError as why:
            if repr(name) in str(why):
                raise
            raise DataError(f"column {name!r}: {why}", why.code, str(name)) from None
        try:
            result[name] = run()
        except DataError as why:
            result[name] = _not_compared(why)  # the other columns can be
    return result
