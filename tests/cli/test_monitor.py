# tests/cli/test_monitor.py - profile and watch with a monitor's configuration: errors, alarms, state, reports.
import datetime
import fcntl
import json
import math
import os
import random
import signal
import subprocess
import sys
import termios
import time
import zlib

import support
from support import CommandTest, main

SHAPE = {"signal", "index", "time", "onset", "direction", "effect", "statistic", "limit", "kind", "severity", "segment",
         "onset_time", "onset_low", "onset_high", "reference", "change"}  # fmt: skip
START = 1_700_000_040  # a whole minute
CONFIG = {
    "name": "shop", "budget": "1 per 30 d", "rate": 1, "reference": "healthy.tepid", "window_seconds": 60,
    "season_seconds": 0, "trailing_seconds": 3600,
    "signals": [{"name": "latency", "role": "resource", "margin": 0.5}, {"name": "country", "type": "categorical"},
                {"name": "emb", "type": "vector", "dimensions": 2}],
}  # fmt: skip


def seconds(moment):
    """Of an alarm's time."""
    return datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


def rows(seed, n, shift=0.0, start=START):
    """One row a second."""
    r = random.Random(seed)
    return [
        {"time": start + i, "latency": round(100 + 10 * (r.gauss(0, 1) + shift), 3), "country": r.choice(["de", "fr", "us"]),
         "emb[0]": round(r.gauss(0, 1), 4), "emb[1]": round(r.gauss(5, 1), 4)}
        for i in range(n)
    ]  # fmt: skip


def csv(data):
    return "".join(",".join(map(str, line)) + "\n" for line in [data[0], *(row.values() for row in data)])


def ndjson(data):
    return "".join(json.dumps(row) + "\n" for row in data)


class Configured(CommandTest):
    def setUp(self):
        super().setUp()
        self.configure()

    def configure(self, name="monitor.json", **changes):
        return self.write(name, json.dumps({**CONFIG, **changes}))

    def profile(self, data, *args):
        self.write("healthy.csv", csv(data))
        done = self.tepid("profile", "healthy.csv", "--config", "monitor.json", "-o", "healthy.tepid", *args)
        self.assertEqual((done.code, done.err), (0, ""))
        return done


class Configurations(Configured):
    def test_mistakes_name_file_and_key(self):
        self.write("healthy.csv", csv(rows(1, 10)))
        for changes, says in [
            ({"budgt": 1}, "budgt is not a key"),
            ({"signals": [{"name": "latency", "margn": 1}]}, "signals[0].margn is not a key"),
            ({"quality": {"floors": [{"metric": "recal", "level": 1}]}}, "quality.floors[0].metric is 'recal'"),
            ({"quality": {"audit": {"alpha": 2}}}, "quality.audit.alpha must be in (0, 1)"),
            ({"quality": {"alpha": 2}}, "quality.alpha must be in (0, 1)"),
            ({"season_seconds": 90}, "season_seconds must be 0 or a multiple"),
            ({"budget": "1 per moon"}, "budget"),
        ]:
            self.configure("bad.json", **changes)
            for command in (["profile", "healthy.csv", "-o", "a.tepid"], ["watch", "healthy.csv"]):
                self.refused(*command, "--config", "bad.json", says=["tepid: bad.json: ", says])
        self.write("bad.json", '{"name": "x",\n "rate": }')
        self.refused("watch", "healthy.csv", "--config", "bad.json", says=["bad.json", "line 2, column 10"])
        self.refused("watch", "healthy.csv", "--config", "none.json", says=["none.json", "No such file"])

    def test_what_does_not_go_together(self):
        self.write("a.csv", csv(rows(1, 10)))
        self.refused("watch", "a.csv", says=["--reference", "--config"])
        self.refused("watch", "a.csv", "--config", "monitor.json", "--columns", "latency", says="--columns")
        self.refused("watch", "a.csv", "--config", "monitor.json", "--arl0", "1e5", says="--arl0")
        self.refused("watch", "a.csv", "--reference", "x.tepid", "--state", "s", says=["--state", "--config"])
        self.refused("profile", "a.csv", "-o", "x.tepid", "--outcome", "y", says="--config")
        self.refused("profile", "--merge", "a.tepid", "-o", "x.tepid", "--config", "monitor.json", says="--merge")
        self.configure("none.json", reference="")
        self.refused("watch", "a.csv", "--config", "none.json", says=["none.json", "reference"])
        self.refused("watch", "a.csv", "--config", "monitor.json", says=["healthy.tepid", "No such file"])

    def test_a_reference_of_something_else(self):
        self.profile(rows(1, 600))
        self.configure("other.json", signals=[{"name": "latency"}, {"name": "price"}])
        self.write("a.csv", "time,latency,price\n1,2,3\n")
        self.refused("watch", "a.csv", "--config", "other.json", says=["healthy.tepid", "price"])


