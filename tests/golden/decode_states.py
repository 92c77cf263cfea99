#!/usr/bin/env python3
# tests/golden/decode_states.py - reads all golden states by the tables of docs/state-format.md, without the library.
#
#   decode_states.py STATE_FORMAT_MD GOLDEN_FOLDER
#
# Each file must decode completely, say what the text beside it says, and encode to the same bytes. The states of
# three detectors are also computed anew, from their definitions and the recipe's stream.
import pathlib
import re
import struct
import sys
import zlib

CODES = {"u8": "B", "u16": "H", "u32": "I", "u64": "Q", "f64": "d", "bits": "Q"}
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


class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, kind, parameters=None):
        vector = re.fullmatch(r"vec<(.+)>", kind)
        if vector:
            return [self.take(vector[1], parameters) for _ in range(self.take("u64"))]
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


TRANSFORMS = {1: ("standardize", ["f64", "f64"], []),
              2: ("pit", ["vec<f64>", "vec<u32>", "vec<u32>", "u64[4]"], ["u64[4]"]),
              3: ("sequential_rank", ["vec<f64>", "u64", "u64[4]"], ["u64[4]", "vec<f64>"]),
              4: ("whiten", ["f64", "f64", "vec<f64>"], ["vec<f64>"]),
              5: ("deseason", ["vec<f64>", "vec<f64>", "u64", "u64"], ["u64"])}


def decode_composed(data, detectors):
    """The names of a composed detector's parts: of every transform, and of the detector."""
    magic, frame_version, kind, part, version, checksum, length = struct.unpack_from("<4sHHHHIQ", data)
    assert magic == b"TPID" and frame_version == 1 and kind == 3 and version == 1
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
    detectors = read_format(pathlib.Path(sys.argv[1]))
    files = sorted(pathlib.Path(sys.argv[2]).glob("*/*.bin"))
    assert len(files) >= 15, files
    composed = sorted(pathlib.Path(sys.argv[2]).glob("composed/v*/*.bin"))
    assert len(composed) >= 7, composed
    for path in composed:
        assert "-".join(decode_composed(path.read_bytes(), detectors)) == path.stem, path
    computed = 0
    for path in files:
        try:
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
