"""The same bits from other compilers and from a header that was included by hand.

    compilers.py STREAM_BITS CLI INCLUDE README CACHE CXX...

STREAM_BITS is the program of this build, CLI is tepid, INCLUDE the folder of the headers; CACHE is ccache or empty. Each CXX
compiles stream_bits.cpp with -I alone, for a machine with fused multiply-add where this one has it, and with what README
says to add. Without that, the headers must say so.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

from same_bits import alarms, counts, run, stream, text_of

SOURCE = pathlib.Path(__file__).with_name("stream_bits.cpp")


def machine():
    """The option for fused multiply-add, or none."""
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return []
    return ["-march=haswell"] if re.search(r"^flags\s*:(?=.*\bfma\b)(?=.*\bavx2\b)(?=.*\bbmi2\b)", flags, re.M) else []


def main():
    program, cli, include, readme, cache, *compilers = sys.argv[1:]
    told = re.search(r"`(-ffp-contract=off [^`]*)`", pathlib.Path(readme).read_text(encoding="utf-8"))
    if not told:
        sys.exit("README.md does not say what to add when headers are included by hand")
    march = machine()
    if not march:
        print("fused multiply-add is left out: this machine has none that is known here")
    detectors = [d["name"] for d in json.loads(run([cli, "list", "--json"], ""))["detectors"]]
    with tempfile.TemporaryDirectory() as folder:
        others = {}
        for compiler in compilers:
            base = [compiler, "-std=c++20", f"-I{include}", *march]
            probe = subprocess.run([*base, "-fsyntax-only", "-x", "c++", "-"], input="#include <tepid/core/version.hpp>\n",
                                   capture_output=True, text=True, check=True)
            if march and "-ffp-contract=off" not in probe.stderr:
                sys.exit(f"{compiler} {' '.join(march)}: the headers do not say that contraction changes the bits")
            out = f"{folder}/{pathlib.Path(compiler).name}"
            run([*cache.split(), *base, *told[1].split(), "-O2", "-c", str(SOURCE), "-o", f"{out}.o"], "")
            run([compiler, f"{out}.o", "-o", out], "")
            others[compiler] = out
        checked = 0
        for seed, name in enumerate(detectors):
            for values in (stream(seed), counts(seed)):
                text = text_of(values)
                truth = run([program, name], text)
                for compiler, other in others.items():
                    lines = run([other, name], text)
                    if lines != truth:
                        sys.exit(f"{name}: {compiler} differs\n--- this build\n{truth}\n--- {compiler}\n{lines}")
                checked += len(alarms(truth))
    for compiler in others:
        print(f"{compiler} {' '.join(march)}: {len(detectors)} detectors, {checked} alarms, the same bits")


main()
