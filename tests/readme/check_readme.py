"""The README's programs are the examples' own lines, and its links lead somewhere.

    check_readme.py SOURCE_DIR
"""

import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
readme = (root / "README.md").read_text(encoding="utf-8")
problems = []

extensions = {"cpp": ".cpp", "c": ".c", "python": ".py"}
blocks = re.findall(r"```(\w+)\n(.*?)```", readme, flags=re.S)
for language, block in blocks:
    if language not in extensions:
        continue
    sources = [p.read_text(encoding="utf-8") for p in (root / "examples").glob("*" + extensions[language])]
    flat = ["\n".join(line.strip() for line in s.splitlines()) for s in sources]
    wanted = "\n".join(line.strip() for line in block.strip().splitlines())
    if not any(wanted in s for s in flat):
        problems.append(f"this {language} block is not in examples/:\n{block}")
if not {"cpp", "c", "python"} <= {language for language, _ in blocks}:
    problems.append("README.md lacks an example in C++, C or Python")
for target in re.findall(r"\]\(([^)#]+)\)", readme):
    if "://" not in target and not (root / target).exists():
        problems.append(f"README.md links to {target}, which is not there")

sys.exit("\n".join(problems) or 0)
