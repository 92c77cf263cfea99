#!/usr/bin/env python3
# tests/golden/decode_states.py - reads all golden states by the tables of docs/state-format.md, without the library.
#
#   decode_states.py STATE_FORMAT_MD GOLDEN_FOLDER
#
# Each file must decode completely, say what the text beside it says, and encode to the same bytes. The states of
# three detectors and two sketches are also computed anew, from their definitions and the recipe's stream.
import math
import pathlib
import re
import struct
import sys
import zlib

CODES = {"u8": "B", "u16": "H", "u32": "I", "u64": "Q", "i64": "q", "f32": "f", "f64": "d", "bits": "Q"}
MOMENTS = ["u64"] + 7 * ["f64"]
VERDICTS = ["warming", "stable", "warning", "drift"]


def read_format(path):
    """{(id, version): (name, parameter names, [(type, field)])} from the page's sections on detectors."""
    detectors = {}
    for section in re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title = re.match(r"`(\w+)`, id (\d+), version (\d+)\n", section)
        if not title:
            continue
        section = re.split(r"^## ", section, flags=re.M)[0]
        parameters = re.findall(r"`(\w+)`", re.search(r"^Parameters: (.*?)\.\n\n", section, re.M | re.S).group(1))
        fields = re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", section, re.M)
        detectors[int(title[2]), int(title[3])] = (title[1], parameters, fields)
    return detectors


def read_sketches(path):
    """{(id, version): (name, [(type, field)])} from the page's sections on sketches."""
    sketches = {}
    for section in re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title = re.match(r"`(\w+)`, sketch (\d+), version (\d+)\n", section)
        if title:
            section = re.split(r"^## ", section, flags=re.M)[0]
            sketches[int(title[2]), int(title[3])] = (title[1], re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", section, re.M))
    return sketches


class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, kind, parameters=None):
        vector = re.fullmatch(r"vec<(.+)>", kind)
        if vector:
            return [self.take(vector[1], parameters) for _ in range(self.take("u64"))]
        if kind == "text":
            n = self.take("u64")
            self.at += n
            return self.data[self.at - n:self.at]
        if kind == "moments":
            return tuple(self.take(part) for part in MOMENTS)
        array = re.fullmatch(r"(\w+)\[(\w+)\]", kind)
        if array:
            n = int(array[2]) if array[2].isdigit() else int(parameters[array[2]])
            words = (n + 63) // 64 if array[1] == "bits" else n
            return [self.take(array[1]) for _ in range(words)]
        (value,) = struct.unpack_from("<" + CODES[kind], self.data, self.at)
        self.at += struct.calcsize("<" + CODES[kind])
        return value


def encode(kind, value):
    vector = re.fullmatch(r"vec<(.+)>", kind)
    if vector:
        return struct.pack("<Q", len(value)) + b"".join(encode(vector[1], v) for v in value)
    if kind == "text":
        return struct.pack("<Q", len(value)) + value
    if kind == "moments":
        return b"".join(encode(part, v) for part, v in zip(MOMENTS, value))
    if isinstance(value, list):
        return b"".join(encode(kind.split("[")[0], v) for v in value)
    return struct.pack("<" + CODES[kind], value)


def decode(data, detectors):
    magic, frame_version, kind, part, version, checksum, length = struct.unpack_from("<4sHHHHIQ", data)
    assert magic == b"TPID" and frame_version == 1 and kind == 1
    assert length == len(data) - 24
    assert checksum == zlib.crc32(data[:12] + data[16:])
    name, parameter_names, fields = detectors[part, version]
    source = Bytes(data[24:])
    n = source.take("u16")
    assert n == len(parameter_names), f"{n} parameters, the page has {parameter_names}"
    parameters = {p: source.take("f64") for p in parameter_names}
    common = {"count": source.take("u64"), "rejected": source.take("u64"), "verdict": VERDICTS[source.take("u8")]}
    own = {field: source.take(type_, parameters) for type_, field in fields}
    assert source.at == len(source.data), f"{len(source.data) - source.at} bytes left over"

    payload = struct.pack("<H", n) + b"".join(struct.pack("<d", v) for v in parameters.values())
    payload += struct.pack("<QQB", common["count"], common["rejected"], VERDICTS.index(common["verdict"]))
    payload += b"".join(encode(type_, own[field]) for type_, field in fields)
    header = struct.pack("<4sHHHH", b"TPID", 1, 1, part, version)
    rest = struct.pack("<Q", len(payload)) + payload
    assert header + struct.pack("<I", zlib.crc32(header + rest)) + rest == data, "does not encode to the same bytes"
    return name, parameters, common, own


