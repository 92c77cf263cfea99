"""Every test program includes support/catch.hpp and never Catch2 itself, so that 2.13 and 3 both serve.

    check_catch.py TESTS_FOLDER
    check_catch.py --self-test
"""

import pathlib
import re
import sys

SHIM = "support/catch.hpp"
DIRECT = re.compile(r"^\s*#\s*include\s*[<\"]catch2?/", re.M)
INCLUDES = re.compile(r"^\s*#\s*include\s*\"([^\"]+)\"", re.M)
MACROS = r"(?:TEMPLATE_)?TEST_CASE(?:_METHOD|_SIG)?|CHECK(?:_\w+)?|REQUIRE(?:_\w+)?|SECTION"
USES = re.compile(rf"\b(?:{MACROS})\s*\(|\bApprox\b|\bCatch::")
# Names of 2.13 that 3 has under others, and the shim under none.
GONE = re.compile(r"\bCatch::(?:Matchers::)?(Vector|StdString|Floating|Detail|Generic)\b|\bCATCH_CONFIG_\w+")


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)


def reaches(text, texts, seen):
    """Whether `text` includes the shim, itself or through other headers of the tests."""
    names = INCLUDES.findall(text)
    ahead = [n for n in names if n in texts and n not in seen]
    return SHIM in names or any(reaches(texts[n], texts, seen | {*ahead}) for n in ahead)


def faults(name, text, texts={}):
    code = without_comments(text)
    if DIRECT.search(code):
        yield f"{name}: includes Catch2 itself; include \"{SHIM}\""
    if name.endswith(".cpp") and USES.search(code) and not reaches(code, texts, set()):
        yield f"{name}: uses Catch2 without \"{SHIM}\""
    for gone in GONE.finditer(code):
        yield f"{name}: {gone[0]} is not in Catch2 3"


def self_test():
    shim = f'#include "{SHIM}"\n'
    assert not list(faults("a.cpp", shim + 'TEST_CASE("x") { CHECK(1.0 == Approx(1.0)); }'))
    assert not list(faults("a.cpp", "// TEST_CASE(\nint main() {}"))
    assert not list(faults("a.cpp", '#include "b.hpp"\nTEST_CASE("x") {}', {"b.hpp": shim}))
    assert list(faults("a.cpp", 'TEST_CASE("x") {}'))
    assert list(faults("a.cpp", "#include <catch2/catch.hpp>\n" + shim))
    assert list(faults("a.hpp", "#include <catch2/catch_all.hpp>\n"))
    assert list(faults("a.cpp", shim + "using Catch::Detail::Approx;"))


def main():
    self_test()
    if sys.argv[1] == "--self-test":
        return
    root = pathlib.Path(sys.argv[1])
    bad = []
    paths = sorted([*root.rglob("*.cpp"), *root.rglob("*.hpp")])
    texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    for name, text in texts.items():
        if name != SHIM:
            bad += faults(name, text, texts)
    print("\n".join(bad) or "Catch2 2.13 and 3: every program includes the one header that serves both")
    sys.exit(1 if bad else 0)


main()
