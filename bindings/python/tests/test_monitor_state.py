# test_monitor_state.py - what a monitor knows survives: as bytes and in its state file.
import json
import os
import signal
import subprocess
import sys
import threading
import zlib

import pytest
from monitor_world import CONFIG, NOW, drive, rows, with_quality

import tepid


@pytest.fixture
def stored(reference, tmp_path):
    """A configuration with its reference and its state in files."""
    reference.save(tmp_path / "healthy.tepid")
    return {**CONFIG, "reference": tmp_path / "healthy.tepid", "state": {"file": tmp_path / "shop.state"}}


def first_and_second_half():
    table = rows(9_000, seed=2)
    table["amount"][6_000:] += 0.5
    return [{name: column[part] for name, column in table.items()} for part in (slice(4_800), slice(4_800, None))]


def test_a_restored_monitor_goes_on_as_if_nothing_had_happened(reference):
    first, second = first_and_second_half()
    before, after = (tepid.Monitor(CONFIG, reference) for _ in range(2))
    drive(before, first)
    after.restore(before.save(NOW + 4_800))
    assert after.restored == tepid.Restored(NOW + 4_800, 4_800) and before.restored is None
    alarms = drive(after, second, NOW + 4_800)
    assert alarms == drive(before, second, NOW + 4_800) != []
    assert before.save(NOW) == after.save(NOW)


def test_open_finds_the_state_file(stored):
    first = tepid.Monitor.open(stored)
    assert first.restored is None
    first.observe({"amount": 1.0}, NOW)
    first.drain(NOW)
    first.save_to_file(NOW)
    with pytest.raises(tepid.Error, match="shop.state' is in use: another monitor of this process") as why:
        tepid.Monitor.open(stored)
    assert why.value.field == "state.file"
    first.close()
    again = tepid.Monitor.open(stored)
    assert again.restored == tepid.Restored(NOW, 1) and again.snapshot(NOW).rows == 1
    with pytest.raises(tepid.ParameterError, match="was closed"):
        first.save_to_file(NOW)
    first.drain(NOW + 1_000)  # goes on, and counts that it cannot save itself
    assert first.snapshot(NOW).save_failures == 1


def test_another_process_has_the_state_file(stored):
    monitor = tepid.Monitor.open(stored)
    config = json.dumps({**stored, "reference": str(stored["reference"]), "state": {"file": str(stored["state"]["file"])}})
    ask = [sys.executable, "-c", "import sys, tepid; tepid.Monitor.open(sys.argv[1])", config]
    refused = subprocess.run(ask, capture_output=True, text=True)
    assert refused.returncode == 1 and f"is in use by process {os.getpid()}" in refused.stderr
    monitor.close()
    assert subprocess.run(ask).returncode == 0


