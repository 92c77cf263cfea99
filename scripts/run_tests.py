#!/usr/bin/env python3
"""Runs ctest and ends with one line on what was skipped and why.

    scripts/run_tests.py [ctest arguments]      for example: scripts/run_tests.py --preset release
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def build_folder(arguments):
    """Where ctest runs: the folder of the test preset's configure preset."""
    if "--test-dir" in arguments:
        return pathlib.Path(arguments[arguments.index("--test-dir") + 1])
    presets = {p["name"]: p for p in json.loads((ROOT / "CMakePresets.json").read_text())["testPresets"]}
    name = arguments[arguments.index("--preset") + 1]
    return ROOT / "build" / presets[name]["configurePreset"]


def skipped(log):
    """{reason: [tests]} of a ctest log: the lines "SKIPPED: reason" of programs, and unittest's "skipped 'reason'"."""
    reasons = {}
    name = ""
    for line in log.splitlines():
        if started := re.match(r"\d+/\d+ Test: (\S+)", line):
            name = started[1]
        found = re.match(r"SKIPPED: (.*)", line) or re.search(r"\.\.\. skipped ['\"](.*)['\"]$", line)
        if found:
            reason = "recorded data is not beside the project" if found[1].endswith(" is not there") else found[1]
            tests = reasons.setdefault(reason, [])
            if name not in tests:
                tests.append(name)
    return reasons


def main(arguments):
    status = subprocess.call(["ctest", *arguments], cwd=ROOT)
    log = build_folder(arguments) / "Testing" / "Temporary" / "LastTest.log"
    reasons = skipped(log.read_text(encoding="utf-8", errors="replace")) if log.exists() else {}
    told = "; ".join(f"{reason}: {', '.join(tests)}" for reason, tests in reasons.items())
    print(f"tepid: skipped, in whole or in part: {told}" if told else "tepid: no test was skipped")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
