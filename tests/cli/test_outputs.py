# tests/cli/test_outputs.py - where output files go: files are replaced whole, devices and pipes are written to as they are.
import os
import stat
import subprocess
import threading

import support
from support import CommandTest, main

TABLE = "x,y\n" + "".join(f"{i % 7},{i}\n" for i in range(50))
CONFIG = '{"name": "m", "signals": [{"name": "x", "role": "feature", "type": "numeric"}]}'


class Outputs(CommandTest):
    def setUp(self):
        super().setUp()
        self.write("t.csv", TABLE)

    def profile_bytes(self):
        self.assertEqual(self.tepid("profile", "t.csv", "-o", "p.tepid").code, 0)
        return (self.dir / "p.tepid").read_bytes()

    def monitor(self):
        self.write("m.json", CONFIG)
        done = self.tepid("profile", "t.csv", "--config", "m.json", "-o", "m.tepid")
        self.assertEqual(done.code, 0, done.err)
        return ["watch", "--config", "m.json", "-r", "m.tepid", "t.csv"]

    def piped(self, *args):
        return subprocess.run([support.PROGRAM, *args], cwd=self.dir, capture_output=True, timeout=60)

    def fifo(self, name, *args):
        """What a reader of the FIFO gets, and the command's result."""
        os.mkfifo(self.dir / name)
        got = []
        reader = threading.Thread(target=lambda: got.append((self.dir / name).read_bytes()), daemon=True)
        reader.start()
        done = self.tepid(*args)
        reader.join(20)
        self.assertTrue(stat.S_ISFIFO(os.lstat(self.dir / name).st_mode))
        return got[0], done

    def test_a_profile_goes_straight_to_standard_output(self):
        expected = self.profile_bytes()
        for target in "-", "/dev/stdout", "/dev/fd/1":
            done = self.piped("profile", "t.csv", "-o", target)
            self.assertEqual((done.returncode, done.stdout), (0, expected))
            self.assertIn(b"50 rows of t.csv", done.stderr)  # what is for people goes elsewhere
        self.refused("profile", "t.csv", "-o", "-", "--json", says="--json prints to standard output")
        with open(self.dir / "to.tepid", "wb") as out:
            out.write(b"before ")
            out.flush()
            subprocess.run([support.PROGRAM, "profile", "t.csv", "-o", "/dev/stdout"], cwd=self.dir, stdout=out,
                           stderr=subprocess.DEVNULL, check=True, timeout=60)
        self.assertEqual((self.dir / "to.tepid").read_bytes(), b"before " + expected)
        self.assertEqual(self.tepid("compare", "-", "t.csv", input=expected).code, 2)  # a profile is a file

    def test_a_profile_goes_to_devices_and_pipes(self):
        expected = self.profile_bytes()
        self.assertEqual(self.tepid("profile", "t.csv", "-o", "/dev/null").code, 0)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        self.assertEqual(self.fifo("f", "profile", "t.csv", "-o", "f")[0], expected)

    def test_links_and_folders_are_refused_and_stay(self):
        self.profile_bytes()
        watch = self.monitor()
        os.symlink("p.tepid", self.dir / "link")
        os.symlink("nowhere", self.dir / "dangling")
        before = (self.dir / "p.tepid").read_bytes()
        for name, says in ("link", "it is a symbolic link"), ("dangling", "leads nowhere"), (".", "directory"):
            self.refused("profile", "t.csv", "-o", name, says=says)
            self.refused(*watch, "--prometheus", name, says=says)
            self.refused(*watch, "--state", name, says=says)
        self.assertTrue(os.path.islink(self.dir / "link") and os.path.islink(self.dir / "dangling"))
        self.assertEqual((self.dir / "p.tepid").read_bytes(), before)
        os.symlink("/dev/null", self.dir / "null")
        self.assertEqual(self.tepid("profile", "t.csv", "-o", "null").code, 0)
        self.assertTrue(os.path.islink(self.dir / "null"))

    def test_prometheus_text_goes_to_files_devices_and_pipes(self):
        watch = self.monitor()
        done = self.tepid(*watch, "--prometheus", "out.prom")
        self.assertEqual(done.code, 0, done.err)
        expected = (self.dir / "out.prom").read_text()
        self.assertIn("tepid_", expected)
        self.assertEqual(self.tepid(*watch, "--prometheus", "/dev/null").code, 0)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        self.assertEqual(self.fifo("f", *watch, "--prometheus", "f")[0].decode(), expected)
        done = self.piped(*watch, "--prometheus", "/dev/stderr")
        self.assertIn(b"tepid_", done.stderr)
        for target in "-", "/dev/stdout":
            self.refused(*watch, "--prometheus", target, says="alarms are printed to standard output")
            self.refused(*watch, "--alarms", target, says="--json makes them lines of JSON")
            self.refused(*watch, "--state", target, says="it is no file")
        self.refused(*watch, "--state", "/dev/null", says="it is no file")
        self.assertFalse((self.dir / "-").exists())

    def test_a_pipe_that_nobody_reads_does_not_hang_the_watch(self):
        watch = self.monitor()
        os.mkfifo(self.dir / "f")
        self.refused(*watch, "--prometheus", "f", says="nobody reads it")

    def test_no_output_is_an_input_or_another_output(self):
        watch = self.monitor()
        os.link(self.dir / "t.csv", self.dir / "other_name.csv")
        before = {name: (self.dir / name).read_bytes() for name in ("t.csv", "m.json", "m.tepid")}
        for option in "--prometheus", "--alarms", "--state":
            for name in "t.csv", "./t.csv", "other_name.csv", "m.json", "m.tepid":
                self.refused(*watch, option, name, says=["are both", "would be overwritten"])
        for first, second in ("--state", "--prometheus"), ("--alarms", "--prometheus"), ("--state", "--alarms"):
            self.refused(*watch, first, "both", second, "./both", says=["are both", "a file of its own"])
        self.assertFalse((self.dir / "both").exists())
        self.assertEqual(before, {name: (self.dir / name).read_bytes() for name in before})
        self.assertEqual(self.tepid(*watch, "--alarms", "/dev/null", "--prometheus", "/dev/null").code, 0)

    def test_an_option_without_a_value_is_not_as_if_it_were_not_there(self):
        watch = self.monitor()
        for option in "--state", "--prometheus", "--alarms", "--reference":
            self.refused(*watch, option, "", says=[option, "the value is empty"])
        self.refused("profile", "t.csv", "-o", "", says="empty")

    def test_a_profile_is_not_read_from_what_is_no_file(self):
        os.mkfifo(self.dir / "f.tepid")
        for name in "f.tepid", "/dev/null":
            self.refused("design", "ewma_bank", "--arl0", "100", "--profile", name, says=[name, "is no file"])
            self.refused("watch", "-r", name, "t.csv", says=[name, "is no file"])

    def test_alarms_are_appended_through_a_link_to_a_pipe(self):
        watch = self.monitor()
        os.symlink("f", self.dir / "link")
        self.assertEqual(self.fifo("f", *watch, "--alarms", "link")[1].code, 0)
        self.refused(*watch, "--alarms", "link", says="nobody reads it")

    def test_alarms_are_appended_to_devices_and_not_through_links(self):
        watch = self.monitor()
        (self.dir / "alarms").write_text("")
        os.symlink("alarms", self.dir / "log")
        self.assertEqual(self.tepid(*watch, "--alarms", "/dev/null").code, 0)
        self.refused(*watch, "--alarms", "log", says=["log", "symbolic link"])
        self.assertTrue(os.path.islink(self.dir / "log"))
        self.assertEqual((self.dir / "alarms").read_text(), "")


if __name__ == "__main__":
    main()