class References(Configured):
    def test_two_passes_from_a_file_and_a_pipe(self):
        done = self.profile(rows(1, 1200))
        for word in ["latency", "country", "1,200 rows of healthy.csv", "windows of 60 s", "2023-11-14 22:14:00", "'emb'"]:
            self.assertIn(word, done.out)
        again = self.tepid("profile", "-", "--config", "monitor.json", "-o", "b.tepid", "--json", input=csv(rows(1, 1200)))
        self.assertEqual(again.json()["windows"]["count"], 20)
        self.assertEqual([c["name"] for c in again.json()["columns"]], ["latency", "country"])
        lines = self.tepid("profile", "-", "--config", "monitor.json", "-o", "c.tepid", input=ndjson(rows(1, 1200)))
        self.assertEqual(lines.code, 0, lines.err)
        of = [(self.dir / name).read_bytes() for name in ("healthy.tepid", "b.tepid", "c.tepid")]
        self.assertEqual(of[0], of[1])
        self.assertEqual(of[0], of[2])
        self.write("live.csv", csv(rows(2, 100)))
        self.assertEqual(self.tepid("watch", "-r", "healthy.tepid", "live.csv").code, 0)  # a profile like any other

    def test_errors_have_their_place(self):
        data = rows(1, 50)
        command = ["profile", "a.csv", "--config", "monitor.json", "-o", "a.tepid"]
        data[20]["latency"] = "slow"
        self.write("a.csv", csv(data))
        self.refused(*command, says=["a.csv:22: column 'latency'", "'slow' is not a number"])
        data = rows(1, 50)
        data[30]["time"] -= 5
        self.write("a.csv", csv(data))
        self.refused(*command, says=["a.csv:32: column 'time'", "before that of the row before"])
        data[30]["time"] = "noon"
        self.write("a.csv", csv(data))
        self.refused(*command, says=["a.csv:32: column 'time'", "'noon' is no time"])
        data[30]["time"] = 1.7e12
        self.write("a.csv", csv(data))
        self.refused(*command, says=["a.csv:32", "in seconds"])
        self.write("a.csv", csv([{k: v for k, v in row.items() if k != "emb[1]"} for row in rows(1, 5)]))
        self.refused(*command, says=["a.csv:1", "'emb[1]'"])
        self.write("a.ndjson", '{"latency": 1}\n' * 5)
        self.refused("profile", "a.ndjson", *command[2:], says=["a.ndjson", "'country'"])
        self.write("a.csv", csv(rows(1, 5)))
        self.refused(*command, "--time", "when", says=["a.csv:1", "'when'"])
        self.write("a.csv", csv([{**row, "latency": ""} for row in rows(1, 50)]))
        self.refused(*command, says=["a.csv", "latency"])
        self.assertFalse((self.dir / "a.tepid").exists())


