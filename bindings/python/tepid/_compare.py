"""Comparing a current sample with a reference, one column or many."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Optional, Union, overload

import numpy.typing as npt

from tepid import _core
from tepid._arrays import as_float64
from tepid._tables import column_names
from tepid._types import Comparison, DataError, ErrorCode

__all__ = ["compare"]

# The two samples are sorted side by side: more threads would have nothing to do.
_THREADS = min(2, os.cpu_count() or 1)

Tests = Union[str, Iterable[str], Mapping[str, Mapping[str, Union[float, str]]], None]


def _chosen(tests: Tests) -> dict[str, dict[str, Union[float, str]]]:
    """The parameters of each test to run, by name."""
    if tests is None:
        return {row["name"]: {} for row in _core.registry()["tests"]}
    if isinstance(tests, str):
        return {tests: {}}
    if isinstance(tests, Mapping):
        return {name: dict(parameters) for name, parameters in tests.items()}
    return {name: {} for name in tests}


def _one(reference: Any, current: Any, tests: dict[str, dict[str, Union[float, str]]], column: str) -> list[Comparison]:
    a = as_float64(reference, "compare", f"reference{column}")
    b = as_float64(current, "compare", f"current{column}")
    return _core._run_tests(tests, a, b, _THREADS)


@overload
def compare(
    reference: Mapping[str, npt.ArrayLike],
    current: Mapping[str, npt.ArrayLike],
    *,
    tests: Tests = ...,
    columns: Optional[Iterable[str]] = ...,
) -> dict[str, list[Comparison]]: ...
@overload
def compare(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, tests: Tests = ..., columns: None = ...
) -> list[Comparison]: ...
@overload
def compare(reference: Any, current: Any, *, tests: Tests = ..., columns: Optional[Iterable[Any]] = ...) -> Any: ...
def compare(reference: Any, current: Any, *, tests: Tests = None, columns: Optional[Iterable[Any]] = None) -> Any:
    """Distances and tests between a reference and a current sample.

    Parameters
    ----------
    reference, current :
        Two columns of numbers of any lengths (arrays, lists, series); or two tables: mappings from a name to such a
        column, or anything with `.columns` and `[name]` such as a pandas or polars data frame. NaN is a missing value.
    tests :
        Which registered tests to run: a name, names, or names with parameters as in `{"psi": {"bins": 20}}`.
        All of them unless given.
    columns :
        For tables: the columns to compare. Unless given, all, and both tables must have the same.

    Returns
    -------
    A list with a Comparison for each test; for tables a dict of such lists by column.

    Raises
    ------
    DataError
        A column is missing, has no finite value or is not 1-D; the message names it.
    TypeError
        A column does not hold real numbers, or a test has no such parameter.
    ParameterError
        There is no such test, or a parameter is outside its bounds.
    """
    chosen = _chosen(tests)
    in_reference, in_current = column_names(reference), column_names(current)
    if in_reference is None and in_current is None:
        if columns is not None:
            raise TypeError("compare: columns is for tables; reference and current are single columns")
        return _one(reference, current, chosen, "")
    if in_reference is None or in_current is None:
        raise TypeError("compare: reference and current must both be tables or both be columns")
    wanted = list(columns) if columns is not None else in_reference
    for name in wanted if columns is not None else [*in_reference, *in_current]:
        for table, names in (("reference", in_reference), ("current", in_current)):
            if name not in names:
                raise DataError(f"compare: the {table} table has no column {name!r}", ErrorCode.BAD_DATA, str(name))
    result = {}
    for name in wanted:
        try:
            result[name] = _one(reference[name], current[name], chosen, f" column {name!r}")
        except DataError as why:
            if repr(name) in str(why):
                raise
            raise DataError(f"column {name!r}: {why}", why.code, str(name)) from None
    return result
