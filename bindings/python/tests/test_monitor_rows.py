# test_monitor_rows.py - rows in all their forms, from one thread and many: what a monitor takes, refuses and counts.
import threading

import numpy as np
import pytest
from monitor_world import CONFIG, HEALTHY, NOW, START, rows

import tepid


def test_a_batch_is_what_its_rows_are_one_by_one(reference):
    table = rows(2_400, seed=2, shift=0.8)
    one, many, columns = (tepid.Monitor(CONFIG, reference) for _ in range(3))
    codes = [many.code("country", name) for name in table["country"]]
    matrix = np.column_stack([table["amount"], codes, table["embedding"], np.zeros(len(codes))])
    found = []
    for i in range(0, 2_400, 600):
        times = NOW + np.arange(i, i + 600)
        for k in range(i, i + 600):
            row = {name: column[k] for name, column in table.items()}
            assert one.observe(row, NOW + k) is True
        assert many.observe_batch(matrix[i : i + 600], times) == 600
        assert columns.observe_batch({name: column[i : i + 600] for name, column in table.items()}, times) == 600
        found.append([m.drain(NOW + i + 600) for m in (one, many, columns)])
    assert all(a == b == c for a, b, c in found) and any(a for a, _, _ in found)
    assert one.save(NOW) == many.save(NOW) == columns.save(NOW)


def test_a_row_is_a_dict_a_sequence_or_an_array(reference):
    states = []
    for row in (
        {"amount": 1.5, "country": "FR", "embedding": [1, 2, 3], "customer": "c7"},
        [1.5, "FR", (1, 2, 3), "c7"],
        "array",
    ):
        monitor = tepid.Monitor(CONFIG, reference)
        if row == "array":
            row = np.array([1.5, monitor.code("country", "FR"), 1, 2, 3, np.nan])
        assert monitor.observe(row, NOW)
        monitor.drain(NOW)
        states.append(monitor.save(NOW))
    assert states[0] == states[1] == states[2]


def test_a_reference_counts_none_and_nan_apart_and_a_monitor_together():
    config = {"name": "m", "rate": 1, "signals": [{"name": "x", "type": "numeric", "role": "feature"}]}
    values = [None if i % 10 == 3 else float("nan") if i % 20 == 5 else float(i % 7) for i in range(1000)]
    reference = tepid.make_reference(config, {"x": values})
    (x,) = reference.columns
    assert (x.missing, x.nan) == (100, 50)
    monitor = tepid.Monitor(config, reference)
    for value in (None, float("nan"), tepid.missing_value, 1.0):
        monitor.observe({"x": value}, time=0.0)
    monitor.drain(1.0)
    assert (monitor.snapshot(1.0).signals["x"].missing, monitor.snapshot(1.0).signals["x"].observed) == (3, 1)


def test_what_a_row_does_not_have_is_missing(monitor):
    monitor.observe({"country": None}, NOW)
    monitor.drain(NOW)
    signals = monitor.snapshot(NOW).signals
    assert [signals[name].missing for name in ("amount", "country", "embedding")] == [1, 1, 1]


def test_a_number_is_a_category_that_stands_for_itself():
    config = {"signals": [{"name": "shelf", "type": "categorical"}], "season_seconds": 0}
    monitor = tepid.Monitor(config, tepid.make_reference(config, {"shelf": np.array([1, 2] * 500)}))
    assert monitor.code("shelf", 1) == monitor.code("shelf", "1") != monitor.code("shelf", 2)
    assert monitor.code("shelf", 3) == monitor.code("shelf", "never") != monitor.code("shelf", 2)


