"""What tepid takes for a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

__all__ = ["column_names"]


def column_names(table: Any) -> Optional[list[Any]]:
    """The column names of a mapping or of anything like a data frame; None for what is no table."""
    if isinstance(table, Mapping):
        return list(table)
    if hasattr(table, "columns") and hasattr(table, "__getitem__"):
        return list(table.columns)
    return None
