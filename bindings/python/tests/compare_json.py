# compare_json.py - two tables of CSV compared in Python: the JSON.
"""What tests/c/compare_json.c prints of the same arguments.

    compare_json.py TYPES REFERENCE CURRENT [OPTION=VALUE ...]

With - alone it takes such arguments from each line of standard input, as a JSON array, and prints a line for each.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import tepid


def table(path: str, types: str) -> dict[str, list[Any]]:
    with open(path, encoding="utf-8") as file:
        header, *rows = (line.rstrip("\n").split(",") for line in file)
    of_type = {"n": float, "b": lambda cell: cell == "true", "t": str}
    cells = zip(*rows)
    return {
        name: [None if cell == "" else of_type[kind](cell) for cell in column]
        for name, kind, column in zip(header, types, cells)
    }


def compare(types: str, reference: str, current: str, *words: str) -> None:
    options: dict[str, Any] = {}
    for word in words:
        name, value = word.split("=", 1)
        if name.startswith("margin:"):
            options.setdefault("margins", {})[name.split(":", 1)[1]] = float(value)
        elif name in ("columns", "exclude", "judge", "tests"):
            options.setdefault(name, []).append(value)
        else:
            options[name] = value if name in ("correction", "cluster") else int(value) if name == "block" else float(value)
    print(tepid.compare(table(reference, types), table(current, types), progress=False, **options)._text)


def main() -> None:
    if sys.argv[1:] != ["-"]:
        compare(*sys.argv[1:])
        return
    for line in sys.stdin:
        compare(*json.loads(line))


if __name__ == "__main__":
    main()
