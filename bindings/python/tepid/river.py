"""Detectors that behave as river's do.

The classes have the names and parameters of tepid's own, but `update` returns None, an alarm is shown by
`drift_detected` for one update only, and the next update starts anew with everything forgotten. Where river is
installed they derive from its DriftAndWarningDetector, so that they can be put wherever river takes a drift detector,
cloned with a model and so on; river is not needed.

    >>> from tepid import river
    >>> detector = river.PageHinkley(threshold=50, alpha=0.9999)
    >>> for index, x in enumerate(stream):
    ...     detector.update(x)
    ...     if detector.drift_detected:
    ...         print(index)

Use tepid's own classes to keep an alarm until it was seen, to save a state, and for arrays.
"""

from __future__ import annotations

import inspect
from typing import Any, Union

from tepid import _core

_base: type = object
try:
    from river.base import DriftAndWarningDetector as _base  # type: ignore[no-redef, import-not-found, unused-ignore]
except ImportError:
    pass

__all__ = [row["class_name"] for row in _core.registry()["detectors"]]


class _OneUpdateFlags(_base):
    """Flags that tell of the last update alone."""

    _own: type[_core.Detector]

    def __init__(self, **parameters: Union[float, str]) -> None:
        super().__init__()
        self.detector = self._own(**parameters)

    def update(self, x: Union[int, float, bool]) -> None:
        """Take one value; after an alarm, start anew first."""
        if self.detector.drift_detected:
            self.detector.reset()
        self.detector.update(float(x))

    @property
    def drift_detected(self) -> bool:
        """Did the last update raise an alarm?"""
        return self.detector.drift_detected

    @property
    def warning_detected(self) -> bool:
        """Did the last update find evidence that is not yet enough for an alarm?"""
        return self.detector.warning_detected

    def clone(self, new_params: Union[dict[str, Any], None] = None, include_attributes: bool = False) -> _OneUpdateFlags:
        """A new detector with the same parameters and, unless include_attributes, without what was learned."""
        made = type(self)(**{**self.detector.get_params(), **(new_params or {})})
        if include_attributes and not new_params:
            made.detector = _core.load(self.detector.save())
        return made

    def __getattr__(self, name: str) -> Any:
        # River reads the parameters as attributes. Only asked where ordinary look-up failed.
        if not name.startswith("_") and name != "detector":
            return getattr(self.detector, name)
        raise AttributeError(name)

    def __repr__(self) -> str:
        return repr(self.detector)


def _make(own: type[_core.Detector]) -> type[_OneUpdateFlags]:
    def __init__(self: _OneUpdateFlags, **parameters: Union[float, str]) -> None:
        _OneUpdateFlags.__init__(self, **parameters)

    __init__.__signature__ = inspect.signature(own.__init__)  # type: ignore[attr-defined]
    members = {"_own": own, "__init__": __init__, "__doc__": own.__doc__, "__module__": __name__}
    return type(own.__name__, (_OneUpdateFlags,), members)


for _name in __all__:
    globals()[_name] = _make(getattr(_core, _name))
