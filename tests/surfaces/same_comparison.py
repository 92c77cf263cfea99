"""The same tables compared through C, Python and the command line: the same JSON, byte for byte.

    same_comparison.py C CLI [PYTHON COMPARE_JSON_PY]

C is the program compare_json, CLI is tepid. Without the last two, Python is left out and said so. C++ and C are held
against each other in tests/unit/compare/in_c.cpp.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile

TYPES = "nnbntt"
OPTIONS = [
    [],
    ["alpha=0.2", "margin=0.02", "ratio_margin=3"],
    ["correction=holm", "margin:wild=0.4", "margin:country=0.01"],
    ["tests=wasserstein", "tests=chi_square"],
    ["exclude=id", "exclude=user"],
    ["judge=user", "columns=user", "columns=country"],
    ["cluster=user"],
    ["block=20", "columns=normal", "columns=flag"],
]


def table(seed, shift, rows):
    """CSV of numbers with gaps, NaN and infinities, booleans, a user for every fifth row, texts and identifiers."""
    source = random.Random(seed)
    lines = ["normal,wild,flag,user,country,id"]
    for i in range(rows):
        normal = "" if source.random() < 0.03 else repr(source.gauss(shift, 1.0))
        wild = source.choice(["nan", "inf", "-inf"]) if source.random() < 0.02 else repr(source.paretovariate(1.1))
        flag = "true" if source.random() < 0.3 + 0.1 * shift else "false"
        country = source.choice(["", "DE", "DE", "FR", "IT", "NL", "Türkiye"])
        lines.append(f"{normal},{wild},{flag},{i // 5},{country},id {seed * 10**6 + i}")
    return "\n".join(lines) + "\n"


def flags(options):
    """The options as the command line has them."""
    out = []
    for option in options:
        name, value = option.split("=")
        if name.startswith("margin:"):
            name, value = "margin", f"{name[7:]}={value}"
        out += [f"--{name.replace('_', '-')}", value]
    return out


def run(command, folder, codes=(0,)):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in codes:
        sys.exit(f"{command} exits with {done.returncode}: {done.stderr}")
    return done.stdout


def main():
    c, cli = sys.argv[1:3]
    python = sys.argv[3:5]
    if not python:
        print("Python is left out: configure with TEPID_PYTHON_EXECUTABLE")
    seen = set()
    with tempfile.TemporaryDirectory() as folder:
        for side, text in ("reference", table(1, 0.0, 3000)), ("current", table(2, 0.5, 2000)):
            (pathlib.Path(folder) / side).write_text(text, encoding="utf-8")  # files by the names that the sides have
        for options in OPTIONS:
            truth = run([c, TYPES, "reference", "current", *options], folder)
            told = {"the command line": run([cli, "compare", "reference", "current", "--json", *flags(options)], folder, (0, 1, 3))}
            if python:
                told["Python"] = run([*python, TYPES, "reference", "current", *options], folder)
            for surface, text in told.items():
                if text != truth:
                    sys.exit(f"{options}: {surface} differs from C\n--- C\n{truth}\n--- {surface}\n{text}")
            verdicts = {column["verdict"] for column in json.loads(truth)["columns"]}
            seen |= verdicts
            print(f"{' '.join(options) or 'no options'}: {', '.join(sorted(verdicts))}")
    if seen != {"drift", "no drift", "inconclusive", "left out", "cannot be judged"}:
        sys.exit(f"only {sorted(seen)} were compared")


if __name__ == "__main__":
    main()
