# Generated from the registry by scripts/generate_stubs.py; do not edit.
from typing import Any, Literal, Optional, Union

from tepid import _core

__all__ = ["CUSUM", "PageHinkley", "EWMABank"]

class _OneUpdateFlags:
    detector: _core.Detector
    def update(self, x: Union[int, float, bool]) -> None:
        """Take one value; after an alarm, start anew first."""
    @property
    def drift_detected(self) -> bool:
        """Did the last update raise an alarm?"""
    @property
    def warning_detected(self) -> bool:
        """Did the last update find evidence that is not yet enough for an alarm?"""
    def clone(self, new_params: Optional[dict[str, Any]] = None, include_attributes: bool = False) -> Any: ...
    def __getattr__(self, name: str) -> Any: ...

class CUSUM(_OneUpdateFlags):
    def __init__(
        self,
        *,
        k: float = 0.5,
        h: float = 8.053,
        mean: float = 0.0,
        sd: float = 1.0,
        side: Literal["both", "up", "down"] = "both",
        head_start: float = 0.0,
        baseline: Literal["known", "learned", "running"] = "known",
        warm_up: int = 30,
    ) -> None: ...

class PageHinkley(_OneUpdateFlags):
    def __init__(
        self,
        *,
        delta: float = 0.005,
        threshold: float = 50.0,
        alpha: float = 1.0,
        min_samples: int = 30,
        side: Literal["both", "up", "down"] = "both",
        form: Literal["extremum", "clipped", "unclipped"] = "extremum",
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...

class EWMABank(_OneUpdateFlags):
    def __init__(
        self,
        *,
        rates: int = 8,
        max_rate: float = 0.75,
        ratio: float = 3.0,
        limit: float = 13.71,
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
