# conftest.py - what the tests share: the registry's rows and the published streams.
from __future__ import annotations

import json
import os
import random
from pathlib import Path

import monitor_world
import numpy as np
import pytest

import tepid

ROOT = Path(__file__).resolve().parents[3]
ROWS = tepid.registry()["detectors"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `row` runs for every registered detector."""
    if "row" in metafunc.fixturenames:
        metafunc.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])


@pytest.fixture
def detector_class(row):
    return getattr(tepid, row["class_name"])


def stream_with_a_step(seed: int = 1, before: int = 500, after: int = 500, step: float = 4.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal(size=before), rng.normal(step, size=after)])


@pytest.fixture
def another_limit(row) -> float:
    """A permitted limit that is not the default, in whatever direction it makes alarms rarer."""
    return 0.75 * next(p for p in row["parameters"] if p["name"] == row["limit"])["default"]


def row_length(detector: tepid.Detector) -> int:
    """How many values make a row: 1 but for charts of rows."""
    return detector.get_params().get("dimension", 1)


@pytest.fixture
def row_values(detector_class) -> int:
    return row_length(detector_class())


@pytest.fixture
def stepped(request: pytest.FixtureRequest) -> np.ndarray:
    """A stream with a step at 500; of the kind that the detector is made for, where a test is about one.

    Such a stream is quieter before the step than the detector's limit allows for: no detector alarms there.
    """
    if "row" not in request.fixturenames:
        return stream_with_a_step()
    kind = request.getfixturevalue("row")["input"]
    rng = np.random.default_rng(1)
    if kind == "pair":  # what was true and predicted, as 0 to 3: errors are 1 and 2
        wrong = np.concatenate([np.tile(np.arange(10) == 9, 50), rng.random(500) < 0.9])
        true = np.arange(1000) % 2
        return (2 * true + (true ^ wrong)).astype(float)
    if kind == "binary":  # an error in every ten, then nine
        return np.concatenate([np.tile(np.arange(10) == 9, 50), rng.random(500) < 0.9]).astype(float)
    if kind == "count":  # the new values are few, so that each of them is a new atom
        return np.concatenate([rng.binomial(8, 0.5, 500), rng.integers(58, 63, 500)]).astype(float)
    if kind == "unit":
        return np.concatenate([rng.random(500), rng.uniform(0.8, 1.0, 500)])
    assert kind == "real"
    return np.concatenate([rng.normal(0.0, 0.6, 500), rng.normal(4.0, 0.6, 500)])


def published_streams() -> dict[str, list[float]]:
    """Streams that other libraries publish, drawn as they draw them."""
    streams = {}
    legacy = np.random.RandomState(12345)
    streams["uniform_0_1_then_0_7"] = np.concatenate([legacy.randint(2, size=1000), legacy.randint(8, size=1000)])
    draw = random.Random(12345)
    streams["coin_then_4_to_7"] = draw.choices([0, 1], k=1000) + draw.choices(range(4, 8), k=1000)
    draw = random.Random(12345)
    streams["gauss_step_3sd"] = [draw.gauss(0, 1) for _ in range(200)] + [draw.gauss(3, 1) for _ in range(200)]
    legacy = np.random.RandomState(31)
    streams["normal_02_then_08"] = np.concatenate([legacy.normal(0.2, 0.01, 1000), legacy.normal(0.8, 0.04, 1000)])
    legacy = np.random.RandomState(0)
    coins = legacy.randint(2, size=2000)
    for i in range(999, 2000):
        coins[i] = legacy.randint(4, 8)
    streams["coin_then_4_to_7_capymoa"] = coins
    return {name: [float(x) for x in values] for name, values in streams.items()}


@pytest.fixture(scope="session")
def published() -> dict[str, list[float]]:
    return published_streams()


@pytest.fixture(scope="session")
def recorded_streams() -> dict[str, list[float]]:
    """The same streams as they were recorded outside this project, if that file is there."""
    path = Path(os.environ.get("TEPID_SHARED", ROOT / ".." / "shared")) / "vectors" / "detector_vectors.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return {stream["name"]: stream["values"] for stream in json.loads(path.read_text())}


@pytest.fixture(scope="session")
def reference() -> tepid.Profile:
    """Of the service in monitor_world."""
    healthy = monitor_world.rows(monitor_world.HEALTHY, seed=1)
    return tepid.make_reference(
        monitor_world.CONFIG, healthy, monitor_world.START + np.arange(monitor_world.HEALTHY)
    )


@pytest.fixture
def monitor(reference: tepid.Profile) -> tepid.Monitor:
    return tepid.Monitor(monitor_world.CONFIG, reference)
