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
    for name in ("_core.pyi", "river.pyi"):
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
    'tepid.Monitor("a.json").observe_value(1, 1.0)',
    'taken: str = tepid.Monitor("a.json").predict("id", 0.5)',
])
def test_the_stubs_find_mistakes(tmp_path, mistake):
    pytest.importorskip("mypy")
    program = tmp_path / "mistake.py"
    program.write_text(f"import tepid\n{mistake}\n")
    done = run("-m", "mypy", "--config-file=", f"--cache-dir={CACHE}", program)
    assert done.returncode == 1 and "mistake.py:2: error" in done.stdout, done.stdout


CACHE = Path(os.environ.get("TMPDIR", "/tmp")) / f"tepid-mypy-{os.getpid()}"


def test_the_stubs_are_what_is_there_at_run_time(tmp_path):
    pytest.importorskip("mypy")
    allowed = tmp_path / "allowed"
    # The metaclass is pybind11's own, and so are constructors that always fail.
    allowed.write_text("tepid\\._core\\._?[A-Z]\\w*\ntepid\\._core\\.(Detector|Profile)\\.__init__\n")
    done = run("-m", "mypy.stubtest", "tepid._core", "--allowlist", allowed, MYPY_CACHE_DIR=str(CACHE))
    assert done.returncode == 0, done.stdout + done.stderr