def test_a_forked_child_cannot_write_its_parents_state(stored):
    monitor = tepid.Monitor.open(stored)
    monitor.save_to_file(NOW)
    child = os.fork()
    if child == 0:
        try:
            monitor.save_to_file(NOW + 5)
        except tepid.Error as why:
            os._exit(7 if "forked" in str(why) else 1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    monitor.save_to_file(NOW + 6)


def exit_of_child(work) -> int:
    """How a forked child ends that does this: 0, 7 for a refusal that speaks of forks, a signal if it hangs."""
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        try:
            work()
        except tepid.Error as why:
            os._exit(7 if "forked" in str(why) else 1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_forked_child_closes_a_monitor_that_another_thread_was_saving(stored):
    monitor, done = tepid.Monitor.open(stored), threading.Event()

    def save():
        while not done.is_set():
            monitor.save_to_file(NOW)

    saver = threading.Thread(target=save)
    saver.start()
    try:
        assert {exit_of_child(monitor.close) for _ in range(10)} == {0}
    finally:
        done.set()
        saver.join()
    monitor.save_to_file(NOW)  # the parent still has its file


def test_a_name_that_is_no_utf8_loses_no_alarm(reference):
    """A log may hold any bytes, and the command line keeps them in the state."""
    monitor = tepid.Monitor(CONFIG, reference)
    monitor.changed("deploy", "v2", NOW)
    state = bytearray(monitor.save(NOW))
    at = state.index(b"deploy")
    state[at + 1] = 0xE9
    state[12:16] = zlib.crc32(state[:12] + state[16:]).to_bytes(4, "little")
    monitor.restore(bytes(state))
    alarms = drive(monitor, rows(3_000, seed=3, shift=3.0))
    assert alarms and alarms[0].nearest.kind == "d\N{REPLACEMENT CHARACTER}ploy" and alarms[0].nearest.id == "v2"


@pytest.mark.parametrize("now", [float("nan"), float("inf"), -float("inf"), 1e300])
def test_no_state_is_saved_at_what_is_no_time(stored, now):
    monitor = tepid.Monitor.open(stored)
    for save in (monitor.save, monitor.save_to_file):
        with pytest.raises(tepid.ParameterError, match="no time") as why:
            save(now)
        assert why.value.field == "now"
    monitor.drain(now)
    assert monitor.snapshot(NOW).save_failures == 1 and not stored["state"]["file"].exists()


@pytest.mark.parametrize("outcome", [1e78, 1e300, -sys.float_info.max])
def test_an_absurd_outcome_leaves_a_state_that_can_be_restored(reference, outcome):
    config = {**CONFIG, "quality": {"kind": "regression", "horizon_seconds": 6_000, "cohort_seconds": 600}}
    before, after = (tepid.Monitor(config, reference) for _ in range(2))
    before.predict("a", 1.0, time=NOW)
    before.label("a", outcome, time=NOW + 1)
    before.drain(NOW + 2)
    after.restore(before.save(NOW + 2))
    assert after.save(NOW + 2) == before.save(NOW + 2)


def test_draining_writes_the_state_file_when_it_is_time(stored):
    monitor = tepid.Monitor.open(stored)
    monitor.drain(NOW)
    assert not stored["state"]["file"].exists()
    monitor.drain(NOW + 60)
    assert stored["state"]["file"].exists() and monitor.snapshot(NOW).saved == NOW + 60


def test_a_monitor_without_a_state_file_says_so(monitor):
    with pytest.raises(tepid.ParameterError, match="names no state file"):
        monitor.save_to_file()


def test_a_missing_reference_file_is_named(stored):
    with pytest.raises(tepid.Error, match="nowhere") as why:
        tepid.Monitor.open({**stored, "reference": "nowhere.tepid"})
    assert why.value.code == tepid.ErrorCode.IO


def test_a_state_of_another_configuration_is_refused(reference, monitor):
    other = tepid.Monitor({**with_quality(), "trailing_seconds": 30 * 86400}, reference)
    with pytest.raises(tepid.ParameterError, match="another configuration") as why:
        other.restore(monitor.save(NOW))
    assert why.value.field == "state"


def test_a_state_goes_on_under_a_changed_configuration(reference, monitor):
    other = tepid.Monitor({**with_quality(), "budget": "1 per 365 d"}, reference)
    other.restore(monitor.save(NOW))
    assert other.restored.saved == NOW
    assert all(text in other.notes() for text in other.restored.lost)


def test_damaged_bytes_are_refused_and_change_nothing(monitor):
    saved = monitor.save(NOW)
    for damaged in (b"", saved[:-1], saved[:40] + bytes([saved[40] ^ 1]) + saved[41:], tepid.CUSUM().save()):
        with pytest.raises(tepid.StateError):
            monitor.restore(damaged)
    assert monitor.save(NOW) == saved


def test_segments_keep_their_names(reference):
    before, after = (tepid.Monitor(with_quality(), reference) for _ in range(2))
    after.predict("x", 0.9, 1, "west", NOW)  # has a key of its own, which is forgotten with all else
    before.predict("a", 0.9, 1, "north", NOW)
    before.predict("b", 0.9, 1, "south", NOW)
    before.drain(NOW)
    after.drain(NOW)
    after.restore(before.save(NOW))
    for id, segment in (("c", "west"), ("d", "south")):
        after.predict(id, 0.9, 1, segment, NOW + 1)
    for id in "abcd":
        after.label(id, 1, time=NOW + 2)
    after.drain(NOW + 1_300)
    counts = {q.segment: q.labels for q in after.snapshot(NOW).quality if q.metric == "accuracy" and q.segment}
    assert counts == {"north": 1, "south": 2, "west": 1}
