# tests/cli/support.py - runs the tepid command, and what the tests of it share.
import fcntl
import gzip
import json
import os
import pathlib
import pty
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

PROGRAM = None
ROOT = pathlib.Path(__file__).resolve().parents[2]


class Result:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()

    @property
    def complaints(self):
        """Standard error without what is noted of every table with words for missing values, few whole numbers or leading zeros."""
        usual = ": words that count as missing: ", ": few different whole numbers, ", ": numbers with a 0 in front, "
        return "".join(line for line in self.err.splitlines(True) if not any(text in line for text in usual))

    def json(self):
        return json.loads(self.out)

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


# What only asks how often something happens, or computes for long what other tests compute for a moment, is for the plain
# build: sanitizers see the same code in other tests.
plain_build_only = unittest.skipIf("TEPID_SANITIZED" in os.environ, "for the build without sanitizers")


def shared(name):
    """The path of recorded data kept beside the project; skips the test if it is not there."""
    path = pathlib.Path(os.environ.get("TEPID_SHARED", ROOT / ".." / "shared")) / name
    if not path.exists():
        print(f"SKIPPED: {path} is not there")
        raise unittest.SkipTest(str(path))
    return path


class CommandTest(unittest.TestCase):
    """Each test has an empty directory of its own, in which the command runs."""

    maxDiff = None

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = pathlib.Path(directory.name)

    def tepid(self, *args, input=None):
        if isinstance(input, str):
            input = input.encode()
        given = {"input": input} if input is not None else {"stdin": subprocess.DEVNULL}
        return Result(
            subprocess.run([PROGRAM, *map(str, args)], cwd=self.dir, capture_output=True, timeout=120, **given)
        )

    def on_a_terminal(self, arguments, width, environment):
        """What the command prints where standard output is a terminal of so many characters a line."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        kept = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        running = subprocess.Popen([PROGRAM, *arguments], stdout=theirs, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                                   cwd=self.dir, env={**kept, **environment})  # fmt: skip
        os.close(theirs)
        out = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            out += more
        running.wait()
        os.close(ours)
        return out.decode().replace("\r\n", "\n")

    def write(self, name, content):
        content = content.encode() if isinstance(content, str) else content
        (self.dir / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return name

    def refused(self, *args, input=None, says=()):
        """The command must fail with code 2, print nothing, and say each of `says` on standard error."""
        done = self.tepid(*args, input=input)
        self.assertEqual(done.code, 2, (done.out, done.err))
        self.assertEqual(done.out, "")
        self.assertTrue(done.err.startswith("tepid"), done.err)
        for text in [says] if isinstance(says, str) else says:
            self.assertIn(text, done.err)
        return done


def main():
    global PROGRAM
    PROGRAM = sys.argv.pop(1)
    sys.modules["support"].PROGRAM = PROGRAM
    unittest.main(module="__main__")
