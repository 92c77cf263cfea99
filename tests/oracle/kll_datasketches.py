#!/usr/bin/env python3
# tests/oracle/kll_datasketches.py - KLL sketches written and read by Apache DataSketches, for kll_datasketches.cpp.
#
#   python -m venv v && v/bin/pip install datasketches==5.2.0 numpy==2.4.6
#   TEPID_WRITE_KLL=/tmp/tepid.json test_oracle_kll_datasketches "[.write]"     (sketches that tepid wrote)
#   v/bin/python kll_datasketches.py /tmp/tepid.json > kll_datasketches.json
import importlib.metadata
import json
import random
import sys

from datasketches import kll_doubles_sketch, kll_floats_sketch

KINDS = {"double": kll_doubles_sketch, "float": kll_floats_sketch}
SHARES = [0.0, 0.001, 0.01, 0.1, 0.25, 0.3333, 0.5, 0.75, 0.9, 0.99, 0.999, 1.0]


def text(x):
    return repr(float(x))


def say(kind, sketch, data):
    """What DataSketches says of a sketch."""
    said = {"type": kind, "bytes": data.hex(), "k": sketch.k, "n": sketch.n, "retained": sketch.num_retained}
    if not sketch.is_empty():
        said |= {"min": text(sketch.get_min_value()), "max": text(sketch.get_max_value())}
        points = sorted({sketch.get_quantile(p) for p in SHARES})
        said["quantiles"] = [[text(p), text(sketch.get_quantile(p, True)), text(sketch.get_quantile(p, False))]
                             for p in SHARES]
        said["ranks"] = [[text(x), text(sketch.get_rank(x, True)), text(sketch.get_rank(x, False))] for x in points]
        said["error"] = [text(sketch.normalized_rank_error(False)), text(sketch.normalized_rank_error(True))]
    return said


def main():
    rng = random.Random(5)
    streams = {"normal": lambda i: rng.gauss(0, 1), "rising": lambda i: float(i), "few": lambda i: float(rng.randrange(7)),
               "wide": lambda i: rng.choice((-1, 1)) * 10.0 ** rng.uniform(-30, 30),
               "infinite": lambda i: rng.choice((float("inf"), float("-inf"), rng.gauss(0, 1)))}
    written = {}
    for kind, make in KINDS.items():
        for name, value in streams.items():
            for k, n in ((200, 0), (200, 1), (200, 2), (200, 200), (200, 201), (200, 5000), (8, 3000), (1024, 20000)):
                if name != "normal" and (k == 1024 or n < 2):
                    continue
                sketch = make(k)
                for i in range(n):
                    sketch.update(value(i))
                written[f"{kind} {name} k={k} n={n}"] = say(kind, sketch, sketch.serialize())
        merged = make(200)
        for k, n in ((200, 3000), (50, 2000), (400, 10), (30, 20)):
            other = make(k)
            for i in range(n):
                other.update(rng.gauss(k, 10))
            merged.merge(other)
        written[f"{kind} merged"] = say(kind, merged, merged.serialize())
    read = {}
    for name, said in json.load(open(sys.argv[1], encoding="utf-8")).items():
        data = bytes.fromhex(said["bytes"])
        sketch = KINDS[said["type"]].deserialize(data)
        read[name] = say(said["type"], sketch, data)
        for i in range(5000):  # it must go on there
            sketch.update(float(i))
        assert sketch.n == said["n"] + 5000 and sketch.num_retained < 8000, name
    versions = {"datasketches": importlib.metadata.version("datasketches"), "python": sys.version.split()[0]}
    print(json.dumps({"versions": versions, "written": written, "read": read}, indent=0))


main()
