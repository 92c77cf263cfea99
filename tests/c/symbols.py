#!/usr/bin/env python3
# tests/c/symbols.py - the shared library exports the functions of tepid.h, no others, and has no global state.
#
#   symbols.py NM LIBRARY HEADER MISUSE_TEST
#
# Also: the misuse test names every one of them.
import re
import subprocess
import sys


harmless = (
    r"^(__dso_handle|__TMC_END__|completed\.0)$",  # the compiler's start-up code
    r"^DW\.ref\.",  # where exception handlers find their types
    r"N5boost4math",  # Boost.Math's tables, set up while the library is loaded, and names for its messages
    r"available_targetsEv",  # the machine's instruction sets, found once
    r"registered_(detectors|charts)EvE4rows",  # lists of constant rows, put together once
    r"6detail(17forks_are_countedE|5forksE)",  # counts forks, so that a child is told that a monitor is its parent's
    r"8hash_key10of_process",  # the secret of the process that tables of ids are hashed with, drawn once
    r"6detail7no_ringE",  # what a producer that was moved from writes to: a ring without room
    r"current_workEvE7current",  # who may stop the simulation that runs on this thread
    r"manage_caching_sizes",  # Eigen's sizes of this machine's caches, found once
)


def main():
    nm, library, header_path, misuse_path = sys.argv[1:5]
    with open(header_path, encoding="utf-8") as file:
        header = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    with open(misuse_path, encoding="utf-8") as file:
        misuse = file.read()
    declared = set(re.findall(r"^TEPID_API[^;(]*?(\w+)\s*\(", header, re.M))
    out = subprocess.run([nm, "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    exported = {line.split()[-1].split("@")[0] for line in out.splitlines()}
    wrong = []
    if len(declared) < 20:
        wrong.append(f"only {len(declared)} declarations found in {header_path}: this script no longer reads it")
    wrong += [f"exported but not declared in tepid.h: {name}" for name in sorted(exported - declared)]
    wrong += [f"declared in tepid.h but not exported: {name}" for name in sorted(declared - exported)]
    wrong += [f"not misused in {misuse_path}: {name}" for name in sorted(declared) if f"{name}(" not in misuse]

    # Tables that only the loader writes are in .data.rel.ro; what is left can be written while the program runs.
    out = subprocess.run([nm, "-f", "sysv", library], check=True, capture_output=True, text=True).stdout
    for line in out.splitlines():
        name, *_, section = (cell.strip() for cell in line.split("|")) if "|" in line else ("", "")
        if section in (".data", ".bss", ".tdata", ".tbss") and not any(re.search(p, name) for p in harmless):
            wrong.append(f"a global that can be written: {name} ({section})")
    for line in wrong:
        print(line)
    print(f"{len(declared)} functions, {len(wrong)} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
