# test_threads.py - what computes for long lets other threads run, and objects that threads share stay whole.
import array
import os
import signal
import sys
import threading
import time

import numpy as np
import pytest

import tepid
import tepid.river


@pytest.fixture
def no_switches():
    """The interpreter never takes the GIL from a thread: another runs only where it is given up."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e4)
    yield
    sys.setswitchinterval(interval)


def lets_others_run(work, attempts: int = 50) -> bool:
    """Does another thread that could go on before work() began do so before it ends?"""
    for _ in range(attempts):  # a busy machine may wake the other one too late
        gate, went_on = threading.Lock(), []
        gate.acquire()

        def other():
            with gate:
                went_on.append(True)

        thread = threading.Thread(target=other)
        thread.start()
        gate.release()
        work()
        in_time = bool(went_on)
        thread.join()
        if in_time:
            return True
    return False


NORMAL = np.random.default_rng(1).normal(size=500_000)
CONFIG = {"signals": [{"name": "x"}], "season_seconds": 0, "trailing_seconds": 3600}
WORK = {
    "update of the default": lambda: tepid.EWMABank(limit=1e6).update(np.tile(NORMAL, 20)),
    "update of a slow one": lambda: tepid.KSWIN(alpha=1e-100).update(NORMAL[:100_000]),
    "update of rows": lambda: tepid.MEWMA(dimension=50, h4=1e6).update(NORMAL),
    "update of integers": lambda: tepid.EWMABank(limit=1e6).update(np.ones(3_000_000, dtype=np.int32)),
    "profile of numbers": lambda: tepid.profile({"a": NORMAL}),
    "profile of texts": lambda: tepid.profile({"a": ["abc", "def"] * 20_000}),
    "compare": lambda: tepid.compare(NORMAL, NORMAL),
    "run_tests": lambda: tepid.run_tests(NORMAL, NORMAL),
    "compare rows": lambda: tepid.compare(NORMAL[:5000].reshape(-1, 5), NORMAL[5000:10_000].reshape(-1, 5)),
    "change_points": lambda: tepid.change_points(NORMAL[:5000]),
    "make_reference": lambda: tepid.make_reference(CONFIG, {"x": NORMAL[:100_000]}),
    "arl": lambda: tepid.arl("page_hinkley", threshold=5.0, paths=200),
    "design": lambda: tepid.design("page_hinkley", arl0=100, paths=200),
    "saving a profile": lambda: PROFILE.save(),
    "loading a profile": lambda: tepid.Profile.load(SAVED),
    "comparing profiles": lambda: PROFILE == OTHER,
}
PROFILE, OTHER = (tepid.profile({f"{i}": NORMAL[:20_000] for i in range(20)}) for _ in range(2))
SAVED = PROFILE.save()


@pytest.mark.parametrize("work", WORK)
def test_others_run_meanwhile(no_switches, work):
    assert lets_others_run(WORK[work])


def test_this_test_would_notice(no_switches):
    assert not lets_others_run(lambda: sorted(NORMAL.tolist()), attempts=2)


def in_threads(*functions):
    """Runs them side by side; raises what one raised."""
    results, errors = [None] * len(functions), []

    def run(i):
        try:
            results[i] = functions[i]()
        except BaseException as why:  # noqa: BLE001
            errors.append(why)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(functions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def test_arrays_from_two_threads_are_taken_one_after_the_other(row, detector_class, row_values):
    values = np.zeros(40_000 - 40_000 % row_values)
    if row["name"] in ("bocpd", "kswin", "incremental_ks", "glr", "streaming_mmd"):  # microseconds a value
        values = values[: 2_000 - 2_000 % row_values]
    shared, alone = detector_class(), detector_class()
    taken = in_threads(*[lambda: shared.update(values)] * 3)
    assert taken == [alone.update(values) for _ in range(3)]
    assert shared.save() == alone.save()


def test_whoever_reads_waits_until_an_array_is_taken():
    detector = tepid.EWMABank(limit=1e6)
    values = np.tile(NORMAL, 4)
    began = threading.Barrier(2)

    def feed():
        began.wait()
        detector.update(values)

    def read():
        began.wait()
        seen = []
        while not seen or seen[-1] < len(values):
            seen.append(detector.count)
        return set(seen)

    _, seen = in_threads(feed, read)
    assert seen <= {0, len(values)}  # never in between


OPERATIONS = {
    "value": lambda d, _: d.update(0.5),
    "reset": lambda d, _: d.reset(),
    "rearm": lambda d, _: d.rearm(),
    "save": lambda d, _: tepid.load(d.save()),
    "params": lambda d, _: d.get_params(),
    "set_params": lambda d, _: d.set_params(limit=1e6),
    "repr": lambda d, _: repr(d),
    "equal": lambda d, other: (d == other, other == d),
    "read": lambda d, _: (d.state, d.drift_detected, d.warning_detected, d.statistic, d.count, d.rejected, d.change, d.limit),
    "array": lambda d, _: d.update(NORMAL[:1000]),
}


def test_everything_at_once():
    detector, other = tepid.EWMABank(limit=1e6), tepid.EWMABank(limit=1e6)

    def repeat(operation):
        return lambda: [operation(detector, other) for _ in range(30)]

    def feed(which):
        return lambda: [which.update(NORMAL[:100_000]) for _ in range(30)]

    in_threads(*map(repeat, OPERATIONS.values()), feed(detector), feed(other))
    assert detector == tepid.load(detector.save())


def test_detectors_that_are_compared_crosswise_do_not_wait_for_each_other_for_ever():
    a, b = tepid.EWMABank(limit=1e6), tepid.EWMABank(limit=1e6)
    in_threads(
        lambda: [a.update(NORMAL[:100_000]) for _ in range(20)],
        lambda: [b.update(NORMAL[:100_000]) for _ in range(20)],
        lambda: [a == b for _ in range(200)],
        lambda: [b == a for _ in range(200)],
    )


def test_an_array_cannot_be_resized_while_it_is_read(no_switches):
    values, errors = array.array("d", bytes(8 * 3_000_000)), []

    def resize():
        with gate:
            try:
                values.append(0.0)
            except BufferError as why:
                errors.append(why)

    for _ in range(10):
        gate = threading.Lock()
        gate.acquire()
        thread = threading.Thread(target=resize)
        thread.start()
        gate.release()
        tepid.EWMABank(limit=1e6).update(values)
        thread.join()
        if errors:
            return
    pytest.fail("the array was never held")


def test_limits_of_one_profile_are_designed_by_several_threads():
    profile = tepid.profile({"x": NORMAL[:2000]})
    limits = in_threads(
        *[lambda n=n: tepid.design("page_hinkley", arl0=50 + n, paths=100, profile=profile).limit for n in range(4)],
        *[profile.save] * 4,
        *[lambda: profile == profile] * 4,
    )[:4]
    again = [tepid.design("page_hinkley", arl0=50 + n, paths=100, profile=profile) for n in range(4)]
    assert [design.limit for design in again] == limits and all(design.cached for design in again)


def test_what_another_thread_was_computing_with_is_refused_in_a_forked_child():
    detector, values = tepid.EWMABank(limit=1e6), np.tile(NORMAL, 40)
    worker = threading.Thread(target=detector.update, args=(values,))
    worker.start()
    time.sleep(0.05)
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        try:
            detector.update(1.0)
        except tepid.ParameterError as why:
            os._exit(7 if "forked" in str(why) else 1)
        os._exit(0)
    busy = worker.is_alive()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == (7 if busy else 0)
    worker.join()
    assert busy, "the update ended too soon to show anything"
    assert detector.count == len(values)
