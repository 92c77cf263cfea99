# stream_bits.py - one stream through one detector, every bit told.
"""Reads numbers, one a line, from standard input and feeds them to a detector that starts anew after each alarm.

    stream_bits.py DETECTOR [PARAMETER=VALUE ...]

A line for each alarm, `INDEX STATE STATISTIC`, with the 0-based index of the value that raised it, and at the end
`end STATE STATISTIC SAVED`, with the saved state. STATISTIC is the bits of the float64 and SAVED the bytes, both as
hexadecimal digits. Programs in other languages that print the same lines computed the same bits.
"""

from __future__ import annotations

import struct
import sys

import numpy as np

import tepid


def settings(arguments: list[str]) -> dict[str, float | int | str]:
    """`h=5` as the number that it is, `side=up` as the word."""
    parsed: dict[str, float | int | str] = {}
    for argument in arguments:
        name, _, text = argument.partition("=")
        try:
            parsed[name] = int(text)
        except ValueError:
            try:
                parsed[name] = float(text)
            except ValueError:
                parsed[name] = text
    return parsed


def line(detector: tepid.Detector) -> str:
    return f"{detector.state} {struct.pack('>d', detector.statistic).hex()}"


def main() -> None:
    values = np.array([float(text) for text in sys.stdin.read().split()])
    detector = tepid.make_detector(sys.argv[1], **settings(sys.argv[2:]))
    at = 0
    while at < len(values):
        at += detector.update(values[at:])
        if detector.drift_detected:
            print(at - 1, line(detector))
            detector.reset()
    print("end", line(detector), detector.save().hex())


if __name__ == "__main__":
    main()
