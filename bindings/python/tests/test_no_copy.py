# test_no_copy.py - a contiguous float64 array is read where it is.
import subprocess
import sys

import pytest

# In a process of its own: the largest memory that a process ever had only grows.
PROGRAM = """
import sys
import numpy as np
import tepid

def peak_mb():
    # Not ru_maxrss, which begins with what the parent had.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024

values = np.zeros(10_000_000)  # 80 MB
values[:] = 0.0                # touch every page
if sys.argv[1] == "read-only":
    values.flags.writeable = False
elif sys.argv[1] == "float32":
    del values
    values = np.ones(30_000_000, dtype=np.float32) * 0
elif sys.argv[1] == "strided":
    values = np.zeros(20_000_000)[::2]
    values += 0.0
before = peak_mb()
assert tepid.EWMABank().update(values) == len(values)
print(peak_mb() - before)
"""


def growth_mb(kind: str) -> float:
    run = subprocess.run([sys.executable, "-c", PROGRAM, kind], capture_output=True, text=True, check=True)
    return float(run.stdout)


@pytest.mark.parametrize("kind", ["plain", "read-only"])
def test_float64_is_read_in_place(kind):
    assert growth_mb(kind) < 8


@pytest.mark.parametrize("kind", ["strided", "float32"])
def test_other_arrays_are_copied(kind):
    assert growth_mb(kind) > 60
