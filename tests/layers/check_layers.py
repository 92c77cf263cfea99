#!/usr/bin/env python3
# tests/layers/check_layers.py - headers and sources include only their own or lower layers, and only what these may use.
#
#   check_layers.py PROJECT_FOLDER
#   check_layers.py --self-test          the rules themselves, on small made-up trees
#
# Also: every detector is registered, and headers keep the house's rules that a script can see.
import pathlib
import re
import sys
import tempfile

LAYERS = {"core": 0, "numerics": 1, "kernels": 1, "sketches": 2, "transforms": 3, "two_sample": 3, "detectors": 4,
          "banks": 4, "registered.hpp": 5, "registered_tests.hpp": 5, "registry.hpp": 5, "design": 6, "monitors": 7,
          "compare": 8, "reports": 8, "tables": 9}
# Folders and files of src/, each with the highest layer whose public headers it may include. A source includes headers of
# its own folder and of folders with a lower number, never of one beside it: so nothing in the library knows how tables
# are read, and what reads tables knows no command line.
SOURCES = {"text": 0, "kernels": 1, "registry": 6, "design": 6, "monitors": 7, "compare": 8, "reports": 8, "tables": 9,
           "c_api": 9, "cli": 10}
# What the library is built without; only what is linked into the command may use it.
OUTSIDE_LIBRARY = ("fmt/", "CLI/", "csv.h", "zlib.h")
COMMAND = {"tables", "cli"}
# A server can take these folders, and whatever they include, without any dependency.
STANDARD_ONLY = {"core", "kernels", "sketches", "transforms", "detectors"}
NUMERICAL = ("boost/", "Eigen/")
# What one header alone may use: the handlers of fork, and a secret that no result may depend on.
SYSTEM = {"tepid/monitors/forked.hpp": {"pthread.h"}}
SECRETS = {"tepid/core/keyed_hash.hpp"}
REPORTING = ("fmt/", "nlohmann/")
STANDARD = set("""algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes
climits clocale cmath compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef cstdint cstdio
cstdlib cstring ctime cuchar cwchar cwctype deque exception execution filesystem format forward_list fstream functional
future initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map memory memory_resource
mutex new numbers numeric optional ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex
source_location span sstream stack stdexcept stop_token streambuf string string_view strstream syncstream system_error
thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector version stddef.h
stdint.h""".split())

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
# Never in a library that is linked into a server.
NEVER = [(re.compile(p), why) for p, why in (
    (r"\bstd::(cout|cerr|clog)\b|\b(?:std::)?(printf|puts|fputs)\s*\(", "prints"),
    (r"\b(?:std::)?(abort|exit|_Exit|terminate|quick_exit)\s*\(", "ends the program"),
    (r"\bassert\s*\(", "asserts: throw while constructing, stay silent while streaming"),
    (r"\bstd::(rand|srand|random_device|mt19937(_64)?)\b", "has other random numbers than core/random.hpp"),
    (r"\b(TODO|FIXME|XXX|HACK)\b", "is unfinished"))]
# Where results enter a detector's state they must be the same on every machine (sqrt is: IEEE 754 fixes it), and
# input must be looked at by its bits.
SAME_BITS = {"core", "kernels", "sketches", "transforms", "detectors", "banks"}
LIBM = re.compile(r"\bstd::(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|"
                  r"acosh|atanh|erf|erfc|tgamma|lgamma|cbrt|hypot)\s*\(")
CLASSIFY = re.compile(r"\bstd::is(nan|inf|finite)\b")


def layer_of(path):
    """The first part of a path below include/tepid that names a layer."""
    return path.parts[0]


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)


