"""What a comparison of two tables found out."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple, Optional

__all__ = ["ColumnComparison", "ColumnTest", "ShareComparison", "TableComparison"]

_KINDS = ("missing", "nan", "negative_infinity", "positive_infinity")
_ORDER = ("drift", "inconclusive", "cannot be judged", "no drift", "left out")


class ShareComparison(NamedTuple):
    """Cells of one kind that is no finite number, among all cells of a column."""

    reference: int
    """How many there are."""
    current: int
    difference: Optional[float]
    """Current share less reference share; None without rows."""
    p_adjusted: Optional[float]
    """Of a difference within the margin, corrected for the number of decisions."""


class ColumnTest(NamedTuple):
    """What one test found in a column; None for what it does not tell."""

    name: str
    statistic: Optional[float]
    p_value: Optional[float]
    """Of no change."""
    effect: Optional[float]
    effect_low: Optional[float]
    effect_high: Optional[float]
    margin_p: Optional[float]
    """Of an effect within the margin."""
    beyond_margin: bool
    """Does the whole interval of the effect lie beyond the margin?"""
    method: str
    choice: str
    """Why this test was chosen; "asked for" if it was named."""


class ColumnComparison:
    """What was found out about one column."""

    __slots__ = ("_data",)

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    @property
    def name(self) -> str:
        return str(self._data["name"])

    @property
    def type(self) -> Optional[str]:
        """What both sides were compared as: "numeric", "boolean", "time", "categorical" or "rows"; None if left out."""
        kind: Optional[str] = self._data["type"]
        return kind

    @property
    def verdict(self) -> str:
        """"drift", "no drift", "inconclusive", "cannot be judged" or "left out"."""
        return str(self._data["verdict"])

    @property
    def drift(self) -> bool:
        return bool(self._data["drift"])

    @property
    def note(self) -> Optional[str]:
        """Why, where the numbers alone do not tell."""
        note: Optional[str] = self._data["note"]
        return note

    @property
    def reference(self) -> int:
        """Rows of the reference with a value."""
        return int(self._data["reference"])

    @property
    def current(self) -> int:
        return int(self._data["current"])

    @property
    def tests(self) -> tuple[ColumnTest, ...]:
        """The first decides."""
        return tuple(ColumnTest(*(test[key] for key in ColumnTest._fields)) for test in self._data["tests"])

    @property
    def test(self) -> Optional[ColumnTest]:
        """The first; None if nothing was tested."""
        return next(iter(self.tests), None)

    @property
    def moved(self) -> Optional[dict[str, Any]]:
        """The share of values that moved: "share", "low", "high", "p", "p_adjusted", "n_needed" (rows a side at which it would
        be decided, None beyond 1e9), "method"; None if nothing was judged."""
        moved: Optional[dict[str, Any]] = self._data["moved"]
        return None if moved is None else dict(moved)

    @property
    def small(self) -> Optional[dict[str, Any]]:
        """The surest change of a small share: "what", "reference" and "current" (shares), "ratio", "ratio_low", "ratio_high",
        "p_adjusted"; None if none was looked at."""
        small: Optional[dict[str, Any]] = self._data["small"]
        return None if small is None else dict(small)

    @property
    def shapes(self) -> Optional[dict[str, Any]]:
        """Outlines of both sides: "edges" of bins or "categories" (None is all others), "reference" and "current" shares."""
        shapes: Optional[dict[str, Any]] = self._data["shapes"]
        return None if shapes is None else dict(shapes)

    @property
    def neighbours(self) -> float:
        """Rank correlation of neighbouring rows, of categories how many are equal beyond chance, where it is certain and at
        least 0.1; else 0, as with cluster or block. p-values hold for 0."""
        return float(self._data["neighbours"])

    @property
    def clusters(self) -> Optional[dict[str, Any]]:
        """With cluster or block: "reference" and "current", how many clusters have a value; "reference_deff" and
        "current_deff", by how much the share that decided varies more than of independent rows. None without them."""
        clusters: Optional[dict[str, Any]] = self._data["clusters"]
        return None if clusters is None else dict(clusters)

    def _decided(self) -> dict[str, Any]:
        """What decides: the share that moved, where there is one and no test was asked for; else the first test."""
        moved = self.moved
        first: dict[str, Any] = next(iter(self._data["tests"]), {})
        if moved is None or first.get("choice") == "asked for":
            p = first.get("margin_p")
            return {
                "effect": first.get("effect"), "low": first.get("effect_low"), "high": first.get("effect_high"),
                "p": first.get("p_value") if p is None else p, "p_adjusted": first.get("p_adjusted"), "by": first.get("name"),
            }
        return {**moved, "effect": moved["share"], "by": "share moved"}

    @property
    def effect(self) -> Optional[float]:
        """What is held against the margin, in the unit of what decides."""
        effect: Optional[float] = self._decided()["effect"]
        return effect

    @property
    def interval(self) -> tuple[Optional[float], Optional[float]]:
        """Of the effect."""
        decided = self._decided()
        return decided["low"], decided["high"]

    @property
    def p(self) -> Optional[float]:
        """Of an effect within the margin; of no change where the margin is 0 or the test knows none."""
        p: Optional[float] = self._decided()["p"]
        return p

    @property
    def p_adjusted(self) -> Optional[float]:
        """What is held against alpha: corrected for the number of decisions."""
        p: Optional[float] = self._decided()["p_adjusted"]
        return p

    @property
    def decided_by(self) -> Optional[str]:
        """The test whose effect is held against the margin; None if nothing was tested."""
        by: Optional[str] = self._decided()["by"]
        return by

    @property
    def shares(self) -> dict[str, ShareComparison]:
        """Missing values, NaN and infinities: under "missing", "nan", "negative_infinity" and "positive_infinity"."""
        data = self._data
        return {
            kind: ShareComparison(
                data["reference_" + kind], data["current_" + kind], data[kind + "_difference"], data[kind + "_p_adjusted"]
            )
            for kind in _KINDS
        }

    @property
    def missing(self) -> ShareComparison:
        return self.shares["missing"]

    @property
    def outside(self) -> Optional[float]:
        """The share of current values that the reference does not have: beyond its range, or of new categories."""
        outside: Optional[float] = self._data["outside"]
        return outside

    @property
    def unseen(self) -> dict[str, int]:
        """New categories and their rows, the 100 most frequent."""
        return {entry["value"]: entry["count"] for entry in self._data.get("unseen", ())}

    def to_dict(self) -> dict[str, Any]:
        """The column's entry in the JSON."""
        copy: dict[str, Any] = json.loads(json.dumps(self._data))
        return copy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ColumnComparison) and self._data == other._data

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        told = [f"{self.name!r}: {self.verdict}"]
        if self.decided_by:
            told.append(f"{self.decided_by} {_number(self.effect)}{_interval(self.interval)}, p {_p(self.p_adjusted)}")
        if self.note:
            told.append(self.note)
        return f"<ColumnComparison {'; '.join(told)}>"


