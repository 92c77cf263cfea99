"""One object that watches a model's inputs, outputs and quality inside a process."""

from __future__ import annotations

import functools
import json
import os
import threading
import time as clock
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Optional, Union
from weakref import ref

import numpy as np
import numpy.typing as npt

from tepid import _core
from tepid._arrays import as_float64
from tepid._monitor_columns import Config, as_ids, as_rows, as_times, config_text
from tepid._monitor_types import Alarm, Restored, Snapshot
from tepid._types import DataError, ErrorCode

__all__ = ["Monitor"]

Id = Union[int, str]
Segment = Union[str, int, None]


class Monitor:
    """Watches every signal of a configuration against a reference and spends one false-alarm budget over all of them.

    Parameters
    ----------
    config :
        A dict with the keys of the JSON document (docs/monitors.md), a JSON text, or the path of a file that holds one.
    reference :
        A Profile from make_reference() (or from profile(), without slow drift and vectors), or the path of its file; the
        file that the configuration names unless given.

    Any number of threads may call any method. Each thread that observes has a place of its own, which it gives back
    when it ends: the key "threads" bounds how many there are at once. What is observed waits in a ring of
    "ring_values" places until somebody calls drain(), every second or so; what finds the ring full is dropped and
    counted. Times are seconds since 1970, now unless given.

    A monitor belongs to the process that made it: after os.fork() (multiprocessing, the workers of a server) nearly every
    method raises ParameterError in the child, whose locks nobody would give back. Make one in each worker, with a state
    file of its own.

    Raises
    ------
    ParameterError
        The configuration cannot be, or does not fit the reference; the message names the key or the signal.
    StateError, Error, OSError
        The reference or the configuration cannot be read.

    >>> monitor = tepid.Monitor({"signals": [{"name": "amount"}]}, reference)   # doctest: +SKIP
    >>> monitor.observe({"amount": 12.5})                                       # doctest: +SKIP
    True
    >>> for alarm in monitor.drain():                                           # doctest: +SKIP
    ...     print(alarm)
    """

    def __init__(self, config: Config, reference: Union[_core.Profile, str, os.PathLike[str], None] = None) -> None:
        profile = _core.Profile.load(reference) if isinstance(reference, (str, os.PathLike)) else reference
        self._begin(_core._Monitor(config_text(config), profile))

    @classmethod
    def open(cls, config: Config) -> Monitor:
        """A monitor with the reference that the configuration names and the state in its state file, if there is one.

        Raises also StateError for a state file that is damaged, and ParameterError for one of another configuration or
        reference: neither is overwritten silently.
        """
        made = cls.__new__(cls)
        made._begin(_core._Monitor.open(config_text(config)))
        return made

    def _begin(self, core: _core._Monitor) -> None:
        self._core = core
        self._local = threading.local()
        self._sinks: list[Callable[[Alarm], object]] = []

    def _shard(self) -> _core._Shard:
        """The calling thread's; it goes with the thread."""
        try:
            shard: _core._Shard = self._local.shard
        except AttributeError:
            shard = self._local.shard = _core._Shard(self._core)
        return shard

    # What happens in a request.

    def observe(self, row: Union[Mapping[str, Any], Sequence[Any], npt.ArrayLike], time: Optional[float] = None) -> bool:
        """Hands over one row; False if the thread's ring was full and the row was dropped.

        `row` is a dict by name, in which signals may be missing; a list or tuple with an item for each signal in the
        configuration's order; or a 1-D array of all numbers in that order, dimensions of them for a vector. None and NaN
        are missing values; an int beyond all floats is infinite. A category is a str, or a number that stands for itself; in an array of numbers it is its
        code(). Segment signals are not looked at.

        Raises ParameterError for a signal that there is not and for a thread more than "threads", DataError for a
        wrong number of values, TypeError for what is no number; each names the signal. Cost: 0.2 us and 0.02 us a signal
        of a dict, 0.25 us an array.
        """
        return self._shard().observe(row, time)

    def observe_value(self, name: str, value: Union[float, str, None], time: Optional[float] = None) -> bool:
        """Hands over one value of one signal that is no vector, as observe() a row."""
        return self._shard().observe_value(name, value, time)

    def observe_batch(self, rows: Any, times: Union[float, npt.ArrayLike, None] = None) -> int:
        """Hands over many rows; returns how many were taken: what found the ring full was dropped.

        `rows` is an (n, width) array of numbers in the configuration's order (float64 in C order is read in place, any
        other is converted), or a table: a mapping from names to columns, or a pandas or polars data frame, with columns as
        for make_reference(), in which signals may be missing. `times` is one time for all or n of them.

        A row takes width + 2 places of the ring: drain() before more than ring_values / (width + 2) rows have come.
        Cost: 0.8 ns a value of an array, 6 ns of columns; the GIL is released while rows are copied.
        Raises ParameterError for a column that is no signal, DataError for a wrong shape.
        """
        return self._shard().observe_batch(as_rows(self._core, rows), as_times(times, "observe_batch"))

    def predict(
        self, id: Id, score: float, label: int = 0, segment: Segment = None, time: Optional[float] = None
    ) -> bool:
        """Hands over what the model said about one request; False if the ring was full.

        Parameters
        ----------
        id :
            Of the request, the same as in label(): an int of 64 bits or a str, which is hashed to 64 bits (two share a
            hash with probability 2^-64).
        score :
            The probability of class 1, of the predicted class of many, or the predicted number.
        label :
            The predicted class; of no use for "regression".
        segment :
            By which quality is told apart, where the key "segments" of "quality" is not 0: a str, or an int that is
            named by its digits. None is the segment "(none)". Of a name 256 bytes are kept, of names 65,536; what is
            beyond is cut, or one segment "(other names)", and counted in the snapshot.

        Raises ParameterError without "quality" in the configuration and for a number of more bits.
        """
        return self._shard().predict(id, score, label, segment, time)

    def predict_batch(
        self,
        ids: Union[Sequence[Id], npt.ArrayLike],
        scores: npt.ArrayLike,
        labels: Optional[npt.ArrayLike] = None,
        segments: Union[Segment, Sequence[Segment], npt.ArrayLike] = None,
        times: Union[float, npt.ArrayLike, None] = None,
    ) -> int:
        """The same of n requests: arrays of n, one segment and one time for all or n of them. Returns how many were taken."""
        keys = as_ids(ids)
        classes = np.zeros(len(keys), np.int64) if labels is None else _whole(labels, "labels")
        score = as_float64(scores, "predict_batch", "scores")
        told = _segments(self._core, segments, len(keys))
        return self._shard().predict_batch(keys, score, classes, told, as_times(times, "predict_batch"))

    def label(self, id: Id, outcome: float, probability: float = 1.0, time: Optional[float] = None) -> bool:
        """Hands over what came out for one request, late or never; False if the ring was full.

        `outcome` is the true class or number, `probability` that with which the request was chosen to be labelled,
        in (0, 1]. Raises as predict().
        """
        return self._shard().label(id, outcome, probability, time)

    def label_batch(
        self,
        ids: Union[Sequence[Id], npt.ArrayLike],
        outcomes: npt.ArrayLike,
        probabilities: npt.ArrayLike = 1.0,
        times: Union[float, npt.ArrayLike, None] = None,
    ) -> int:
        """The same of n requests; one probability and one time for all or n of them. Returns how many were taken."""
        keys = as_ids(ids)
        weights = np.full(len(keys), probabilities) if np.ndim(probabilities) == 0 else probabilities
        outcome = as_float64(outcomes, "label_batch", "outcomes")
        weight = as_float64(weights, "label_batch", "probabilities")
        return self._shard().label_batch(keys, outcome, weight, as_times(times, "label_batch"))

    def code(self, signal: str, category: Union[str, float]) -> float:
        """The number that stands for a category in arrays; one number stands for all that the reference never had."""
        return self._core.code(signal, category)

    # What happens every second or so.

    def drain(self, now: Optional[float] = None) -> list[Alarm]:
        """Takes what has been observed; then it is `now`: windows close, labels mature, the state is saved if it is time.

        Returns the alarms that this raised, by time. Cost: 30 to 40 ns a numeric value, without the GIL.
        """
        return self._core.drain(_time(now))

    def on_alarm(self, sink: Callable[[Alarm], object]) -> None:
        """Has every alarm given to `sink`, by the thread that drains; all that were given are called, in that order.

        What it raises goes to sys.unraisablehook and is counted (Snapshot.sink_failures); drain() returns its alarms.
        """
        kept = functools.partial(sink)  # of which there are weak references, whatever `sink` is
        self._sinks.append(kept)
        self._core.on_alarm(ref(kept))

    def changed(self, kind: str, id: str = "", time: Optional[float] = None) -> None:
        """The host changed something, as in changed("deploy", "v2"): alarms name the newest change before their onset."""
        self._core.changed(kind, id, _time(time))

    def acknowledge(self, name: str) -> bool:
        """Somebody has seen the signal's alarms: its next finding is news. False for a signal that there is not."""
        return self._core.acknowledge(name)

    def restart_quality(self, time: Optional[float] = None) -> None:
        """There is another model since `time`: what was predicted before counts no more."""
        self._core.restart_quality(_time(time))

    # What is known.

    def snapshot(self, now: Optional[float] = None) -> Snapshot:
        """All that is known of each signal, of quality and of the monitor itself."""
        return self._core.snapshot(_time(now))

    def prometheus(self, now: Optional[float] = None) -> str:
        """The snapshot in Prometheus' text format 0.0.4."""
        return self._core.prometheus(_time(now))

    def notes(self) -> list[str]:
        """What is not watched and why, a line each: too few windows in the reference, no season."""
        return self._core.notes()

    @property
    def config(self) -> dict[str, Any]:
        """The configuration with all its keys."""
        found: dict[str, Any] = json.loads(self._core.config())
        return found

    @property
    def width(self) -> int:
        """Values in a row: one a signal, dimensions of a vector."""
        return self._core.width()

    @property
    def parts(self) -> int:
        """Parts among which the budget is split."""
        return self._core.parts()

    # What survives the process.

    def save(self, now: Optional[float] = None) -> bytes:
        """Everything but what has not been drained, for restore(); the same bytes as in C++."""
        return self._core.save(_time(now))

    def restore(self, data: Any) -> None:
        """Goes on from what save() gave.

        Raises ParameterError if that was under another configuration or reference, StateError for damaged bytes; the
        monitor is then as it was.
        """
        self._core.restore(data)

    def save_to_file(self, now: Optional[float] = None) -> None:
        """Writes the state file now.

        Raises ParameterError if the configuration names none or close() was called, or for a time that is none, Error if
        it cannot be written.
        """
        self._core.save_to_file(_time(now))

    def close(self) -> None:
        """Gives the state file back, so that another monitor may open it, here or in another process.

        A state file has one writer: the monitor that opened it, or the one that first wrote it, until it is closed,
        collected or its process ends, however that ends. Saves nothing: call save_to_file() before. All but saving to
        the file goes on. In a process that was forked from the one which opened it the file cannot be written, and
        close() does nothing: open a monitor in each worker, with a state file of its own.
        """
        self._core.close()

    @property
    def restored(self) -> Optional[Restored]:
        """What was found by open() or given to restore()."""
        found = self._core.restored()
        return None if found is None else Restored(*found)

    def __repr__(self) -> str:
        config = self.config
        names = ", ".join(signal["name"] for signal in config["signals"])
        return f"<tepid.Monitor {config['name']!r} of {len(config['signals'])} signals: {names}>"


def _time(given: Optional[float]) -> float:
    return clock.time() if given is None else float(given)


def _whole(values: npt.ArrayLike, name: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    array = np.asarray(values)
    if array.ndim != 1 or array.dtype.kind not in "biu":
        raise DataError(
            f"monitor: {name} must be a 1-D array of whole numbers, not {array.dtype} of shape {array.shape}",
            ErrorCode.BAD_DATA,
            name,
        )
    return np.ascontiguousarray(array, dtype=np.int64)


def _segments(core: _core._Monitor, segments: Any, n: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The key of each of n predictions' segments."""
    if segments is None or isinstance(segments, (str, int)):
        return np.full(n, core.segment(segments), np.int64)
    names = segments.tolist() if hasattr(segments, "tolist") else list(segments)
    keys = {name: core.segment(name) for name in dict.fromkeys(names)}
    return np.array([keys[name] for name in names], np.int64)
