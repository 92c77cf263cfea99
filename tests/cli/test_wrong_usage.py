# tests/cli/test_wrong_usage.py - arguments that cannot be used: exit code 2 and a message that names them.
import os

from support import CommandTest, main

ROWS = "x\n" + "1\n2\n3\n" * 10


class WrongUsage(CommandTest):
    def test_commands_and_options(self):
        self.write("a.csv", ROWS)
        nothing = self.tepid()
        self.assertEqual((nothing.code, nothing.out), (2, ""))
        self.assertIn("Subcommands:", nothing.err)
        self.refused("frobnicate", says=["'frobnicate'", "'watch'"])
        self.refused("run", says="DETECTOR")
        self.refused("run", "cusum", says="FILE")
        self.refused("run", "cusum", "a.csv", "--nonsense", says="--nonsense")
        self.refused("run", "cusum", "a.csv", "--on-alarm", "panic", says=["--on-alarm", "panic"])
        self.refused("profile", "a.csv", says="--output")
        self.refused("watch", "a.csv", says="--reference")
        self.refused("compare", "a.csv", says="CURRENT")
        for alpha in "2", "1", "0", "-1", "nan":
            self.refused("compare", "a.csv", "a.csv", "--alpha", alpha, says="--alpha must be greater than 0 and less than 1")
        for factor in "nan", "0.5", "inf":
            self.refused("compare", "a.csv", "a.csv", "--ratio-margin", factor, says="--ratio-margin must be a finite number, at least 1")
        self.refused("compare", "a.csv", "a.csv", "--margin", "-1", says="--margin")
        self.refused("compare", "a.csv", "a.csv", "--alpha", "nan", says="--alpha")
        self.refused("compare", "a.csv", "a.csv", "--margin", "nan", says="--margin")
        self.refused("compare", "-", "-", says="standard input")

    def test_detectors_and_parameters(self):
        self.write("a.csv", ROWS)
        self.refused("run", "cusm", "a.csv", says=["'cusm'", "ewma_bank"])
        self.refused("run", "cusum", "-p", "q=1", "a.csv", says=["'q'", "it has k, h"])
        self.refused("run", "cusum", "-p", "h=-1", "a.csv", says=["'h' is -1", "(0, "])
        self.refused("run", "cusum", "-p", "h=nan", "a.csv", says="'h' is nan")
        self.refused("run", "cusum", "-p", "h=tall", "a.csv", says="'tall'")
        self.refused("run", "cusum", "-p", "h=", "a.csv", says="NAME=VALUE")
        self.refused("run", "cusum", "-p", "h", "a.csv", says="NAME=VALUE")
        self.refused("run", "cusum", "-p", "=5", "a.csv", says="NAME=VALUE")
        self.refused("run", "cusum", "-p", "h=5", "-p", "h=6", "a.csv", says="twice")
        self.refused("run", "cusum", "-p", "side=left", "a.csv", says="both, up, down")

    def test_a_wrong_parameter_does_not_wait_for_input(self):
        reader, writer = os.pipe()  # never closed before the command ends
        self.addCleanup(os.close, writer)
        self.addCleanup(os.close, reader)
        import subprocess, support

        done = subprocess.run([support.PROGRAM, "run", "cusum", "-p", "h=-1", "-"], stdin=reader, capture_output=True, timeout=20)
        self.assertEqual(done.returncode, 2)

    def test_options_that_do_not_fit(self):
        self.write("a.ndjson", '{"x": 1}\n')
        self.refused("run", "cusum", "a.ndjson", "--no-header", says="NDJSON")
        self.refused("run", "cusum", "a.ndjson", "--delimiter", ";", says="NDJSON")
        self.write("a.csv", ROWS)
        self.refused("run", "cusum", "a.csv", "--delimiter", ";;", says="one character")
        self.refused("compare", "a.csv", "a.csv", "--columns", "x,,y", says="empty")

    def test_watch_parameters(self):
        self.write("a.csv", ROWS)
        self.assertEqual(self.tepid("profile", "a.csv", "-o", "a.tepid").code, 0)
        self.refused("watch", "-r", "a.tepid", "a.csv", "--arl0", "1", says="arl0")
        self.refused("watch", "-r", "a.tepid", "a.csv", "--columns", "y", says=["a.tepid", "'y'", "'x'"])
        self.refused("watch", "-r", "a.tepid", "a.csv", "--time", "t", says=["a.csv:1", "'t'"])


if __name__ == "__main__":
    main()
