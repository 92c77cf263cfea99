# test_design.py - tepid.arl and tepid.design: published numbers, simulation, what is refused.
import dataclasses
import math
import os
import random
import signal
import subprocess
import sys
import time

import pytest

import tepid


@pytest.mark.parametrize(
    "name, parameters, shift, published",
    [
        ("cusum", {"k": 0.5, "h": 4}, 0, 167.683789),
        ("cusum", {"k": 0.5, "h": 4}, 2, 3.342770),
        ("cusum", {"k": 0.5, "h": 5}, 0, 465.443506),
        ("shewhart", {"rule2": True, "rule3": True, "rule4": True}, 0, 91.750773),
        ("hotelling", {"p": 2, "limit": 2 * math.log(200)}, 0, 200),
        ("hotelling_t2", {"dimension": 2, "limit": 2 * math.log(200)}, 0, 200),
    ],
)
def test_published_run_lengths(name, parameters, shift, published):
    found = tepid.arl(name, shift, **parameters)
    assert found.kind == "exact"
    assert found.arl == pytest.approx(published, rel=1e-5)
    assert found.error < 1e-3 * published


def test_a_keyword_has_an_underscore():
    assert tepid.arl("ewma", lambda_=0.1, L=2.814).arl == pytest.approx(500, rel=2e-3)


def test_an_exact_design():
    found = tepid.design("cusum", arl0=465.443506)
    assert (found.parameter, found.kind, found.delay_kind) == ("h", "exact", "exact")
    assert found.limit == pytest.approx(5, rel=1e-6)
    for shift, delay in found.steps:
        assert delay == pytest.approx(tepid.arl("cusum", shift, steady=True, h=found.limit).arl)
    assert found.ramps and found.blindness == () and found.reference is None
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.limit = 3


def test_what_estimation_costs_an_exact_chart():
    found = tepid.design("ewma", arl0=500, lambda_=0.1, reference=50)
    assert found.kind == "exact"
    assert found.reference.size == 50
    assert 50 < found.reference.low < 250
    assert 800 < found.reference.high < 5000
    assert 0 < found.reference.share_lost < 0.5


def test_what_more_there_is_to_know_of_a_limit():
    found = tepid.design("shewhart_attributes", arl0=5000)
    assert found.kind == "exact" and found.arl == pytest.approx(13101.280768137625)
    assert "limits come in steps here: the next lower limit gives 3653" in found.note
    assert found.median is None and found.early is None
    found = tepid.design("ddm", arl0=2000, paths=400)
    assert found.median < 600 and 0.3 < found.early < 1
    assert "half of all runs end within" in found.note
    with pytest.raises(tepid.ParameterError, match="k = 5 is not above the mean 7"):
        tepid.design("cusum_poisson", arl0=500, mean=7)
    with pytest.raises(tepid.ParameterError, match="mean of 10"):
        tepid.design("cusum", arl0=500, law="poisson(10)")
    told = []
    tepid.design("variance_cusum", arl0=1e4, progress=told.append)
    assert len(told) >= 3 and told == sorted(told)


def test_every_chart_has_delays():
    for row in tepid.registry()["charts"]:
        if row["name"] in ("mewma", "cusum_binomial", "binomial_ewma"):  # a second each; the command's tests have them
            continue
        found = tepid.design(row["name"], arl0=200)
        assert found.parameter == row["limit"]
        assert [slope for slope, _ in found.ramps] == [0.1, 0.01, 0.001, 0.0001]
        assert (found.delay_kind, found.ramp_kind) == ("exact", "exact")
        assert found.limit != {p["name"]: p["default"] for p in row["parameters"]}[row["limit"]]


def test_the_registry_has_the_charts():
    charts = {row["name"]: row for row in tepid.registry()["charts"]}
    assert {"cusum", "ewma", "shewhart", "mewma", "hotelling", "poisson_ewma"} <= set(charts)
    assert charts["hotelling"]["detector"] == "hotelling_t2"
    assert [p["name"] for p in charts["hotelling"]["parameters"]] == ["dimension", "limit"]
    assert charts["ewma"]["parameters"][0]["python_name"] == "lambda_"
    detectors = {row["name"] for row in tepid.registry()["detectors"]}
    for row in charts.values():
        assert row["title"] and row["source"] and row["shift"]
        assert row["detector"] in detectors | set(charts)


def test_a_budget_in_words():
    found = tepid.design("ewma", budget="1 per 90 d", rate=50, lambda_=0.1)
    assert found.arl == pytest.approx(90 * 86400 * 50, rel=1e-6)
    assert [row.within for row in found.blindness] == ["day", "week", "six weeks"]
    assert found.blindness[0].step > found.blindness[2].step
    assert tepid.design("cusum", arl0=1000, signals=10).arl0 == 10000


