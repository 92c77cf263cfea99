"""The same tables compared through C, Python and the command line: the same JSON, byte for byte.

    same_comparison.py C CLI [PYTHON COMPARE_JSON_PY]

C is the program compare_json, CLI is tepid. Without the last two, Python is left out and said so. C++ and C are held
against each other in tests/unit/compare/in_c.cpp. One pair of tables is compared with many options, 30 generated ones
with options drawn at random. TEPID_SEED draws others.
"""

import json
import os
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


def run(command, folder, codes=(0,), text=None):
    done = subprocess.run(command, cwd=folder, input=text, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in codes:
        sys.exit(f"{command} exits with {done.returncode}: {done.stderr}")
    return done.stdout


def gap(source, share, cell):
    return "" if source.random() < share else cell


def pareto_rank(source, most):
    return min(int(source.paretovariate(1.1)), most)


WORDS = ["Türkiye", "日本", "a b", "'q'", "7", "x"]  # a number among words is a word

# A letter of TYPES, and the cell of row i; `moved` is by how much the current side moved, 0 of the reference.
KINDS = {
    "normal": ("n", lambda s, i, moved: gap(s, 0.03, repr(s.gauss(moved, 1.0)))),
    "heavy": ("n", lambda s, i, moved: repr(s.paretovariate(1.1 + 0.4 * moved))),
    "not_finite": ("n", lambda s, i, moved: s.choice(["nan", "inf", "-inf", "", "0.5"]) if s.random() < 0.05 + 0.1 * moved
                                            else repr(s.uniform(-1.0, 1.0))),
    "zeros": ("n", lambda s, i, moved: "0" if s.random() < 0.9 - 0.2 * moved else repr(s.expovariate(1.0))),
    "signed_zeros": ("n", lambda s, i, moved: s.choice(["0.0", "-0.0", "5e-324", "1e-300", "-0.002"])),
    "counts": ("n", lambda s, i, moved: str(int(s.expovariate(0.3)) + (s.random() < moved))),
    "rounded": ("n", lambda s, i, moved: f"{s.gauss(20.0 + moved, 1.0):.1f}"),
    "extreme": ("n", lambda s, i, moved: s.choice(["1.7e308", "-1.7e308", "3.5", repr(s.random())])),
    "beyond_2_53": ("n", lambda s, i, moved: str(2**53 + 2 * s.randrange(10**6))),
    "seven": ("n", lambda s, i, moved: "7.0"),
    "counter": ("n", lambda s, i, moved: str(1000 + i)),
    "stamp": ("n", lambda s, i, moved: str(1_700_000_000 + 60 * i)),
    "flag": ("b", lambda s, i, moved: "true" if s.random() < 0.3 + 0.2 * moved else "false"),
    "seldom": ("b", lambda s, i, moved: gap(s, 0.02, "true" if s.random() < 0.012 * (1 + 4 * moved) else "false")),
    "zipf": ("t", lambda s, i, moved: f"k{pareto_rank(s, 30)}"),
    "many": ("t", lambda s, i, moved: f"w{pareto_rank(s, 5000) + int(3 * moved)}"),
    "rare": ("t", lambda s, i, moved: "rare" if s.random() < 0.01 * (1 + 5 * moved) else gap(s, 0.05, "usual")),
    "unicode": ("t", lambda s, i, moved: "x" if i == 0 else s.choice(WORDS + ["new ☃"] * (moved > 0.3))),
    "always": ("t", lambda s, i, moved: "always"),
    "id": ("t", lambda s, i, moved: f"id {i} {s.randrange(10**9)}"),
}


def drawn_tables(source):
    """TYPES, two tables of some of the kinds, and options. A table may have few rows or as good as none."""
    names = source.sample(sorted(KINDS), source.randint(4, 10))
    moved = {name: source.choice([0.0, 0.0, 0.3, 1.0]) for name in names}
    sides = []
    for current in (False, True):
        rows = source.choice([1, 20, 100, 300, 600]) + source.randrange(20)
        lines = [",".join(["user", *names])]
        for i in range(rows):
            lines.append(",".join([f"u{i // 4}", *(KINDS[name][1](source, i, moved[name] * current) for name in names)]))
        sides.append("\n".join(lines) + "\n")
    options = [
        *source.sample(["alpha=0.2", "alpha=0.001", "margin=0", "margin=0.02", "ratio_margin=3"], source.randint(0, 2)),
        *source.choice([[], [], ["correction=holm"], ["correction=by"], ["correction=none"]]),
        *source.choice([[], ["judge=" + source.choice(names)], ["exclude=" + source.choice(names)]]),
        *source.choice([[], [], ["cluster=user"], ["block=7"], ["tests=psi"], ["tests=all"]]),
        f"margin:{source.choice(names)}={source.choice(['0', '0.05', '0.5'])}",
    ]
    if sum(option.startswith("alpha") for option in options) > 1:
        options.remove("alpha=0.2")
    if sum(option.startswith("margin=") for option in options) > 1:
        options.remove("margin=0")
    left_out = [option[8:] for option in options if option.startswith("exclude=")]
    options = [option for option in options if not option.startswith("margin:") or option[7:].split("=")[0] not in left_out]
    return "t" + "".join(KINDS[name][0] for name in names), sides, options


def differ(case, surface, truth, told):
    sys.exit(f"{case}: {surface} differs from C\n--- C\n{truth}\n--- {surface}\n{told}")


def main():
    c, cli = sys.argv[1:3]
    python = sys.argv[3:5]
    if not python:
        print("Python is left out: configure with TEPID_PYTHON_EXECUTABLE")
    seed = int(os.environ.get("TEPID_SEED", "1"))
    cases = [("the table", TYPES, (table(1, 0.0, 3000), table(2, 0.5, 2000)), options) for options in OPTIONS]
    for number in range(30):
        cases.append((f"seed {seed}, table {number}", *drawn_tables(random.Random(1000 * seed + number))))

    seen = {True: set(), False: set()}  # of the one table, of the generated ones
    truths, arguments = [], []
    with tempfile.TemporaryDirectory() as top:
        for number, (name, types, sides, options) in enumerate(cases):
            folder = pathlib.Path(top) / str(number)
            folder.mkdir()
            for side, text in zip(("reference", "current"), sides):
                (folder / side).write_text(text, encoding="utf-8")  # files by the names that the sides have
            truths.append(run([c, types, "reference", "current", *options], folder))
            told = run([cli, "compare", "reference", "current", "--json", *flags(options)], folder, (0, 1, 3))
            if told != truths[-1]:
                differ(f"{name}, {types} {options}", "the command line", truths[-1], told)
            arguments.append(json.dumps([types, str(folder / "reference"), str(folder / "current"), *options]))
            verdicts = {column["verdict"] for column in json.loads(told)["columns"]}
            seen[number < len(OPTIONS)] |= verdicts
            print(f"{name}, {types} {' '.join(options) or 'no options'}: {', '.join(sorted(verdicts))}")
        if python:  # one process: it takes longer to start than to compare
            all_told = run([*python, "-"], top, text="\n".join(arguments)).splitlines(keepends=True)
            if len(all_told) != len(truths):
                sys.exit(f"Python tells of {len(all_told)} comparisons, not of {len(truths)}")
            for (name, types, _, options), truth, told in zip(cases, truths, all_told):
                if told != truth:
                    differ(f"{name}, {types} {options}", "Python", truth, told)
    for of in seen.values():
        if of != {"drift", "no drift", "inconclusive", "left out", "cannot be judged"}:
            sys.exit(f"only {sorted(of)} were compared")


if __name__ == "__main__":
    main()