def check(root):
    include = root / "include"
    headers = {p.relative_to(include): p.read_text(encoding="utf-8") for p in sorted(include.rglob("*.hpp"))}
    wrong = []
    uses = {}  # header -> [(line, other header or outside name, is_tepid)]
    for path, text in headers.items():
        inside = path.relative_to("tepid")
        layer = layer_of(inside)
        if layer not in LAYERS:
            wrong.append(f"{path}: '{layer}' is no layer; add it to check_layers.py")
            continue
        uses[path] = []
        for match in INCLUDE.finditer(text):
            line = text.count("\n", 0, match.start(2)) + 1
            kind, name = match.groups()
            where = f"{path}:{line}"
            if kind == '"':
                wrong.append(f"{where}: write <{name}>: public headers include by their full path")
            if not name.startswith("tepid/"):
                uses[path].append((where, name, False))
                continue
            other = pathlib.PurePosixPath(name)
            if other not in headers:
                wrong.append(f"{where}: {name} does not exist")
                continue
            uses[path].append((where, other, True))
            theirs = layer_of(other.relative_to("tepid"))
            if LAYERS.get(theirs, 99) > LAYERS[layer]:
                wrong.append(f"{where}: {layer} (layer {LAYERS[layer]}) includes {name} (layer {LAYERS.get(theirs)})")
        for match in re.finditer(r"Highway|hwy/", without_comments(text)) if layer != "kernels" else ():
            wrong.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: Highway stays in src/kernels")
        wrong += style(path, layer, text)

    def permitted(layer, name):
        if name in STANDARD:
            return True
        if layer in STANDARD_ONLY:
            return False
        return name.startswith(NUMERICAL) or (layer == "reports" and name.startswith(REPORTING))

    for path in uses:
        layer = layer_of(path.relative_to("tepid"))
        seen, ahead = {path}, [path]
        while ahead:  # what a header includes through others counts as its own
            for where, name, is_tepid in uses.get(ahead.pop(), ()):
                if is_tepid and name not in seen:
                    seen.add(name)
                    ahead.append(name)
                if not is_tepid and not permitted(layer, name) and name not in SYSTEM.get(where.rsplit(":", 1)[0], ()) and (layer in STANDARD_ONLY or where.startswith(f"{path}:")):
                    wrong.append(f"{path}: {layer} may not use <{name}>, included at {where}")
    wrong += registry(headers)
    wrong += sources(root)
    return headers, wrong


def sources(root):
    """Includes inside src/ go down; bindings see public headers and their own alone."""
    for folder in ("src", "bindings"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".cpp", ".hpp", ".inl"):
                continue
            own = path.relative_to(root / folder).parts[0]
            text = path.read_text(encoding="utf-8")
            for match in INCLUDE.finditer(text):
                kind, name = match.groups()
                where = f"{path.relative_to(root)}:{text.count(chr(10), 0, match.start(2)) + 1}"
                why = forbidden(own, kind, name) if folder == "src" else forbidden_in_bindings(root, kind, name)
                if why:
                    yield f"{where}: {why}"


def forbidden(own, kind, name):
    """Why a source in src/OWN may not include this, or None."""
    if own not in SOURCES:
        return f"'{own}' is no part of src; add it to check_layers.py"
    if kind == "<":
        if name.startswith("tepid/") and not name.endswith(".h"):
            layer = layer_of(pathlib.PurePosixPath(name).relative_to("tepid"))
            if LAYERS.get(layer, 99) > SOURCES[own]:
                return f"src/{own} (layer {SOURCES[own]}) includes {name} (layer {LAYERS.get(layer)})"
        if own not in COMMAND and name.startswith(OUTSIDE_LIBRARY):
            return f"the library does without <{name}>"
        return None
    other = name.split("/")[0]
    if other not in SOURCES:
        return f"\"{name}\": sources are included by their path below src"
    if other != own and SOURCES[other] >= SOURCES[own]:
        return f"src/{own} (layer {SOURCES[own]}) includes {name} (layer {SOURCES[other]})"
    return None


def forbidden_in_bindings(root, kind, name):
    """Why a source of bindings/ may not include this, or None."""
    if kind == '"' and (root / "src" / name).exists():
        return f"bindings see public headers alone, not src/{name}"
    return None


def style(path, layer, text):
    lines = text.split("\n")
    if not re.match(rf"// {re.escape(str(path))} - \S", lines[0]):
        yield f"{path}:1: the first line must be '// {path} - what it is.'"
    if "#pragma once" not in lines:
        yield f"{path}: no #pragma once"
    if "namespace tepid" not in text and path.name != "version.hpp":
        yield f"{path}: nothing in namespace tepid"
    if re.search(r"^using namespace", text, re.M):
        yield f"{path}: a using directive in a header"
    code = without_comments(text)
    for pattern, why in NEVER:
        if why.startswith("has other random numbers") and str(path) in SECRETS:
            continue
        subject = text if why == "is unfinished" else code
        for match in pattern.finditer(subject):
            yield f"{path}:{subject.count(chr(10), 0, match.start()) + 1}: {why}: {match.group().strip()}"
    if layer in SAME_BITS:
        for match in CLASSIFY.finditer(code):
            yield f"{path}:{code.count(chr(10), 0, match.start()) + 1}: {match.group()} can be folded away: use is_finite, is_nan"
        for match in LIBM.finditer(code):
            yield f"{path}:{code.count(chr(10), 0, match.start()) + 1}: {match.group()}...) differs between machines: use numerics/"