def test_single_values_come_by_name(monitor):
    assert monitor.observe_value("amount", 1.0) and monitor.observe_value("country", "DE")
    monitor.drain()
    assert monitor.snapshot().signals["amount"].observed == monitor.snapshot().signals["country"].observed == 1


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda m: m.observe({"amont": 1.0}), tepid.ParameterError, "no signal 'amont'; there are amount, country"),
    (lambda m: m.observe({"amount": "much"}), TypeError, "'amount' must be a number, not str"),
    (lambda m: m.observe({"country": []}), TypeError, "'country' must be text or a number, not list"),
    (lambda m: m.observe({"embedding": [1.0]}), tepid.DataError, "'embedding' has 1 values and must have 3"),
    (lambda m: m.observe([1.0]), tepid.DataError, "has 1 values; the configuration has 4 signals"),
    (lambda m: m.observe(np.ones(9)), tepid.DataError, "has 9 values; the configuration has 6 values"),
    (lambda m: m.observe({}, time=float("nan")), tepid.ParameterError, "time must be in seconds"),
    (lambda m: m.observe_value("embedding", 1.0), tepid.ParameterError, "'embedding' is a vector"),
    (lambda m: m.observe_value("amont", 1.0), tepid.ParameterError, "'amont'"),
    (lambda m: m.observe_batch(np.ones((2, 3))), tepid.DataError, "have 3 values; the configuration has 6"),
    (lambda m: m.observe_batch(np.ones((2, 6)), [1.0]), tepid.DataError, "1 times for 2 rows"),
    (lambda m: m.observe_batch({"amont": [1.0]}), tepid.ParameterError, "'amont'"),
    (lambda m: m.observe_batch({"amount": [1.0], "country": []}), tepid.DataError, "differ in length"),
    (lambda m: m.code("amount", "DE"), tepid.ParameterError, "'amount' has no categories"),
    (lambda m: m.predict(1, 0.5), tepid.ParameterError, "has no quality"),
])
def test_unusable_input_is_named(monitor, call, error, message):
    with pytest.raises(error, match=message):
        call(monitor)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_data_frames(reference, library):
    frames = pytest.importorskip(library)
    table = rows(HEALTHY, seed=1)
    table["embedding"] = list(table["embedding"])
    frame = frames.DataFrame(table)
    assert tepid.make_reference(CONFIG, frame, START + np.arange(HEALTHY)) == reference
    monitor = tepid.Monitor(CONFIG, reference)
    assert monitor.observe_batch(frame[:100]) == 100


# Counting.


def test_a_full_ring_drops_and_counts(reference):
    monitor = tepid.Monitor({**CONFIG, "ring_values": 1024}, reference)
    taken = monitor.observe_batch(np.zeros((1000, monitor.width)), NOW)
    assert 0 < taken < 1000 and not monitor.observe({"amount": 1.0})
    monitor.drain(NOW)
    snapshot = monitor.snapshot(NOW)
    assert snapshot.rows == taken and snapshot.dropped == (1001 - taken) * monitor.width
    assert monitor.observe({"amount": 1.0})


def test_threads_observe_at_once_and_every_row_is_counted(reference):
    monitor = tepid.Monitor({**CONFIG, "threads": 5}, reference)
    taken = [0] * 4
    done = threading.Event()

    def serve(i):
        for _ in range(2_000):
            taken[i] += monitor.observe({"amount": 0.0, "country": "DE"})
        taken[i] += monitor.observe_batch(np.zeros((500, monitor.width)))

    def drain():
        while not done.is_set():
            monitor.drain()

    threads = [threading.Thread(target=serve, args=(i,)) for i in range(4)]
    drainer = threading.Thread(target=drain)
    for thread in [drainer, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    drainer.join()
    monitor.drain()
    snapshot = monitor.snapshot()
    assert snapshot.rows == sum(taken)
    assert snapshot.dropped == (4 * 2_500 - sum(taken)) * monitor.width


def test_a_thread_that_ends_gives_its_place_back(reference):
    monitor = tepid.Monitor({**CONFIG, "threads": 1}, reference)
    for _ in range(3):
        thread = threading.Thread(target=monitor.observe, args=({"amount": 1.0},))
        thread.start()
        thread.join()
    assert monitor.observe({"amount": 1.0})
    monitor.drain()
    assert monitor.snapshot().rows == 4


def test_a_thread_more_than_allowed_is_an_error(reference):
    monitor = tepid.Monitor({**CONFIG, "threads": 1}, reference)
    monitor.observe({"amount": 1.0})
    raised = []

    def observe():
        try:
            monitor.observe({"amount": 1.0})
        except tepid.ParameterError as why:
            raised.append(why.field)

    thread = threading.Thread(target=observe)
    thread.start()
    thread.join()
    assert raised == ["threads"]


def test_prometheus_tells_the_same_counts(monitor):
    monitor.observe({"amount": 1.0}, NOW)
    monitor.drain(NOW)
    assert 'tepid_rows_total{monitor="shop"} 1' in monitor.prometheus(NOW)
