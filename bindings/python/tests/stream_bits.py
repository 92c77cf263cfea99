# stream_bits.py - one detector over numbers from standard input, every result as exact bits.
"""The same lines as tests/c/stream_bits.c prints: equal output means equal bits.

    stream_bits.py [--rearm | --keep] DETECTOR [NAME=VALUE ...] < numbers, one a line

For every alarm

    alarm <index of the value> <state> <statistic> <onset or -> <effect>

and at the end

    end <values> <count> <rejected> <state> <statistic>
    state <saved state in hex>

Floats are in C's %a notation. After an alarm the detector is reset, or rearmed, or left in alarm.
"""

from __future__ import annotations

import argparse
import sys
from typing import Union

import numpy as np

import tepid


def percent_a(x: float) -> str:
    """A float as C prints it with %a: float.hex() without the zeros that end the digits."""
    digits, exponent = x.hex().split("p")
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}p{exponent}"


def value_of(text: str) -> Union[int, float, str]:
    """`5` and `0.5` as the numbers that they are, `up` as the word."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text


def number(text: str) -> float:
    """As C's strtod: decimal, hexadecimal, nan, inf."""
    return float.fromhex(text) if "x" in text.lower() else float(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rearm", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("detector")
    parser.add_argument("parameter", nargs="*")
    options = parser.parse_args()

    values = np.array([number(line) for line in sys.stdin], dtype=np.float64)
    given = dict(setting.split("=", 1) for setting in options.parameter)
    detector = tepid.make_detector(options.detector, **{name: value_of(text) for name, text in given.items()})
    at, alarmed = 0, False
    while at < len(values):
        at += detector.update(values[at:])
        if detector.drift_detected and not alarmed:
            change = detector.change
            onset = "-" if change.onset is None else change.onset
            print("alarm", at - 1, detector.state, percent_a(detector.statistic), onset, percent_a(change.effect))
        if options.rearm:
            detector.rearm()
        elif detector.drift_detected and not options.keep:
            detector.reset()
        alarmed = detector.drift_detected
    print("end", len(values), detector.count, detector.rejected, detector.state, percent_a(detector.statistic))
    print("state", detector.save().hex())


if __name__ == "__main__":
    main()