def test_other_detectors_are_simulated():
    found = tepid.design("ewma_bank", arl0=300, paths=400)
    assert (found.parameter, found.kind) == ("limit", "simulated")
    assert found.arl == pytest.approx(300, rel=0.02)
    assert 0 < found.error < 40
    assert tepid.design("ewma_bank", arl0=300, paths=400).limit == found.limit
    back = tepid.arl("ewma_bank", limit=found.limit, paths=1000, seed=9)
    assert back.arl == pytest.approx(300, abs=4 * (found.error + back.error))


def test_a_reference_is_accounted_for():
    draw = random.Random(1)
    found = tepid.design("cusum", arl0=200, reference=[draw.gauss(7, 2) for _ in range(1500)], paths=400)
    assert found.kind == "simulated"
    assert found.reference.size == 1500
    assert found.reference.low < found.arl < found.reference.high
    assert 0 <= found.reference.share_lost < 0.9


@pytest.mark.parametrize(
    "wanted, error, says",
    [
        (lambda: tepid.design("cusum", arl0=0.5), tepid.ParameterError, "cannot be below 1"),
        (lambda: tepid.design("cusum", arl0=math.nan), tepid.ParameterError, "arl0"),
        (lambda: tepid.design("ewma", arl0=500, lambda_=0), tepid.ParameterError, "lambda"),
        (lambda: tepid.design("cosum", arl0=500), tepid.ParameterError, "'cosum'"),
        (lambda: tepid.design("cusum", arl0=1e9, reference=[1, 2, 3, 4, 5]), tepid.DataError, "5 values"),
        (lambda: tepid.design("cusum", arl0=1e9, reference=5), tepid.ParameterError, "too short.*give some"),
        (lambda: tepid.design("cusum", arl0=500, k=math.nan), tepid.ParameterError, "'k'"),
        (lambda: tepid.design("ewma_bank", arl0=1e9), tepid.ParameterError, "hours"),
        (lambda: tepid.design("cusum", budget="1 per 90 d"), tepid.ParameterError, "rate"),
        (lambda: tepid.design("cusum"), TypeError, "arl0 or budget"),
        (lambda: tepid.design("cusum", arl0=500, kk=1), TypeError, "'kk'"),
        (lambda: tepid.arl("cusum", k="half"), TypeError, "'k'"),
    ],
)
def test_nonsense_is_refused(wanted, error, says):
    with pytest.raises(error, match=says):
        wanted()


def test_a_profile_keeps_simulated_limits():
    kept = tepid.profile({"x": [1.0, 2.0, 3.0]})
    first = tepid.design("ewma_bank", arl0=100, paths=100, profile=kept)
    again = tepid.design("ewma_bank", arl0=100, paths=100, profile=tepid.Profile.load(kept.save()))
    assert not first.cached
    assert again.cached
    assert again.limit == first.limit
    assert not tepid.design("ewma_bank", arl0=100, paths=100).cached


def test_the_law_is_named():
    found = tepid.design("focus", arl0=100, paths=100, family="poisson", mean=4)
    assert (found.law, found.note) == ("poisson(4)", "")
    assumed = tepid.design("adwin", arl0=2000, paths=100)
    assert assumed.law == "normal(0, 1)"
    assert "depends on the scale and the law" in assumed.note
    assert tepid.design("adwin", arl0=2000, paths=100, law="normal(0, 10)").law == "normal(0, 10)"
    uniform = tepid.arl("page_hinkley", threshold=4, delta=0.5, paths=20, law="uniform(-3, 3)")
    assert uniform.law == "uniform(-3, 3)"
    assert tepid.arl("cusum_poisson", mean=4).law == "poisson(4)"
    with pytest.raises(tepid.ParameterError, match="gauss"):
        tepid.design("adwin", arl0=100, law="gauss")


def test_progress_is_told():
    shares = []
    tepid.design("ewma_bank", arl0=2000, progress=shares.append)
    assert shares and shares == sorted(shares)
    assert 0 <= shares[0] and shares[-1] <= 1
    with pytest.raises(TypeError, match="progress"):
        tepid.design("ewma_bank", arl0=100, paths=100, progress="often")

    class Stop(Exception):
        pass

    def stop(share):
        raise Stop

    with pytest.raises(Stop):
        tepid.design("ewma_bank", arl0=10000, progress=stop)


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize(
    "work",
    [
        "tepid.design('bocpd', arl0=1e5)",
        "tepid.design('variance_cusum', arl0=1e6)",
        "tepid.arl('bocpd', limit=9)",
    ],
)
def test_ctrl_c_ends_it_within_a_second(work):
    program = (
        "import sys, tepid\nprint('begun', flush=True)\n"
        f"try:\n    {work}\nexcept KeyboardInterrupt:\n    sys.exit(77)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"begun\n"
        time.sleep(1.0)
        assert process.poll() is None
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 77
        assert time.monotonic() - asked < 2.0