def decode_sketch(data, sketches):
    magic, frame_version, kind, part, version, checksum, length = struct.unpack_from("<4sHHHHIQ", data)
    assert magic == b"TPID" and frame_version == 1 and kind == 3
    assert length == len(data) - 24
    assert checksum == zlib.crc32(data[:12] + data[16:])
    name, fields = sketches[part, version]
    source = Bytes(data[24:])
    own = {field: source.take(type_) for type_, field in fields}
    assert source.at == len(source.data), f"{len(source.data) - source.at} bytes left over"
    assert b"".join(encode(type_, own[field]) for type_, field in fields) == source.data, "does not encode to the same bytes"
    return name, own


class Generator:
    """The stream of tests/support/golden.hpp."""

    def __init__(self, seed):
        self.state = seed

    def bits16(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return self.state >> 48

    def real(self):
        return sum(self.bits16() for _ in range(12)) / 65536 - 6


def mixed(h):
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        h = (h ^ (h >> 33)) * factor % 2**64
    return h ^ (h >> 33)


def hash_of_text(text):
    h = len(text) ^ 0xA4093822299F31D0
    for at in range(0, len(text), 8):
        h = (mixed(h ^ int.from_bytes(text[at:at + 8], "little")) + 0x9E3779B97F4A7C15) % 2**64
    return mixed(h)


def distinct(g, count, missing, nan, *infinities):
    registers, hashes = [0] * 256, []
    for i in range(count):
        if i % 3 == 0:
            h = mixed(struct.unpack("<Q", struct.pack("<d", g.real() + 0.0))[0] ^ 0x13198A2E03707344)
        elif i % 3 == 1:
            h = mixed(g.bits16() ^ 0x243F6A8885A308D3)
        else:
            h = hash_of_text(b"the text %d" % g.bits16())
        hashes.append(h)
    for x, times in zip((-math.inf, math.inf), infinities):
        hashes += times * [mixed(struct.unpack("<Q", struct.pack("<d", x))[0] ^ 0x13198A2E03707344)]
    for h in hashes:
        registers[h >> 56] = max(registers[h >> 56], 57 - (h % 2**56).bit_length())
    return {"lg k": 8, "missing": missing, "nan": nan, "registers": registers}


def counted_bins(g, count, missing, nan, negative, positive):
    cuts, counts, below, above = [-1.0, -0.25, 0.5], [0] * 4, 0, 0
    for _ in range(count):
        x = g.real()
        if x < -2 or x > 2:
            below, above = below + (x < -2), above + (x > 2)
        else:
            counts[sum(x > c for c in cuts)] += 1
    return {"low": -2.0, "high": 2.0, "cuts": cuts, "counts": counts, "missing": missing, "nan": nan,
            "negative infinity": negative, "positive infinity": positive, "below": below, "above": above}


def as_version_1(own):
    """What a sketch held before it told four kinds apart."""
    own = dict(own, missing=own["missing"] + own.pop("nan"))
    if "negative infinity" in own:
        own["not finite"] = own.pop("negative infinity") + own.pop("positive infinity")
    return own


SKETCHES_ANEW = {"distinct": distinct, "bins": counted_bins}
SKETCH_VALUES = {"empty": (0, 0, 0, 0, 0), "few": (10, 1, 0, 0, 0), "many": (50000, 0, 0, 0, 0),
                 "not_finite": (10, 1, 2, 3, 4)}


def check_sketch(path, sketches):
    """Whether it could be computed anew."""
    data = path.read_bytes()
    name, own = decode_sketch(data, sketches)
    said = dict(line.split(" ", 1) for line in path.with_suffix(".txt").read_text().splitlines())
    assert name == path.parent.name == said["sketch"]
    assert int(said["saved_bytes"]) == len(data) and int(said["saved_crc32"]) == zlib.crc32(data)
    recipe = path.name.split(".")[0]
    if name.startswith("kll"):
        taken = sum(size << level for level, size in enumerate(own["sizes"])) + len(own["staged"])
        assert taken == int(said["saved_n"]) == {"empty": 0, "few": 10, "many": 50000, "merged": 6000, "not_finite": 17}[recipe]
    if name not in SKETCHES_ANEW or recipe not in SKETCH_VALUES:
        return False
    anew = SKETCHES_ANEW[name](Generator(1), *SKETCH_VALUES[recipe])
    if path.stem.endswith(".v1"):
        anew = as_version_1(anew)
    assert anew == own, f"holds {own}, the definition gives {anew}"
    return True

TRANSFORMS = {1: ("standardize", ["f64", "f64"], []),
              2: ("pit", ["vec<f64>", "vec<u32>", "vec<u32>", "u64[4]"], ["u64[4]"]),
              3: ("sequential_rank", ["vec<f64>", "u64", "u64[4]"], ["u64[4]", "vec<f64>"]),
              4: ("whiten", ["f64", "f64", "vec<f64>"], ["vec<f64>"]),
              5: ("deseason", ["vec<f64>", "vec<f64>", "u64", "u64"], ["u64"])}


def decode_composed(data, detectors):
    """The names of a composed detector's parts: of every transform, and of the detector."""
    magic, frame_version, kind, part, version, checksum, length = struct.unpack_from("<4sHHHHIQ", data)
    assert magic == b"TPID" and frame_version == 1 and kind == 4 and version == 1
    assert length == len(data) - 24 and checksum == zlib.crc32(data[:12] + data[16:])
    source, names = Bytes(data[24:]), []
    for _ in range(source.take("u16")):
        name, model, state = TRANSFORMS[source.take("u16")]
        assert source.take("u16") == 1
        end = source.take("u64") + source.at
        held = [source.take(kind) for kind in model + state]
        assert source.at == end, f"{name}: {end - source.at} bytes left over"
        assert name != "whiten" or len(held[2]) == len(held[3]), "a whole stream's worth of backward errors"
        names.append(name)
    assert source.take("u64") > 0, "some values were refused"
    assert source.take("u64") == len(source.data) - source.at
    name, _, common, _ = decode(source.data[source.at:], detectors)
    assert common["rejected"] == 0 and common["count"] > 0
    return names + [name]


def values(count):
    """The recipe's healthy values for detectors of real numbers."""
    state, out = 1, []
    for _ in range(count):
        total = 0
        for _ in range(12):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            total += state >> 48
        out.append(total / 65536 - 6)
    return out


def cusum(p, xs):
    sums, since = [0.0, 0.0], [0, 0]
    for i, x in enumerate(xs, 1):
        z = (x - p["mean"]) * (1 / p["sd"])
        for side, signed in enumerate((z, -z)):
            sums[side] = max(0.0, sums[side] + (signed - p["k"]))
            since[side] = since[side] if sums[side] > 0 else i
    return {"sum": sums, "since": since, "mean": p["mean"], "inverse sd": 1 / p["sd"], "squares": 0.0}


def page_hinkley(p, xs):
    origin = xs[0] if xs else 0.0
    total, sums, low, low_at = 0.0, [0.0, 0.0], [0.0, 0.0], [0, 0]
    for i, x in enumerate(xs, 1):
        total += x - origin
        deviation = (x - origin) - total / i
        for side, signed in enumerate((deviation, -deviation)):
            sums[side] = p["alpha"] * sums[side] + (signed - p["delta"])
            if sums[side] < low[side]:
                low[side], low_at[side] = sums[side], i
    return {"origin": origin, "total": total, "sum": sums, "low": low, "low at": low_at}


def ewma_bank(p, xs):
    rates, rate = [], p["max_rate"]
    for _ in range(int(p["rates"])):
        rates.append(rate)
        rate /= p["ratio"]
    value = [0.0] * len(rates)
    for x in xs:
        z = (x - p["mean"]) * (1 / p["sd"])
        value = [v * (1 - r) + r * z for v, r in zip(value, rates)]
    return {"value": value}


ANEW = {"cusum": cusum, "page_hinkley": page_hinkley, "ewma_bank": ewma_bank}
HEALTHY = {"empty": 0, "warm_up": 10, "mid": 700}


def main():
    detectors, sketches = read_format(pathlib.Path(sys.argv[1])), read_sketches(pathlib.Path(sys.argv[1]))
    names_of_sketches = {name for name, _ in sketches.values()}
    files = sorted(pathlib.Path(sys.argv[2]).glob("*/*.bin"))
    assert len(files) >= 15, files
    composed = sorted(pathlib.Path(sys.argv[2]).glob("composed/v*/*.bin"))
    assert len(composed) >= 7, composed
    for path in composed:
        assert "-".join(decode_composed(path.read_bytes(), detectors)) == path.stem, path
    computed = 0
    for path in files:
        try:
            if path.parent.name in names_of_sketches:
                computed += check_sketch(path, sketches)
                continue
            name, parameters, common, own = decode(path.read_bytes(), detectors)
            assert name == path.parent.name
            said = dict(line.split(" ", 1) for line in path.with_suffix(".txt").read_text().splitlines() if " " in line)
            assert str(common["count"]) == said["saved_count"]
            assert str(common["rejected"]) == said["saved_rejected"]
            assert common["verdict"] == said["saved_state"]
            recipe = path.name.split(".")[0]
            if name in ANEW and recipe in HEALTHY:
                anew = ANEW[name](parameters, values(HEALTHY[recipe]))
                assert anew == own, f"holds {own}, the definition gives {anew}"
                computed += 1
        except (AssertionError, KeyError, IndexError, struct.error) as problem:
            print(f"{path}: {type(problem).__name__} {problem}")
            return 1
    print(f"{len(files)} states decoded, {computed} computed anew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
