"""The same stream through C++, C, Python and the command line: the same alarms, to the last bit.

    same_bits.py CPP C CLI [PYTHON STREAM_BITS_PY]

CPP and C are the stream_bits programs, CLI is tepid. Without the last two, Python is left out and said so.
"""

import json
import math
import random
import subprocess
import sys


def stream(seed):
    """Gaussian noise with steps, a ramp, and values that are not finite."""
    source = random.Random(seed)
    values = []
    for i in range(6000):
        level = 0.0 if i < 1500 else 1.0 if i < 2500 else -0.4 if i < 4000 else (i - 4000) * 1e-3
        values.append(source.gauss(level, 1.0))
    return with_gaps(values, source)


def counts(seed):
    """Small whole numbers, then larger ones, then a single one: for detectors of counts and of repeated values."""
    source = random.Random(seed)
    values = [float(source.randrange(6) if i < 3000 else source.randrange(8, 90) if i < 4500 else 3) for i in range(6000)]
    return with_gaps(values, source)


def with_gaps(values, source):
    """Some values that are not finite."""
    for i in source.sample(range(6000), 60):
        values[i] = source.choice([math.nan, math.inf, -math.inf])
    return values


def gaps_in_whole_rows(values, length):
    """A row with a value that is not finite has no other."""
    out = list(values)
    for start in range(0, len(out), length):
        gaps = [x for x in out[start : start + length] if not math.isfinite(x)]
        if gaps:
            out[start : start + length] = gaps[:1] * length
    return out


def text_of(values):
    return "".join(f"{v!r}\n" for v in values)


def run(command, text, codes=(0,)):
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode not in codes:
        sys.exit(f"{command} exits with {done.returncode}: {done.stderr}")
    return done.stdout


def row_length(cli, name):
    """How many values make a row: 1 but for charts of rows."""
    parameters = json.loads(run([cli, "describe", name, "--json"], ""))["parameters"]
    return next((int(p["default"]) for p in parameters if p["name"] == "dimension"), 1)


def alarms(lines):
    """(index, statistic, onset or None, effect) of every alarm line; onset counts accepted values since the reset."""
    found = []
    for line in lines.splitlines():
        words = line.split()
        if words[0] == "alarm":
            onset = None if words[4] == "-" else int(words[4])
            found.append((int(words[1]), float.fromhex(words[3]), onset, float.fromhex(words[5])))
    return found


def rows_of(found, values):
    """Onsets as rows of the stream: the start after the alarm before, and the values skipped, added."""
    start, out = 0, []
    for index, statistic, onset, effect in found:
        if onset is not None:
            accepted = [row for row in range(start, index + 1) if math.isfinite(values[row])]
            onset = accepted[onset]
        out.append((index, statistic, onset, effect))
        start = index + 1
    return out


def main():
    cpp, c, cli = sys.argv[1:4]
    python = sys.argv[4:6]
    if not python:
        print("Python is left out: configure with TEPID_PYTHON_EXECUTABLE")
    detectors = [d["name"] for d in json.loads(run([cli, "list", "--json"], ""))["detectors"]]
    checked = 0
    for seed, name in enumerate(detectors):
        for values in (stream(seed), counts(seed)):
            text = text_of(values)
            truth = run([cpp, name], text)
            if alarms(truth):
                break
        others = {"C": run([c, name], text)}
        if python:
            others["Python"] = run([*python, name], text)
        for surface, lines in others.items():
            if lines != truth:
                sys.exit(f"{name}: {surface} differs from C++\n--- C++\n{truth}\n--- {surface}\n{lines}")
        length = row_length(cli, name)
        if length > 1:
            # The command line skips missing cells one by one and counts the finite values of a rejected row: compared
            # only where neither moves a row.
            values = gaps_in_whole_rows(values, length)
            text = text_of(values)
            truth = run([cpp, name], text)
        told = [json.loads(line) for line in run([cli, "run", name, "--column", "x", "--json", "-"], "x\n" + text, (0, 1)).splitlines()]
        told = [(a["index"], a["statistic"], a["onset"], a["effect"]) for a in told]
        expected = rows_of(alarms(truth), values)
        if told != expected:
            sys.exit(f"{name}: the command line differs from C++\n{told}\n{expected}")
        if not expected:
            sys.exit(f"{name}: no stream raises an alarm, so nothing was compared")
        checked += len(expected)
        print(f"{name}: {len(expected)} alarms, the same bits")
    print(f"{len(detectors)} detectors, {checked} alarms")


if __name__ == "__main__":
    main()
