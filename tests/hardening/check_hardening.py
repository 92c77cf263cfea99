"""What is shipped is hardened: no lazy binding, read-only relocations, no executable stack, guarded stacks, checked calls.

    check_hardening.py READELF [--fortified] [--no-highway] [--python PYTHON] FILE...

--fortified: compiled with optimisation, so the C library's checking functions must be there. --no-highway: Highway was
linked as archives, so none of its libraries may be needed. --python: also the module that PYTHON imports.
"""

import re
import subprocess
import sys


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def faults(readelf, path, fortified, no_highway):
    header, dynamic = output(readelf, "-hW", path), output(readelf, "-dW", path)
    segments, symbols = output(readelf, "-lW", path), output(readelf, "--dyn-syms", "-W", path)
    names = [line.split() for line in symbols.splitlines() if re.match(r"\s*\d+:", line)]
    wanted = {words[7].split("@")[0] for words in names if len(words) > 7 and words[6] == "UND"}
    given = {words[7].split("@")[0] for words in names if len(words) > 7 and words[6] != "UND"}
    if not re.search(r"Type:\s+DYN", header):
        yield "is not position independent"
    if not re.search(r"BIND_NOW|FLAGS_1.*\bNOW\b", dynamic):
        yield "binds lazily (no BIND_NOW)"
    if "GNU_RELRO" not in segments:
        yield "has no read-only relocations (RELRO)"
    stack = re.search(r"GNU_STACK(?:\s+0x[0-9a-f]+){5}\s+([RWE ]+?)\s+0x", segments)
    if not stack or "E" in stack[1]:
        yield "has an executable stack"
    if "TEXTREL" in dynamic:
        yield "has relocations in its code"
    if "__stack_chk_fail" not in wanted:
        yield "has no stack protector"
    if fortified and not any(name.endswith("_chk") for name in wanted):
        yield "calls no checking function (_FORTIFY_SOURCE)"
    if no_highway and re.search(r"NEEDED.*libhwy", dynamic):
        yield "needs libhwy, which was linked as an archive"
    foreign = sorted(name for name in given if "3hwy" in name)
    if foreign:
        yield f"shows symbols of Highway: {foreign[0]} and {len(foreign) - 1} others"


def main():
    arguments = sys.argv[1:]
    readelf, fortified, no_highway, files = arguments.pop(0), False, False, []
    while arguments:
        word = arguments.pop(0)
        if word == "--fortified":
            fortified = True
        elif word == "--no-highway":
            no_highway = True
        elif word == "--python":
            python = arguments.pop(0)
            files.append(output(python, "-c", "import tepid._core as module; print(module.__file__)").strip())
        else:
            files.append(word)
    if not fortified:
        print("compiled without optimisation: whether library calls are checked is left out")
    bad = [f"{path} {fault}" for path in files for fault in faults(readelf, path, fortified, no_highway)]
    print("\n".join(bad) or f"{len(files)} files are hardened")
    sys.exit(1 if bad else 0)


main()