class Watching(Configured):
    def setUp(self):
        super().setUp()
        self.profile(rows(1, 7800))  # 130 windows
        self.live = rows(2, 1800, start=START + 7800) + rows(3, 900, shift=2.0, start=START + 9600)
        self.write("live.csv", csv(self.live))

    def watch(self, *args, name="live.csv", **more):
        return self.tepid("watch", "--config", "monitor.json", name, *args, **more)

    def test_a_shift(self):
        done = self.watch("--json")
        self.assertEqual((done.code, done.err), (1, ""))
        first = done.lines()[0]
        self.assertLessEqual(SHAPE, set(first))
        self.assertEqual((first["signal"], first["kind"], first["direction"]), ("latency", "values", "up"))
        self.assertEqual((first["monitor"], first["role"]), ("shop", "resource"))
        self.assertTrue(1800 <= first["index"] < 1840, first)
        self.assertTrue(abs(first["onset"] - 1800) <= 20, first)
        self.assertTrue(seconds(first["onset_low"]) <= START + 9600 <= seconds(first["onset_high"]) + 1, first)
        self.assertEqual(seconds(first["time"]), START + 7800 + first["index"])
        self.assertTrue(1.2 < first["effect"] < 3, first)
        self.assertGreater(first["statistic"], first["limit"])
        self.assertEqual({a["signal"] for a in done.lines()}, {"latency"})

    def test_no_change_no_alarm(self):
        self.write("calm.csv", csv(self.live[:1800]))
        done = self.watch(name="calm.csv")
        self.assertEqual((done.code, done.out), (0, ""))
        for word in ["1,800 rows, 0 alarms", "1 per 30 d", "latency", "country", "emb", "slow drift", "watched"]:
            self.assertIn(word, done.err)

    def test_formats_and_pipes_give_the_same(self):
        expected = self.watch("--json").out
        self.write("live.ndjson", ndjson(self.live))
        self.assertEqual(self.watch("--json", name="live.ndjson").out, expected)
        # A pipe is drained whenever it pauses: alarms are the same, though told sooner.
        piped = self.watch("--json", name="-", input=csv(self.live)).lines()
        self.assertEqual([a["index"] for a in piped], [json.loads(a)["index"] for a in expected.splitlines()])

    def test_missing_columns_and_values(self):
        self.write("a.ndjson", '{"time": 1, "country": "de", "emb[0]": 1, "emb[1]": 2}\n' * 10)
        self.refused("watch", "--config", "monitor.json", "a.ndjson", says=["a.ndjson", "'latency'"])
        self.write("a.csv", csv([{**row, "latency": ""} for row in self.live[:50]]))
        done = self.watch(name="a.csv")
        self.assertEqual(done.code, 3, done.err)
        lines = csv(self.live).splitlines()
        lines[7] = lines[7].replace(str(self.live[6]["latency"]), "slow")
        self.write("a.csv", "\n".join(lines))
        self.refused("watch", "--config", "monitor.json", "a.csv", says=["a.csv:8", "column 'latency'", "'slow'"])

    def test_a_new_category(self):
        data = self.live[:1800]
        for i, row in enumerate(data[1200:]):
            if i % 4 == 0:
                row["country"] = "atlantis"
        self.write("a.csv", csv(data))
        done = self.watch("--json", name="a.csv")
        self.assertEqual(done.code, 1)
        self.assertTrue(all(a["signal"] == "country" and a["index"] >= 1200 for a in done.lines()), done.out)

    def test_events_explain_alarms(self):
        lines = [json.dumps(row) for row in self.live]
        lines.insert(1790, json.dumps({"time": START + 9589.5, "event": "deploy", "event_id": "v12"}))
        self.write("live.ndjson", "\n".join(lines))
        done = self.watch("--json", name="live.ndjson")
        self.assertEqual((done.lines()[0]["change"]["kind"], done.lines()[0]["change"]["id"]), ("deploy", "v12"))
        without = self.watch("--json").lines()[0]
        self.assertEqual(done.lines()[0]["index"], without["index"])  # an event is no row
        self.assertIsNone(without["change"])

    def test_alarms_are_appended_and_numbers_written(self):
        done = self.watch("--json", "--alarms", "alarms.ndjson", "--prometheus", "shop.prom")
        self.watch("--json", "--alarms", "alarms.ndjson")
        self.assertEqual((self.dir / "alarms.ndjson").read_text(), done.out * 2)
        text = (self.dir / "shop.prom").read_text()
        self.assertIn('tepid_alarm_active{monitor="shop",signal="latency",role="resource"} 1\n', text)
        self.assertIn('tepid_rows_total{monitor="shop"} 2700\n', text)
        self.assertIn("tepid_expected_false_alarms", text)
        self.refused("watch", "--config", "monitor.json", "live.csv", "--alarms", "no/where", says=["no/where"])
        self.refused("watch", "--config", "monitor.json", "live.csv", "--prometheus", "no/where", says=["no/where"])
        failing = self.watch("--json", "--alarms", "/dev/full")
        self.assertEqual(failing.code, 1)
        self.assertIn("/dev/full", failing.err)

    def test_the_state_goes_on(self):
        whole = self.watch("--json").lines()
        self.write("first.csv", csv(self.live[:1500]))
        self.write("second.csv", csv(self.live[1500:]))
        first = self.watch("--json", "--state", "shop.state", name="first.csv")
        self.assertEqual((first.code, first.err), (0, ""))
        second = self.watch("--json", "--state", "shop.state", name="second.csv")
        self.assertEqual(second.code, 1)
        self.assertIn("restored the state of 2023-11-15 00:48:59, 1,500 rows; 1.0 seconds since then were not seen", second.err)
        self.assertEqual([(a["signal"], a["index"], a["onset"]) for a in second.lines()],
                         [(a["signal"], a["index"], a["onset"]) for a in whole])  # fmt: skip
        self.configure(trailing_seconds=2 * 604800)
        self.refused("watch", "--config", "monitor.json", "second.csv", "--state", "shop.state",
                     says=["shop.state", "another configuration"])  # fmt: skip
        self.configure()
        saved = (self.dir / "shop.state").read_bytes()
        self.write("shop.state", saved[:-7])
        self.refused("watch", "--config", "monitor.json", "second.csv", "--state", "shop.state", says="shop.state")
        self.assertEqual((self.dir / "shop.state").read_bytes(), saved[:-7])

    def test_names_of_a_forged_state_do_not_reach_the_terminal_as_they_are(self):
        self.watch("--json", "--state", "shop.state")
        forged = bytearray((self.dir / "shop.state").read_bytes().replace(b"country", b"\x1b[31mr\a"))
        forged[12:16] = zlib.crc32(forged[:12] + forged[16:]).to_bytes(4, "little")
        (self.dir / "shop.state").write_bytes(forged)
        done = self.watch("--json", "--state", "shop.state")
        self.assertIn("\ufffd[31mr\ufffd: it is not watched any more", done.err)
        self.assertNotIn("\x1b", done.err)

    def test_a_watch_that_saw_no_row_saves_nothing(self):
        self.watch("--json", "--state", "shop.state")
        good = (self.dir / "shop.state").read_bytes()
        header = csv(self.live[:1]).splitlines()[0] + "\n"
        self.write("header.csv", header)
        for name in ("header.csv", "-"):
            nothing = self.watch("--json", "--state", "shop.state", name=name, input=header)
            self.assertEqual(nothing.code, 2, nothing.err)
            self.assertTrue((self.dir / "shop.state").read_bytes() == good)
        for how in signal.SIGTERM, signal.SIGINT:
            child = subprocess.Popen([support.PROGRAM, "watch", "--config", "monitor.json", "--json", "--state", "shop.state", "-"],
                                     cwd=self.dir, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
            self.addCleanup(child.kill)
            child.stdin.write(header.encode())
            child.stdin.flush()
            while int.from_bytes(fcntl.ioctl(child.stdin, termios.FIONREAD, bytes(4)), sys.byteorder) > 0:
                time.sleep(0.01)
            time.sleep(0.2)  # it has read the header and waits
            child.send_signal(how)
            child.communicate()
            self.assertTrue((self.dir / "shop.state").read_bytes() == good)
        again = self.watch("--json", "--state", "shop.state")
        self.assertIn("restored the state of", again.err)

    def test_a_state_has_one_writer(self):
        child = subprocess.Popen([support.PROGRAM, "watch", "--config", "monitor.json", "--json", "--state", "shop.state", "-"],
                                 cwd=self.dir, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
        self.addCleanup(child.kill)
        child.stdin.write(csv(self.live[:2]).encode())
        child.stdin.flush()
        lock = self.dir / "shop.state.lock"
        started = time.monotonic()
        while not (lock.exists() and lock.read_text()):
            self.assertLess(time.monotonic() - started, 20)
            time.sleep(0.02)
        self.refused("watch", "--config", "monitor.json", "live.csv", "--state", "shop.state",
                     says=["shop.state", f"is in use by process {child.pid}"])  # fmt: skip
        child.send_signal(signal.SIGKILL)
        child.communicate()
        self.assertEqual(self.watch("--json", "--state", "shop.state").code, 1)

    def test_nothing_but_a_regular_file_is_replaced(self):
        self.watch("--json", "--state", "shop.state")
        good = (self.dir / "shop.state").read_bytes()
        (self.dir / "link").symlink_to("shop.state")
        (self.dir / "nowhere").symlink_to("planted")
        (self.dir / "folder").mkdir()
        os.mkfifo(self.dir / "fifo")
        for name, says in (("link", "symbolic link"), ("nowhere", "symbolic link"), ("folder", "directory"), ("fifo", "FIFO"),
                           ("shop.state/x", "Not a directory"), ("n" * 300, "too long")):  # fmt: skip
            self.refused("watch", "--config", "monitor.json", "live.csv", "--state", name, says=[name[:20], says])
            if name != "fifo":  # a profile is written to it as it is
                self.refused("profile", "live.csv", "-o", name, says=[name[:20], says])
        self.assertTrue((self.dir / "shop.state").read_bytes() == good)
        self.assertFalse((self.dir / "planted").exists())
        self.assertEqual(oct((self.dir / "shop.state").stat().st_mode & 0o777), "0o600")
        (self.dir / "shop.state").chmod(0o640)
        self.watch("--json", "--state", "shop.state")
        self.assertEqual(oct((self.dir / "shop.state").stat().st_mode & 0o777), "0o640")
        self.assertEqual([p.name for p in self.dir.iterdir() if ".new" in p.name], [])

    def test_without_times_rows_come_at_the_rate(self):
        untimed = csv([{k: v for k, v in row.items() if k != "time"} for row in self.live])
        self.write("untimed.csv", untimed)
        first = self.watch("--json", name="untimed.csv").lines()[0]
        self.assertEqual(seconds(first["time"]), first["index"])
        before = time.time()
        first = self.watch("--json", name="-", input=untimed).lines()[0]
        self.assertTrue(before - 1 <= seconds(first["time"]) <= time.time() + 1, first)

    def test_live_alarms_come_at_once(self):
        child = subprocess.Popen([support.PROGRAM, "watch", "--config", "monitor.json", "--json", "--prometheus", "p.prom", "-"],
                                 cwd=self.dir, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
        self.addCleanup(child.kill)
        child.stdin.write(csv(self.live).encode())
        child.stdin.flush()
        started = time.monotonic()
        self.assertEqual(json.loads(child.stdout.readline())["signal"], "latency")
        self.assertLess(time.monotonic() - started, 20)
        active = 'tepid_alarm_active{monitor="shop",signal="latency",role="resource"} 1\n'
        while active not in (self.dir / "p.prom").read_text():  # before the end
            self.assertLess(time.monotonic() - started, 20)
            time.sleep(0.1)
        child.stdin.close()
        child.stdout.read()
        self.assertEqual(child.wait(20), 1)
        child.stdout.close()

    def test_a_live_watch_that_is_stopped_saves_what_it_knows(self):
        for how in signal.SIGTERM, signal.SIGINT:
            state = f"stopped{how}.state"
            child = subprocess.Popen([support.PROGRAM, "watch", "--config", "monitor.json", "--json", "--state", state, "-"],
                                     cwd=self.dir, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
            self.addCleanup(child.kill)
            child.stdin.write(csv(self.live).encode() + b"17000")  # and a line that is not whole
            child.stdin.flush()
            self.assertEqual(json.loads(child.stdout.readline())["signal"], "latency")
            while int.from_bytes(fcntl.ioctl(child.stdin, termios.FIONREAD, bytes(4)), sys.byteorder) > 0:
                time.sleep(0.01)  # what it has not read it need not know
            child.send_signal(how)
            child.stdout.read()
            self.assertEqual((child.stderr.read(), child.wait(20)), (b"", 1))
            for pipe in child.stdin, child.stdout, child.stderr:
                pipe.close()
            done = self.tepid("watch", "--config", "monitor.json", "--json", "--state", state, "live.csv")
            self.assertIn("restored the state of", done.err)
            self.assertIn(f"{len(self.live):,} rows".replace(",", ""), done.err.replace(",", ""))


if __name__ == "__main__":
    main()
