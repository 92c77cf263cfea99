"""What tepid takes for a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional, Protocol, Union

__all__ = ["Frame", "Table", "column_names"]


class Frame(Protocol):
    """A data frame, as far as tepid looks at it."""

    @property
    def columns(self) -> Any: ...
    def __getitem__(self, name: Any, /) -> Any: ...


Table = Union[Mapping[Any, Any], Frame]


def column_names(table: Any) -> Optional[list[Any]]:
    """The column names of a mapping or of anything like a data frame; None for what is no table."""
    if isinstance(table, Mapping):
        return list(table)
    if hasattr(table, "columns") and hasattr(table, "__getitem__"):
        return list(table.columns)
    return None
