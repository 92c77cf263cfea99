# test_clusters.py - tepid.compare with cluster and block: rows that depend on each other.
import json
import subprocess

import numpy as np
import pytest

import tepid
from test_compare import command, write_rows

ROWS = 20  # of a user


def table(side, seed, users=30, shift=0.0):
    rng = np.random.default_rng(seed)
    own = np.repeat(rng.normal(shift, 0.9**0.5, users), ROWS)
    likes = np.repeat(rng.integers(0, 5, users), ROWS)
    words = np.where(rng.random(users * ROWS) < 0.9, likes, rng.integers(0, 5, users * ROWS))
    return {
        "user": [f"{side}{i // ROWS}" for i in range(users * ROWS)],
        "x": (own + rng.normal(0, 0.1**0.5, users * ROWS)).tolist(),
        "w": [f"k{word}" for word in words],
    }


def test_users_and_not_rows_decide():
    by_rows = by_users = 0
    for seed in range(10):
        a, b = table("a", 2 * seed), table("b", 2 * seed + 1)
        by_rows += tepid.compare(a, b, exclude="user").drift
        found = tepid.compare(a, b, cluster="user")
        by_users += found.drift
        assert (found.cluster, found.block) == ("user", None)
        assert found["user"].verdict == "left out" and found["user"].note == "the cluster of each row"
        for name in "x", "w":
            clusters = found[name].clusters
            assert (clusters["reference"], clusters["current"]) == (30, 30)
            assert found[name].neighbours == 0
            assert all(test.p_value is None and test.effect is not None for test in found[name].tests)
        assert found["x"].clusters["reference_deff"] > 4
    assert by_rows >= 5 and by_users == 0


def test_without_clusters_there_is_none_and_neighbours_are_told():
    found = tepid.compare(table("a", 1), table("b", 2), exclude="user")
    assert (found.cluster, found.block, found["x"].clusters) == (None, None, None)
    assert found["x"].neighbours > 0.5 and "rank correlation" in found["x"].note
    assert found["w"].neighbours > 0.5 and "equal beyond chance" in found["w"].note


def test_blocks_and_a_shift():
    a, b = table("a", 1, 200), table("b", 2, 200, 1.0)
    by_users, by_blocks = tepid.compare(a, b, cluster="user"), tepid.compare(a, b, block=ROWS, exclude="user")
    assert by_users["x"].drift and by_blocks["x"].drift
    assert by_users["x"].moved == by_blocks["x"].moved and by_blocks.block == ROWS
    assert by_blocks["x"].clusters["current"] == 200


def test_the_column_is_read_beside_those_named():
    found = tepid.compare(table("a", 1), table("b", 2), columns=["x"], cluster="user")
    assert [c.name for c in found] == ["x", "user"] and found["x"].clusters["reference"] == 30


def test_numbers_missing_ones_and_times_are_clusters():
    a = table("a", 1)
    for ids in (
        [i // ROWS for i in range(600)],
        np.arange(600) // ROWS,
        [None if i == 7 else i // ROWS for i in range(600)],
        np.datetime64("2026-01-01") + np.arange(600) // ROWS,
    ):
        found = tepid.compare({"user": ids, "x": a["x"]}, {"user": ids, "x": a["x"]}, cluster="user")
        alone = isinstance(ids, list) and None in ids
        assert found["x"].clusters["current"] == 30 + alone
        assert ("2 rows have none" in found["user"].note) == alone


def test_the_command_says_the_same(tmp_path):
    program = command()
    if program is None:
        pytest.skip("no command")
    a, b = table("a", 3), table("b", 4)
    write_rows(tmp_path / "a.csv", a)
    write_rows(tmp_path / "b.csv", b)
    for options, given in ((["--cluster", "user"], {"cluster": "user"}), (["--block", "7", "--exclude", "user"], {"block": 7, "exclude": "user"})):
        done = subprocess.run([program, "compare", "a.csv", "b.csv", "--json", *options], cwd=tmp_path, capture_output=True, check=False)
        assert json.loads(done.stdout)["columns"] == tepid.compare(a, b, **given).to_dict()["columns"]


def test_what_is_refused():
    a = table("a", 1)
    profile = tepid.profile({"x": a["x"]})
    for given, field in (
        ({"cluster": "user", "block": 5}, "block"),
        ({"cluster": "user", "tests": "psi"}, "tests"),
        ({"block": 5, "tests": "psi"}, "tests"),
        ({"block": 0}, "block"),
        ({"block": -1}, "block"),
        ({"cluster": "user", "exclude": "user"}, "cluster"),
    ):
        with pytest.raises(tepid.ParameterError) as raised:
            tepid.compare(a, a, **given)
        assert raised.value.field == field, given
    with pytest.raises(tepid.ParameterError, match="is a profile, which keeps no rows"):
        tepid.compare(profile, {"x": a["x"]}, block=20)
    with pytest.raises(tepid.DataError, match="no column 'usr'"):
        tepid.compare(a, a, cluster="usr", columns=["x"])
    with pytest.raises(tepid.ParameterError, match="usr"):
        tepid.compare(a, a, cluster="usr")
    with pytest.raises(TypeError, match="cluster"):
        tepid.compare([1.0, 2.0], [1.0, 2.0], cluster="user")
    with pytest.raises(TypeError, match="block"):
        tepid.compare(np.ones((9, 2)), np.ones((9, 2)), block=3)
    with pytest.raises(TypeError, match="block"):
        tepid.compare(a, a, block="many")
    lists = {"user": [[1]] * 600, "x": a["x"]}
    with pytest.raises(tepid.ParameterError, match="no clusters"):
        tepid.compare(lists, a, columns=["x"], cluster="user")
