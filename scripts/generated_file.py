# generated_file.py - writing a checked-in file that is made from the registry, or checking that it is fresh.
"""Used by generate_stubs.py and generate_reference.py; not a program."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(files: dict[str, str], purpose: str) -> int:
    """Writes each text to its path below the project's root; with --check only compares.

    Returns the exit code: 1 if --check found a file that is not as it would be written.
    """
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("--check", action="store_true", help="write nothing; print what differs and exit with 1")
    check = parser.parse_args().check
    stale = 0
    for name, text in files.items():
        path = ROOT / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old == text:
            continue
        if check:
            stale = 1
            sys.stdout.writelines(
                difflib.unified_diff(old.splitlines(True), text.splitlines(True), name, f"{name} (from the registry)")
            )
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    if stale:
        print("\nnot fresh: install the package (pip install .), then run the script again without --check")
    return stale