def registry(headers):
    """Every header in detectors/ with a descriptor must be included and listed in registered.hpp."""
    text = headers.get(pathlib.PurePosixPath("tepid/registered.hpp"), "")
    names = set(re.findall(r"\w+", " ".join(re.findall(r"=\s*type_list<(.*?)>;", without_comments(text), re.S))))
    for path, header in headers.items():
        if path.parts[1] != "detectors" or not re.search(r"\bdescriptor about\b", header):
            continue
        if f"#include <{path}>" not in text:
            yield f"{path}: registered.hpp does not include it"
        if path.stem not in names:
            yield f"{path}: '{path.stem}' is in no list of registered.hpp"


def self_test():
    """Each rule must catch what it is there for."""
    good = {"core/a.hpp": "#include <vector>\n", "detectors/d.hpp": "#include <tepid/core/a.hpp>\ndescriptor about\n",
            "registered.hpp": "#include <tepid/detectors/d.hpp>\nusing charts = type_list<d>;\n",
            "numerics/n.hpp": "#include <boost/x.hpp>\n"}
    cases = [
        ("core/b.hpp", "#include <tepid/detectors/d.hpp>\n", "layer 0"),
        ("detectors/e.hpp", "descriptor about\n", "does not include it"),
        ("detectors/e.hpp", "#include <Eigen/Dense>\n", "may not use <Eigen/Dense>"),
        ("detectors/e.hpp", "#include <tepid/numerics/n.hpp>\n", "may not use <boost/x.hpp>"),
        ("design/e.hpp", "#include <fmt/core.h>\n", "may not use <fmt/core.h>"),
        ("core/b.hpp", "std::cout << 1;\n", "prints"),
        ("core/b.hpp", "std::abort();\n", "ends the program"),
        ("core/b.hpp", "// TO" "DO later\n", "unfinished"),
        ("detectors/e.hpp", "std::log(x);\n", "differs between machines"),
        ("core/b.hpp", "#include \"tepid/core/a.hpp\"\n", "full path"),
        ("core/b.hpp", "#include <tepid/core/none.hpp>\n", "does not exist"),
        ("detectors/e.hpp", "std::isnan(x);\n", "folded away"),
        ("novel/b.hpp", "", "is no layer"),
        ("monitors/b.hpp", "#include <tepid/compare/c.hpp>\n", "layer 8"),
    ]
    good_sources = {"src/compare/c.cpp": "#include <tepid/core/a.hpp>\n#include \"text/t.hpp\"\n", "src/text/t.hpp": "",
                    "src/tables/t.hpp": "#include \"text/t.hpp\"\n#include <fmt/format.h>\n", "src/cli/m.hpp": "",
                    "bindings/python/b.cpp": "#include <tepid/core/a.hpp>\n#include \"own.hpp\"\n"}
    source_cases = [
        ("src/tables/b.cpp", "#include \"cli/m.hpp\"\n", "src/tables (layer 9) includes cli/m.hpp"),
        ("src/compare/b.cpp", "#include \"tables/t.hpp\"\n", "src/compare (layer 8) includes tables/t.hpp"),
        ("src/compare/b.cpp", "#include \"reports/r.hpp\"\n", "src/compare (layer 8) includes reports/r.hpp"),
        ("src/c_api/b.cpp", "#include \"cli/m.hpp\"\n", "includes cli/m.hpp"),
        ("src/monitors/b.cpp", "#include <tepid/compare/c.hpp>\n", "includes tepid/compare/c.hpp (layer 8)"),
        ("src/monitors/b.cpp", "#include <fmt/format.h>\n", "does without <fmt/format.h>"),
        ("src/compare/b.cpp", "#include \"c.hpp\"\n", "path below src"),
        ("src/novel/b.cpp", "#include <vector>\n", "no part of src"),
        ("bindings/python/c.cpp", "#include \"text/t.hpp\"\n", "public headers alone"),
    ]

    def complaints(tree):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in tree.items():
                path = root / name if name.startswith(("src/", "bindings/")) else root / "include" / "tepid" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"// tepid/{name} - made up.\n#pragma once\nnamespace tepid {{}}\n{text}")
            return check(root)[1]

    good |= {"compare/c.hpp": "#include <tepid/core/a.hpp>\n", **good_sources}
    assert complaints(good) == [], complaints(good)
    for name, text, expected in cases + source_cases:
        found = complaints({**good, name: text})
        assert any(expected in c for c in found), (name, text, found)
    print(f"{len(cases) + len(source_cases)} rules catch what they are there for")


def main():
    if sys.argv[1] == "--self-test":
        self_test()
        return 0
    headers, wrong = check(pathlib.Path(sys.argv[1]))
    for line in wrong:
        print(line)
    print(f"{len(headers)} headers, {len(wrong)} complaints")
    return 1 if wrong or len(headers) < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
