#!/usr/bin/env python3
# tests/golden/decode_monitors.py - reads the golden states of monitors by docs/state-format.md, without the library.
#
#   decode_monitors.py GOLDEN_MONITORS_FOLDER
#
# How long the parts are follows from the configuration and the reference; the "shape" beside each state says it. Each
# state must decode to its last byte, say what "says" says, and satisfy what the page tells of its fields.
import json
import math
import pathlib
import struct
import sys
import zlib

CODES = {"u8": "B", "u16": "H", "u32": "I", "i32": "i", "u64": "Q", "i64": "q", "f64": "d"}
SCORES = WINDOWS = 1024
RATES, ALTERNATIVES, SCORE_BINS, CALIBRATION_BINS, DELAY_BINS = 14, 8, 512, 20, 64


class Reader:
    """One number after the other; each part of the page is a method."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, kind, n=None):
        if n is not None:
            return [self.take(kind) for _ in range(n)]
        (value,) = struct.unpack_from("<" + CODES[kind], self.data, self.at)
        self.at += struct.calcsize("<" + CODES[kind])
        return value

    def text(self):
        n = self.take("u64")
        self.at += n
        return self.data[self.at - n:self.at].decode()

    def flag(self):
        value = self.take("u8")
        assert value in (0, 1), f"a flag is {value}"
        return value == 1

    def not_finite(self):
        return dict(zip(("missing", "nan", "negative infinity", "positive infinity"), self.take("u64", 4)))

    def tally(self, s):
        values, kinds = self.take("u64"), self.not_finite()
        self.take("u64", 2)
        self.take("f64", 5)
        slots = self.take("u64", s["slots"])
        self.take("f64", s["dimensions"])
        assert sum(slots) <= values + sum(kinds.values()), "more values in the slots than came"
        return values

    def bank(self):
        self.take("f64", RATES)
        count, statistic = self.take("u64"), self.take("f64")
        assert math.isfinite(statistic)
        return count

    def share_watch(self):
        e_values, _ = self.take("f64", ALTERNATIVES), self.take("f64")
        assert all(0 <= e <= 1e300 for e in e_values)
        for values, bad in (self.take("u64", 2), self.take("u64", 2)):
            assert bad <= values
        self.take("f64", 2)

    def onset(self):
        direction = self.take("u8")
        assert direction <= 2
        self.take("f64", 4)
        self.take("u64")
        self.take("f64")

    def policy(self):
        latched = self.flag()
        direction, severity = self.take("u8", 2)
        assert direction <= 2 and severity <= 2
        self.take("f64", 2)
        alarms = self.take("u64")
        self.take("u64", 2)
        self.take("f64")
        return latched, alarms

    def infinity_watch(self):
        self.take("u64", 3)
        self.take("f64")
        for _ in range(2):
            self.flag()
            self.share_watch()
            self.share_watch()

    def whitening(self):
        self.take("f64", self.take("u64"))

    def section(self):
        """A section by itself."""
        n = self.take("u64")
        self.at += n
        assert self.at <= len(self.data)
        return Reader(self.data[self.at - n:self.at])

    def end(self):
        assert self.at == len(self.data), f"{len(self.data) - self.at} bytes left over"

    def seen(self):
        taken, since_start = self.take("u64", 2)
        assert since_start <= taken
        self.take("f64")
        self.take("u64")
        for _ in range(SCORES):
            self.take("f64", 2)
            self.take("u64")
        return taken

    def new_atom(self):
        taken = self.seen()
        self.take("u64", 2)
        for of_reference in (True, False):
            values = self.take("f64", self.take("u64"))
            assert len(values) <= 1024
            for kind in ("QQQQ" if of_reference else "QQQ"):
                assert kind == "Q" and len(self.take("u64", self.take("u64"))) == len(values)
            evidence = self.take("u64")
            assert evidence == len(values)
            self.take("f64", 3 * evidence)
        return taken

    def told_atoms(self):
        n = self.take("u64")
        assert n <= 16
        for _ in range(n):
            _, before, share, _, evidence, _, quiet_for = self.take("f64", 7)
            assert 0 < before < share < 1 and evidence >= 0 and quiet_for >= 0, (before, share, evidence, quiet_for)

    def series(self):
        for _ in range(2):
            self.whitening()
            self.bank()
        self.take("f64", 2)
        self.onset()
        self.take("f64", WINDOWS)

    def signal(self, s):
        out = {"observed": self.take("u64"), **self.not_finite(), "outside": self.take("u64")}
        self.take("f64", 6)
        self.take("f64", s["slots"])
        out["windows closed"] = self.take("u64")
        if s["windows"]:
            for _ in range(WINDOWS):
                start, end = self.take("f64", 2)
                self.take("u64")
                assert start <= end
        policies = {self.text(): self.policy() for _ in range(self.take("u64"))}
        out["latched"] = any(latched for latched, _ in policies.values())
        out["alarms"] = sum(alarms for _, alarms in policies.values())
        for _ in range(self.take("u64")):
            name, version, check = self.text(), self.take("u16"), self.section()
            assert version == 1 or (name, version) == ("new_atom", 2), f"{name} has version {version}"
            if name in ("missing", "outside"):
                check.share_watch()
            elif name == "infinities":
                check.infinity_watch()
            elif name == "outlier":
                assert 0 <= check.take("f64") <= 1e300
            elif name == "new_atom":
                taken = check.new_atom()
                if version == 1:
                    assert taken == out["observed"]
                else:  # values that are equal one after the other count once
                    assert 0.8 * out["observed"] < taken <= out["observed"]
                    check.told_atoms()
            elif name == "recent":
                check.bank()
                check.take("f64", 2)
                check.onset()
                assert check.seen() <= out["observed"]
            else:
                check.series()
            check.end()
        return out

    def sums(self):
        self.take("u64")
        self.take("f64", 5)

    def quality_tally(self, q):
        for _ in range(1 + 4 + 3):
            self.sums()
        if q["kind"] == "multiclass":
            for _ in range(q["classes"]):
                self.sums()
        if q["kind"] == "binary":
            self.take("f64", 2 * SCORE_BINS)
            self.sums()
            for _ in range(2):
                self.take("f64", 2)
                self.flag()
            for _ in range(CALIBRATION_BINS):
                self.sums()
            self.take("f64", CALIBRATION_BINS)

    def delays(self):
        assert all(c >= 0 for c in self.take("f64", DELAY_BINS))

    def rise(self):
        self.take("f64", 2)
        cases, misses = self.take("u64", 2)
        assert misses <= cases

    def quality(self, q):
        names = ("predictions", "matched", "evicted", "expired", "replaced", "waiting", "unknown", "duplicate")
        out = dict(zip(names, self.take("u64", 8)))
        states = []
        for _ in range(self.take("u64")):
            self.take("u64")
            self.take("f64", 2)
            self.take("i32")
            self.take("u32")
            states.append(self.take("u8"))
        assert states.count(1) == out["waiting"] and all(1 <= s <= 3 for s in states)
        self.delays()
        self.take("f64")
        self.take("u64", 3)
        assert len(self.take("u32", self.take("u64"))) <= q["most segments"]
        places = 1 if q["most segments"] == 0 else 2 + q["most segments"]
        for _ in range(places):
            self.quality_tally(q)
        for place in range(q["cohorts"]):
            used, _, index = self.flag(), self.flag(), self.take("i64")
            assert not used or index % q["cohorts"] == place, "a cohort out of its place"
            self.take("u64")
            self.delays()
            for _ in range(places):
                self.quality_tally(q)
        for _ in range(q["falls"]):
            assert all(0 <= e <= 1e300 for e in self.take("f64", ALTERNATIVES))
            self.take("f64")
            self.policy()
        for _ in range(q["floors"]):
            self.flag()
        if q["audit"]:
            self.take("f64", ALTERNATIVES + 1)
            labels, misses, _ = self.take("u64", 3)
            assert misses <= labels
            for _ in range(ALTERNATIVES):
                self.rise()
            self.flag()
            self.take("f64", 2)
            self.rise()
        return {name: out[name] for name in ("matched", "unknown", "duplicate", "evicted")}


def decode(data, shape):
    """What the state says, as the library's snapshot has it."""
    magic, frame_version, kind, part, version, checksum, length = struct.unpack_from("<4sHHHHIQ", data)
    assert (magic, frame_version, kind, part, version) == (b"TPID", 1, 5, 0, 4)
    assert length == len(data) - 24 and checksum == zlib.crc32(data[:12] + data[16:])
    state = Reader(data[24:])
    saved, rows = state.take("f64"), state.take("u64")
    out = dict(zip(("rows", "late", "rejected", "alarms"), state.take("u64", 4)))
    assert rows == out["rows"]
    begun, closed = state.take("f64"), state.take("i64")
    assert begun <= saved
    changes = [(state.take("f64"), state.text(), state.text()) for _ in range(state.take("u64"))]
    assert changes == sorted(changes, key=lambda c: c[0])
    assert state.take("f64") <= saved
    state.take("u64", 2)
    out["segments"] = [state.text() for _ in range(state.take("u64"))]
    used = []
    for _ in range(4):
        used.append(state.flag())
        index = state.take("i64")
        assert not used[-1] or index >= closed
        state.take("u64")
        state.take("f64")
    out["signals"] = []
    for shape_of_one in shape["signals"][:state.take("u64")]:
        assert state.text() and state.take("u32") is not None
        signal = state.section()
        values = [signal.tally(shape_of_one) for _ in range(4)]
        assert all(is_used or not n for is_used, n in zip(used, values)), "an unused window has values"
        out["signals"].append(signal.signal(shape_of_one))
        signal.end()
    out["labels"] = {"matched": 0, "unknown": 0, "duplicate": 0, "evicted": 0}
    assert state.flag() == ("quality" in shape)
    if "quality" in shape:
        state.take("u32")
        quality = state.section()
        out["labels"] = quality.quality(shape["quality"])
        quality.end()
    state.end()
    return out, changes


def main():
    files = sorted(pathlib.Path(sys.argv[1]).glob("*/*.bin"))
    assert len(files) >= 4, files
    for path in files:
        said = json.loads(path.with_suffix(".json").read_text())
        try:
            found, changes = decode(path.read_bytes(), said["shape"])
            for key in ("rows", "late", "rejected", "alarms", "labels"):
                assert found[key] == said["says"][key], f"{key}: {found[key]}, not {said['says'][key]}"
            assert len(found["signals"]) == len(said["says"]["signals"])
            for mine, theirs in zip(found["signals"], said["says"]["signals"]):
                for key in set(theirs) - {"name"}:
                    assert mine[key] == theirs[key], f"{theirs['name']}: {key}: {mine[key]}, not {theirs[key]}"
            assert found["segments"] == ["a shop"]
            assert changes == [(1e6 + 400, "deploy", "v2")]
        except (AssertionError, struct.error, UnicodeDecodeError) as problem:
            print(f"{path}: {type(problem).__name__} {problem}")
            return 1
    print(f"{len(files)} states decoded")
    return 0


if __name__ == "__main__":
    sys.exit(main())
