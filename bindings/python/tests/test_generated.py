# test_generated.py - what is generated is fresh, and the types are what they say.
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tepid

ROOT = Path(__file__).resolve().parents[3]


def run(*command, **environment):
    return subprocess.run(
        [sys.executable, *map(str, command)], capture_output=True, text=True, env={**os.environ, **environment}
    )


@pytest.mark.parametrize("script", ["generate_stubs.py", "generate_reference.py"])
def test_generated_files_are_fresh(script):
    done = run(ROOT / "scripts" / script, "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_installed_stubs_are_those_checked_in():
    installed = Path(tepid.__file__).parent
    assert (installed / "py.typed").exists()
    for name in ("__init__.pyi", "_core.pyi", "river.pyi"):
        assert (installed / name).read_text() == (ROOT / "bindings" / "python" / "tepid" / name).read_text()


def test_a_sample_program_runs_and_passes_a_strict_type_check(tmp_path):
    pytest.importorskip("mypy")
    program = Path(__file__).with_name("sample_program.py")
    done = run(program)
    assert done.returncode == 0, done.stderr
    done = run("-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}", program)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("mistake", [
    'tepid.CUSUM(k="0.5")',
    "tepid.CUSUM(kk=0.5)",
    'tepid.CUSUM(side="sideways")',
    'tepid.CUSUM().update("1.0")',
    "tepid.CUSUM().k = 1.0",
    "state: tepid.State = tepid.CUSUM().update([1.0])",
    'of_tables: list[tepid.Comparison] = tepid.run_tests({"a": [1.0]}, {"a": [2.0]})',
    "of_columns: dict[str, list[tepid.Comparison]] = tepid.run_tests([1.0], [2.0])",
    'of_tables: list[tepid.Comparison] = tepid.compare({"a": [1.0]}, {"a": [2.0]})',
    "tepid.compare([1.0], [2.0], alpha='small')",
    "effect: float = tepid.compare([1.0], [2.0])['values'].effect",
    "state: tepid.State = tepid.river.ADWIN().update(1.0)",
    "tepid.river.ADWIN().update([1.0])",
    "tepid.river.ADWIN(min_window=5)",
    "tepid.river.ADWIN().clock = 3",
    'tepid.Monitor("a.json").observe_value(1, 1.0)',
    'taken: str = tepid.Monitor("a.json").predict("id", 0.5)',
])
def test_the_stubs_find_mistakes(tmp_path, mistake):
    pytest.importorskip("mypy")
    program = tmp_path / "mistake.py"
    program.write_text(f"import tepid, tepid.river\n{mistake}\n")
    done = run("-m", "mypy", "--config-file=", f"--cache-dir={CACHE}", program)
    assert done.returncode == 1 and "mistake.py:2: error" in done.stdout, done.stdout


CACHE = Path(os.environ.get("TMPDIR", "/tmp")) / f"tepid-mypy-{os.getpid()}"


def test_the_stubs_are_what_is_there_at_run_time():
    pytest.importorskip("mypy")
    done = run("-m", "mypy.stubtest", "tepid", MYPY_CACHE_DIR=str(CACHE))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_itself_passes_a_strict_type_check():
    pytest.importorskip("mypy")
    package = ROOT / "bindings" / "python" / "tepid"
    files = sorted(package.glob("*.py"))  # named one by one: river.py too, which a stub stands for elsewhere
    assert len(files) > 10
    done = run("-m", "mypy", "--strict", "--config-file=", f"--cache-dir={CACHE}", "--python-version=3.10", *files)
    assert done.returncode == 0, done.stdout + done.stderr
