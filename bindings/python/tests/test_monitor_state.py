# test_monitor_state.py - what a monitor knows survives: as bytes and in its state file.
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
    again = tepid.Monitor.open(stored)
    assert again.restored == tepid.Restored(NOW, 1) and again.snapshot(NOW).rows == 1


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
    other = tepid.Monitor(with_quality(), reference)
    with pytest.raises(tepid.ParameterError, match="another configuration") as why:
        other.restore(monitor.save(NOW))
    assert why.value.field == "state"


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