def _number(value: Optional[float]) -> str:
    return "" if value is None else f"{value + 0.0:+.4f}"


def _interval(interval: tuple[Optional[float], Optional[float]]) -> str:
    low, high = interval
    return "" if low is None or high is None else f" [{low + 0.0:+.3f}, {high + 0.0:+.3f}]"


def _p(value: Optional[float]) -> str:
    return "" if value is None else "< 1e-300" if value < 1e-300 else f"{value:.2g}"


def _shortened(text: str, width: int) -> str:
    text = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return text if len(text) <= width else text[: max(width - 1, 0)] + "\u2026"


class TableComparison:
    """Two tables compared column by column, with one verdict: what `tepid compare` says of the same data.

    `result["x"]` is a column; iterating gives the columns in their order.
    """

    def __init__(self, text: str, verdict: str) -> None:
        self._text = text
        self._verdict = verdict
        data = json.loads(text)
        self._head: dict[str, Any] = {key: value for key, value in data.items() if key != "columns"}
        self._columns = {column["name"]: ColumnComparison(column) for column in data["columns"]}

    @property
    def columns(self) -> Mapping[str, ColumnComparison]:
        """By name, in their order."""
        return dict(self._columns)

    @property
    def verdict(self) -> str:
        """"drift" if a column drifted; "no drift" if all that were not left out did not; else "inconclusive"."""
        return self._verdict

    @property
    def drift(self) -> bool:
        return self._verdict == "drift"

    @property
    def exit_code(self) -> int:
        """What `tepid compare` exits with: 1 for drift, 0 for no drift, 3 for inconclusive."""
        return {"drift": 1, "no drift": 0}.get(self._verdict, 3)

    @property
    def alpha(self) -> float:
        return float(self._head["alpha"])

    @property
    def margin(self) -> float:
        return float(self._head["margin"])

    @property
    def correction(self) -> str:
        return str(self._head["correction"])

    @property
    def decisions(self) -> int:
        """p-values that decide; they are corrected for this number."""
        return int(self._head["decisions"])

    @property
    def cluster(self) -> Optional[str]:
        """The column whose equal values were one cluster; None if there was none."""
        cluster: Optional[str] = self._head["cluster"]
        return cluster

    @property
    def block(self) -> Optional[int]:
        """So many rows one after the other were one cluster; None if it was not asked for."""
        block: Optional[int] = self._head["block"]
        return block

    @property
    def remarks(self) -> list[str]:
        """What was left out while the sides were read, each with the side's name."""
        return list(self._head["remarks"])

    @property
    def doubts(self) -> list[str]:
        """Why a side is not fit to say "no drift", each with the side's name: more than a tenth of its lines were left out. With
        any the verdict is "drift" or "inconclusive"."""
        return list(self._head["doubts"])

    @property
    def drifted(self) -> list[str]:
        """The columns that drifted, in their order."""
        return [name for name, column in self._columns.items() if column.drift]

    def to_dict(self) -> dict[str, Any]:
        """What `tepid compare --json` prints."""
        data: dict[str, Any] = json.loads(self._text)
        return data

    def to_json(self) -> str:
        """The same as text."""
        return self._text

    def to_frame(self) -> Any:
        """A row for each column, as a data frame of pandas if it is installed, else of polars."""
        rows = {
            "column": [c.name for c in self],
            "type": [c.type for c in self],
            "verdict": [c.verdict for c in self],
            "test": [c.decided_by for c in self],
            "effect": [c.effect for c in self],
            "effect_low": [c.interval[0] for c in self],
            "effect_high": [c.interval[1] for c in self],
            "p": [c.p for c in self],
            "p_adjusted": [c.p_adjusted for c in self],
            "reference": [c.reference for c in self],
            "current": [c.current for c in self],
            **{f"{kind}_difference": [c.shares[kind].difference for c in self] for kind in _KINDS},
            "outside": [c.outside for c in self],
            "note": [c.note for c in self],
        }
        for library in "pandas", "polars":
            try:
                return import_module(library).DataFrame(rows)
            except ImportError:
                pass
        raise ImportError("to_frame: neither pandas nor polars is installed; to_dict() needs neither")

    def __getitem__(self, column: Any) -> ColumnComparison:
        found = self._columns.get(str(column))
        if found is None:
            raise KeyError(column)
        return found

    def __iter__(self) -> Iterator[ColumnComparison]:
        return iter(self._columns.values())

    def __len__(self) -> int:
        return len(self._columns)

    def __contains__(self, column: object) -> bool:
        return str(column) in self._columns

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TableComparison) and (self._text, self._verdict) == (other._text, other._verdict)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type[TableComparison], tuple[str, str]]:
        return TableComparison, (self._text, self._verdict)

    def _worst_first(self) -> list[ColumnComparison]:
        def key(c: ColumnComparison) -> tuple[int, float, float]:
            shares = [abs(s.difference) for s in c.shares.values() if s.difference is not None and (s.reference or s.current)]
            moved = c.moved or {}
            return _ORDER.index(c.verdict), -(moved.get("low") or 0.0), -max([moved.get("share") or 0.0, *shares])

        return sorted(self, key=key)

    def _summary(self) -> str:
        drifted, counts = len(self.drifted), Counter(c.verdict for c in self)
        told = f"{self.verdict}: {drifted:,} of {len(self):,} column{'s' * (len(self) != 1)} drifted"
        for what in "inconclusive", "cannot be judged", "left out":
            told += f", {counts[what]:,} {what}" if counts[what] else ""
        return "; ".join([told, *self.doubts])

    def _rule(self) -> str:
        what = "an effect" if any(c.tests and c.tests[0].choice == "asked for" for c in self) else "a share moved"
        return f"drift: {what} beyond {self.margin:g}, p at most {self.alpha:g} ({self.correction} of {self.decisions:,})"

    _TITLES = ("column", "verdict", "test", "effect", "interval", "adjusted p", "note")

    @staticmethod
    def _cells(c: ColumnComparison) -> tuple[str, ...]:
        note = c.note or ""
        if c.unseen:
            new = ", ".join(f"{value!r} ({count:,})" for value, count in list(c.unseen.items())[:3])
            note = f"new: {new}{'; ' * bool(note)}{note}"
        return (
            c.name, c.verdict, c.decided_by or "", _number(c.effect), _interval(c.interval).strip(),
            _p(c.p_adjusted), note,
        )

    def __repr__(self) -> str:
        most, width = 30, 100
        columns = self._worst_first()
        cells = [self._cells(c) for c in columns[:most]]
        used = [i for i in range(len(self._TITLES)) if i < 2 or any(row[i] for row in cells)]
        rows = [[row[i] for i in used] for row in (self._TITLES, *cells)]
        limits = [(24, 16, 18, 10, 18, 10, 100)[i] for i in used]
        widths = [min(limit, max(len(row[i]) for row in rows)) for i, limit in enumerate(limits)]
        widths[-1] = max(0, min(widths[-1], width - sum(widths[:-1]) - 2 * (len(widths) - 1)))
        right = [used.index(i) for i in (3, 5) if i in used]
        lines = []
        for row in rows:
            short = (_shortened(text, w) for text, w in zip(row, widths))
            aligned = (text.rjust(w) if i in right else text.ljust(w) for i, (text, w) in enumerate(zip(short, widths)))
            lines.append("  ".join(aligned).rstrip())
        if len(columns) > most:
            lines.append(f"and {len(columns) - most:,} more")
        return "\n".join([self._summary(), "", *lines, "", _shortened(self._rule(), width)])

    def _repr_html_(self) -> str:
        def row(cells: tuple[str, ...], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        columns = self._worst_first()
        most = 200
        body = "".join(row(self._cells(c), "td") for c in columns[:most])
        more = f"<p>and {len(columns) - most:,} more</p>" if len(columns) > most else ""
        return (
            f"<div><p><b>{html.escape(self._summary())}</b></p><table><thead>{row(self._TITLES, 'th')}</thead>"
            f"<tbody>{body}</tbody></table>{more}<p>{html.escape(self._rule())}</p></div>"
        )
