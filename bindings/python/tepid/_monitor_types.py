"""What a monitor hands out: alarms and snapshots, as plain values. Times are seconds since 1970, UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Optional, Tuple

__all__ = ["Alarm", "ChangeEvent", "CheckSnapshot", "LabelCounts", "QualitySnapshot", "Restored", "SignalSnapshot", "Snapshot"]


def _moment(seconds: Optional[float]) -> str:
    """A time as people read it."""
    if seconds is None:
        return "unknown"
    try:
        return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, OSError, ValueError):  # beyond the years that datetime has
        return f"{seconds:.0f} s"


@dataclass(frozen=True)
class ChangeEvent:
    """A change that the host reported with Monitor.changed."""

    time: float
    kind: str
    """"deploy", "schema", "configuration" or what the host calls it."""
    id: str
    """Which one."""


@dataclass(frozen=True, repr=False)
class Alarm:
    """Something has changed. None where a field is not known."""

    sequence: int
    """0, 1, ... for the alarms of one monitor."""
    signal: str
    """The signal; for alarms of quality the metric."""
    segment: Optional[str]
    """Of quality: the segment; None: over all."""
    role: str
    """Of the signal: "feature", "output", "quality", "resource" or "business"."""
    kind: str
    """What of it changed: "values", "missing", "outside", "floor", "new_atom", "shape", "decision", "confidence",
    "entropy", "fall", "audit", "non_finite" or "outlier"."""
    severity: str
    """"info", "warning" or "critical"."""
    reference: str
    """What was compared with: "frozen", "trailing", "level" or "recent"."""
    reference_text: str
    """The same in words."""
    time: Optional[float]
    """When the statistic exceeded its limit."""
    row: int
    """At which row, from 0."""
    onset: Optional[float]
    """When the change began, as estimated."""
    onset_low: Optional[float]
    """It began between onset_low and onset_high."""
    onset_high: Optional[float]
    onset_row: int
    direction: int
    """+1 up, -1 down, 0 neither."""
    effect: Optional[float]
    """How large the change is, in the unit of the signal's margin."""
    effect_low: Optional[float]
    """Its interval."""
    effect_high: Optional[float]
    statistic: float
    limit: float
    check: Optional[str]
    """Which check found it, as docs/monitors.md names them; None: of quality."""
    value: Optional[float]
    """Of new_atom: the single value that carries mass; of outlier: the one that is far beyond the reference."""
    nearest: Optional[ChangeEvent]
    """The newest change event at or before the onset."""
    _line: str = field(default="", compare=False)

    def to_json(self) -> str:
        """One line of JSON, as C++ writes it: times in ISO 8601, null where unknown."""
        return self._line

    def __repr__(self) -> str:
        where = "" if self.segment is None else f" in {self.segment}"
        how = {1: " up", -1: " down"}.get(self.direction, "")
        parts = [f"{self.severity}: {self.kind} of {self.signal}{where}{how}"]
        if self.effect is not None:
            low, high = self.effect_low, self.effect_high
            between = "" if low is None or high is None else f" [{low:.3g}, {high:.3g}]"
            parts.append(f"effect {self.effect:.3g}{between}")
        if self.onset is not None:
            parts.append(f"since {_moment(self.onset)}")
        parts.append(f"told {_moment(self.time)}")
        parts.append(f"against {self.reference_text or self.reference}")
        if self.nearest is not None:
            parts.append(f"after {self.nearest.kind} {self.nearest.id}".rstrip())
        return f"<Alarm {self.sequence} {', '.join(parts)}>"


@dataclass(frozen=True)
class CheckSnapshot:
    """One check of a signal."""

    name: str
    """As in alarms: "level", "cusum(k=0.25)"."""
    ratio: float
    """Statistic over limit."""
    seconds: float
    """Between its false alarms, in the mean: its part of the budget."""


@dataclass(frozen=True)
class SignalSnapshot:
    """One signal. Counts are since the monitor began."""

    name: str
    role: str
    latched: bool
    """An alarm stands."""
    severity: str
    """Of the alarm that stands."""
    statistic: float
    limit: float
    effect: Optional[float]
    """Of the newest alarm, in the unit of the margin."""
    last_alarm: Optional[float]
    alarms: int
    observed: int
    """Finite values, taken."""
    missing: int
    nan: int
    """Watched together with what is missing."""
    negative_infinity: int
    positive_infinity: int
    outside: int
    """Values that the reference never had."""
    distance: Optional[float]
    """Of the last whole window from the reference: total variation; of vectors the distance of the means."""
    distance_low: Optional[float]
    """With distance_high its 95% interval."""
    distance_high: Optional[float]
    distance_trailing: Optional[float]
    """The same from the last days."""
    slow: bool
    """Slow drift is watched: the reference has enough windows."""
    checks: Tuple[CheckSnapshot, ...]


@dataclass(frozen=True)
class QualitySnapshot:
    """One quality metric from labels that have matured."""

    metric: str
    segment: Optional[str]
    """None: over all."""
    estimate: Optional[float]
    low: Optional[float]
    """With high an interval that holds with 95% at every moment."""
    high: Optional[float]
    floor: Optional[float]
    """None: none was set."""
    labels: int
    latched: bool
    """It is beyond its floor."""


@dataclass(frozen=True)
class LabelCounts:
    """What became of labels."""

    matched: int
    unknown: int
    """Of no prediction that is remembered."""
    duplicate: int
    evicted: int
    """Predictions that had to make room before a label came."""


@dataclass(frozen=True)
class Snapshot:
    """A monitor at one moment. Counts are since it began."""

    monitor: str
    time: float
    signals: dict[str, SignalSnapshot]
    """By name, in the configuration's order."""
    quality: tuple[QualitySnapshot, ...]
    labels: LabelCounts
    expected_false_alarms: float
    """That the budget allows in the time since the monitor began."""
    alarms: int
    late: int
    """Rows whose window was closed already."""
    save_failures: int
    """States that could not be written."""
    sink_failures: int
    """Alarms that a callable of on_alarm raised on."""
    rejected: int
    """Rows of another width, values of signals that there are not."""
    texts_cut: int
    """Texts of more bytes than are kept: names of segments (256), of change events (4096)."""
    names_not_kept: int
    """Times that a segment was named beyond the 65,536 names that are kept."""
    rows: int
    """Drained."""
    dropped: int
    """Values that found their ring full."""
    last_row: Optional[float]
    """When a drain last found a row or a value."""
    saved: Optional[float]
    """When the state file was last written."""


@dataclass(frozen=True)
class Restored:
    """What a monitor found in its state."""

    saved: float
    """When it was saved."""
    rows: int
    """Rows that it had taken by then."""
    lost: list[str] = field(default_factory=list)
    """What of it was dropped and what starts anew, a line each; notes has it too."""
