"""Has a table drifted from a reference? The verdict of `tepid compare`, on anything that holds columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Optional, Union

import numpy as np

from tepid import _core
from tepid._arrays import as_float64, as_option
from tepid._columns import is_among, is_table, names_of, read_side
from tepid._comparison import TableComparison
from tepid._design import Progress, _watched
from tepid._types import DataError, ErrorCode, ParameterError

__all__ = ["compare"]

Names = Union[str, Iterable[Any], None]


def compare(
    reference: Any,
    current: Any,
    *,
    columns: Names = None,
    exclude: Names = None,
    tests: Names = None,
    alpha: float = 0.01,
    margin: float = 0.1,
    margins: Optional[Mapping[Any, float]] = None,
    ratio_margin: float = 1.15,
    judge: Names = None,
    cluster: Any = None,
    block: Optional[int] = None,
    threads: Optional[int] = None,
    correction: str = "bonferroni",
    progress: Progress = None,
) -> TableComparison:
    """Has any column of a table drifted from a reference? The same as `tepid compare` says of the same data.

    How much moved is the share of the values: of texts half the summed change of the shares of their categories, of numbers
    the largest distance of the distribution functions (Kolmogorov-Smirnov's D). A column drifted if the whole interval of
    that share lies above the margin, did not if the whole lies within it, and is inconclusive else. A second look sees what
    the margin does not: a column also drifted where a small share (a tail of numbers, a number that repeats, a category,
    missing values, NaN, an infinity) changed for certain: one of at most 5 % on a side by `ratio_margin` and .2 % of the rows,
    one of at most 20 % by 1.5 times and half the margin. One alpha holds for all of it.

    Parameters
    ----------
    reference, current :
        Two tables: a mapping from names to columns, a list of dicts, a data frame of pandas or polars (a lazy one too), a
        table, batch or reader of Arrow's, or anything else with `__arrow_c_stream__`, such as a relation of DuckDB; or a
        tepid.Profile. Or two columns, which are compared as tables of one, called "values"; or two 2-D arrays of numbers,
        row by row, such as embeddings.
        Numbers, booleans, texts, times and durations are columns, of any library; a category is a text, whatever it is
        of. None, NA, NaT, masked cells and nulls are missing values, beside texts NaN too. A column that holds anything
        else, or that is of another type on the other side, cannot be judged, which its note explains; the others are
        compared. Times, identifiers and numbers that only grow from row to row are not judged either:
        exclude says that this is meant, judge that it is a value.
    columns :
        Only these columns. Unless given all, and both tables must have the same.
    exclude :
        All columns but these and their fields ("user.age" with "user"), which the result names as left out. A name that neither
        table has is refused.
    tests :
        A test's name, or names; "all" is every test that suits a column. The first that suits a column decides in place of
        the share that moved and the second look. `tepid.run_tests` takes parameters too.
    alpha :
        The chance of any false drift verdict over all columns, and of a false "no drift" of each. Greater than 0 and less than 1.
    margin :
        The least share of values whose move matters, at least 0: 0.1 is 10 of 100 rows in another category, or a shift by a
        quarter of a standard deviation. With 0 any change is drift. Where tests are given, the least effect of the first.
    margins :
        Margins of columns that have one of their own, by name.
    ratio_margin :
        By what factor a share of at most 5 % must change, either way, to be drift. At least 1.
    judge :
        Columns that are values, though they look like identifiers, counters or times.
    cluster :
        A column whose equal values are one cluster, such as a user or a session: rows of a cluster may resemble each other in
        any way, and it is clusters that are counted. The same value on both sides is the same cluster. Rows without a value
        are clusters of their own. The column is not compared. Not for profiles, nor with tests; a column with fewer than 20
        clusters on a side cannot be judged.
    block :
        So many rows one after the other are one cluster: rows in time. At least 1; not beside cluster.
    threads :
        Threads that compare columns, at least 1; None is one a processor. The result is the same.
    correction :
        How p-values are corrected for their number: "bonferroni", "holm", "bh", "by", "ebh" or "none".
    progress :
        True for a bar on standard error, None for one if that is a terminal, or a callable that is told the share done.

    Raises
    ------
    DataError
        A column is in one table only, is not there (to be excluded either), or is there twice; or a producer of Arrow's failed.
    TypeError
        Neither tables nor columns, or one of each.
    ParameterError
        alpha, a margin, correction or a test cannot be used; cluster or block with tests, a profile, or each other.
    """
    rule = (
        _test_names(tests),
        as_option(alpha, float, "compare", "alpha"),
        as_option(margin, float, "compare", "margin"),
    )
    named = as_option(correction, str, "compare", "correction")
    small = as_option(ratio_margin, float, "compare", "ratio_margin")
    judged = _names(judge, "judge") or []
    who = None if cluster is None else str(cluster)
    stretch = 0 if block is None else as_option(block, int, "compare", "block")
    if block is not None and stretch < 1:
        raise ParameterError(f"compare: block must be at least 1, not {block}", ErrorCode.BAD_ARGUMENT, "block")
    workers = 0 if threads is None else as_option(threads, int, "compare", "threads")
    if threads is not None and not 1 <= workers < 2**32:
        raise ParameterError(f"compare: threads must be at least 1, not {threads}", ErrorCode.BAD_ARGUMENT, "threads")
    own = [(str(column), as_option(value, float, "compare", "margins")) for column, value in dict(margins or {}).items()]
    if _are_rows(reference, current):
        if columns is not None or exclude is not None or own or judged or who is not None or stretch:
            raise TypeError(
                "compare: columns, exclude, margins, judge, cluster and block are for tables; reference and current are rows"
            )
        before, now = (as_float64(x, "compare", name, 2) for x, name in ((reference, "reference"), (current, "current")))
        return _told(progress, lambda tell: _core._compare_rows(
            before.ravel(), before.shape[1], now.ravel(), now.shape[1], *rule, named, tell
        ))
    wanted, excluded = _names(columns, "columns"), _names(exclude, "exclude") or []
    read = None if wanted is None else list(dict.fromkeys([*wanted, *([] if who is None else [who])]))
    skipped: list[str] = []
    sides, tables = zip(*(
        read_side(values, "compare", name, read, excluded, skipped=skipped)
        for values, name in ((reference, "reference"), (current, "current"))
    ))
    if tables[0] != tables[1]:
        raise TypeError("compare: reference and current must both be tables or both be columns")
    if not tables[0] and (columns is not None or exclude is not None):
        raise TypeError("compare: columns and exclude are for tables; reference and current are single columns")
    if not tables[0] and who is not None:
        raise TypeError("compare: cluster is for tables; reference and current are single columns")
    there = list(dict.fromkeys([*names_of(sides[0]), *names_of(sides[1]), *skipped]))
    if wanted is None:
        _must_be_there(excluded, there)
    left_out = [name for name in there if is_among(excluded, name)]
    return _told(progress, lambda tell: _core._compare(
        sides[0], sides[1], wanted, left_out, *rule, own, small, judged, who, stretch, workers, named, tell
    ))


Tell = Optional[Callable[[float], object]]


def _told(progress: Progress, work: Callable[[Tell], tuple[str, str]]) -> TableComparison:
    found = _watched("compare", progress, work)
    assert isinstance(found, tuple)
    return TableComparison(*found)


def _names(given: Names, what: str) -> Optional[list[str]]:
    if given is None:
        return None
    if isinstance(given, str):
        return [given]
    if not isinstance(given, Iterable):
        raise TypeError(f"compare: {what} must be names, not {type(given).__name__}")
    return list(dict.fromkeys(str(name) for name in given))


def _test_names(tests: Names) -> list[str]:
    if isinstance(tests, Mapping):
        if any(tests.values()):
            raise TypeError("compare: tests are names; tepid.run_tests takes their parameters")
        tests = list(tests)
    names = [] if tests is None else [tests] if isinstance(tests, str) else tests
    if not isinstance(names, Iterable):
        raise TypeError(f"compare: tests must be a name or names, not {type(tests).__name__}")
    return [as_option(name, str, "compare", "tests") for name in names]


def _are_rows(*samples: Any) -> bool:
    """Are both 2-D arrays of numbers?"""
    return all(_dimensions(values) == 2 for values in samples)


def _dimensions(values: Any) -> int:
    if isinstance(values, (list, tuple)):
        # Only lists of lists are looked at whole.
        if not values or isinstance(values[0], (str, bytes, Mapping)) or not hasattr(values[0], "__len__"):
            return 1
        try:
            return int(np.ndim(values))
        except ValueError:
            return 1
    if is_table(values):
        return 0
    dimensions = getattr(values, "ndim", 1)
    return dimensions if isinstance(dimensions, int) else 1


def _must_be_there(excluded: list[str], there: list[str]) -> None:
    for name in excluded:
        if not any(is_among([name], column) for column in there):
            raise DataError(f"compare: exclude: neither table has a column {name!r}", ErrorCode.BAD_DATA, name)
