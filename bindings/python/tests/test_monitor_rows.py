# test_monitor_rows.py - rows in all their forms, from one thread and many: what a monitor takes, refuses and counts.
import os
import signal
import threading

import numpy as np
import pytest
from monitor_world import CONFIG, HEALTHY, NOW, START, rows, with_quality

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


def test_a_reference_and_a_monitor_count_each_kind_of_what_is_not_finite():
    config = {"name": "m", "rate": 1, "signals": [{"name": "x", "type": "numeric", "role": "feature"}]}
    values = [None if i % 10 == 3 else float("nan") if i % 20 == 5 else float(i % 7) for i in range(1000)]
    reference = tepid.make_reference(config, {"x": values})
    (x,) = reference.columns
    assert (x.missing, x.nan) == (100, 50)
    monitor = tepid.Monitor(config, reference)
    for value in (None, float("nan"), tepid.missing_value, 1.0, float("inf"), -float("inf"), 10**400):
        monitor.observe({"x": value}, time=0.0)
    monitor.drain(1.0)
    x = monitor.snapshot(1.0).signals["x"]
    assert (x.missing, x.nan, x.negative_infinity, x.positive_infinity, x.observed) == (2, 1, 1, 2, 1)
    for reason, n in (("missing", 2), ("nan", 1), ("negative_infinity", 1), ("positive_infinity", 2)):
        assert f'role="feature",reason="{reason}"}} {n}\n' in monitor.prometheus(1.0)


class Calls:
    """A number that observes a row of its own, or raises, when it is asked for its value."""

    def __init__(self, do, value=1.0):
        self.do, self.value = do, value

    def __float__(self):
        self.do()
        return self.value


class Index:
    def __init__(self, do):
        self.do = do

    def __index__(self):
        self.do()
        return 7


def test_a_value_that_observes_while_it_is_read_does_not_mix_two_rows(reference):
    def row(amount, *vector):
        return {"amount": amount, "country": "DE", "embedding": vector or (1, 2, 3)}

    plain, nested = tepid.Monitor(CONFIG, reference), tepid.Monitor(CONFIG, reference)
    for one in (row(5.0, 7, 8, 9), row(1.0), row(6.0), row(2.0), row(3.0)):
        plain.observe(one, NOW)
    plain.observe_value("amount", 4.0, NOW)
    nested.observe({**row(0), "amount": Calls(lambda: nested.observe(row(5.0, 7, 8, 9), NOW))}, NOW)
    nested.observe([Calls(lambda: nested.observe(row(6.0), NOW), 2.0), "DE", [1, 2, 3], None], NOW)
    nested.observe(row(3.0), NOW)
    nested.observe_value("amount", 4.0, Calls(lambda: None, NOW))
    for monitor in (plain, nested):
        monitor.drain(NOW)
    assert nested.snapshot(NOW).rows == 5
    assert plain.save(NOW) == nested.save(NOW)


def test_what_a_value_raises_passes_as_it_is():
    config = with_quality()
    monitor = tepid.Monitor(config, tepid.make_reference(config, rows(1200, seed=1), START + np.arange(1200)))

    class Own(Exception):
        pass

    for error in (Own("mine"), TypeError("mine"), OverflowError("mine"), ValueError("mine")):
        def fail(error=error):
            raise error

        for call in (
            lambda: monitor.observe({"amount": Calls(fail)}),
            lambda: monitor.observe_value("amount", Calls(fail)),
            lambda: monitor.observe_value("country", Calls(fail)),
            lambda: monitor.observe({}, Calls(fail)),
            lambda: monitor.predict(Index(fail), 0.5),
            lambda: monitor.predict(1, Calls(fail)),
            lambda: monitor.predict(1, 0.5, Index(fail)),
            lambda: monitor.predict(1, 0.5, 0, Index(fail)),
            lambda: monitor.label(Index(fail), 1.0),
            lambda: monitor.label(1, Calls(fail)),
            lambda: monitor.label(1, 1.0, Calls(fail)),
        ):
            with pytest.raises(type(error), match="^mine$") as why:
                call()
            assert why.value is error
    assert monitor.predict(Index(lambda: None), 0.5, Index(lambda: None))
    for call, message in (
        (lambda: monitor.observe_value("amount", "5"), "'amount' must be a number, not str"),
        (lambda: monitor.predict(1.5, 0.5), "an id must be an int or a str, not float"),
        (lambda: monitor.predict(1, 0.5, 0.5), "the label must be an int, not float"),
        (lambda: monitor.predict(1, 0.5, 0, 0.5), "a segment must be a str or an int, not float"),
    ):
        with pytest.raises(TypeError, match=message):
            call()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_is_told_and_does_not_wait(monitor):
    monitor.observe({"amount": 1.0}, NOW)
    stop = threading.Event()

    def drain():
        while not stop.is_set():
            monitor.drain(NOW)

    other = threading.Thread(target=drain)
    other.start()
    try:
        for _ in range(10):
            child = os.fork()
            if child == 0:
                signal.alarm(5)
                told = 0
                for call in (lambda: monitor.observe({"amount": 1.0}), lambda: monitor.observe_value("amount", 1.0),
                             lambda: monitor.observe_batch({"amount": [1.0]}), monitor.drain, monitor.snapshot,
                             monitor.save, monitor.notes, lambda: threading.Thread(target=drain)):
                    try:
                        call()
                    except tepid.ParameterError as why:
                        told += why.field == "fork" and "forked" in str(why)
                os._exit(told)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    finally:
        stop.set()
        other.join()
    assert monitor.observe({"amount": 1.0}, NOW)


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
