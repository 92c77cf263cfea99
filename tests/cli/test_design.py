# test_design.py - tepid arl and tepid design: shapes, published numbers, what is refused.
import contextlib
import os
import random
import signal
import subprocess
import time
import unittest

import support
from support import CommandTest, main, plain_build_only

try:
    import pty
except ImportError:  # Windows
    pty = None


class Arl(CommandTest):
    def arl(self, *args):
        done = self.tepid("arl", *args, "--json")
        self.assertEqual((done.code, done.err), (0, ""))
        return done.json()

    def test_published_run_lengths(self):
        # Lucas and Crosier 1982, Champ and Woodall 1987, as R's spc gives them to more decimals.
        for args, arl in [
            (["cusum", "-p", "k=0.5", "-p", "h=4"], 167.683789),
            (["cusum", "--param", "k=0.5", "--param", "h=4", "--shift", "2"], 3.342770),
            (["cusum", "-p", "k=0.5", "-p", "h=5"], 465.443506),
            (["shewhart", "-p", "rule2=1", "-p", "rule3=true", "-p", "rule4=1"], 91.750773),
        ]:
            found = self.arl(*args)
            self.assertEqual(set(found), {"arl", "kind", "error", "law"})
            self.assertEqual(found["law"], "normal(0, 1)")
            self.assertEqual(found["kind"], "exact")
            self.assertLess(abs(found["arl"] / arl - 1), 1e-5)
            self.assertLess(found["error"], 1e-4 * arl)

    def test_quantiles_and_hazard(self):
        found = self.arl("shewhart", "--quantile", "0.5,0.9", "--hazard")
        self.assertAlmostEqual(found["hazard"], 0.0026997961, 9)
        # Geometric: the smallest n with 1 - (1 - p)^n >= 1/2.
        self.assertEqual(found["quantiles"], [[0.5, 257], [0.9, 852]])

    def test_steady_state_and_ramp(self):
        args = ["cusum", "-p", "k=0.5", "-p", "h=5"]
        self.assertLess(self.arl(*args, "--shift", "1", "--steady")["arl"], self.arl(*args, "--shift", "1")["arl"])
        self.assertLess(self.arl(*args, "--slope", "0.1")["arl"], 30)

    def test_a_detector_that_is_no_chart_is_simulated(self):
        args = ["page_hinkley", "-p", "delta=0.5", "-p", "threshold=4", "--paths", "300"]
        found = self.arl(*args)
        self.assertEqual(found["kind"], "simulated")
        self.assertTrue(0 < found["error"] < 0.2 * found["arl"])
        self.assertEqual(self.arl(*args), found)
        self.assertNotEqual(self.arl(*args, "--seed", "2"), found)
        learned = self.arl("cusum", "-p", "h=4", "-p", "baseline=learned", "--paths", "100")
        self.assertEqual(learned["kind"], "simulated")

    def test_for_people(self):
        done = self.tepid("arl", "cusum", "-p", "h=4", "--shift", "1", "--quantile", "0.5")
        self.assertEqual(done.code, 0)
        self.assertIn("mean run length", done.out)
        self.assertIn("standard deviation", done.out)

    def test_refused(self):
        self.refused("arl", "cosum", says=["'cosum'", "ewma", "page_hinkley"])
        self.refused("arl", "cusum", "-p", "kk=1", says=["'kk'", "head_start"])
        self.refused("arl", "cusum", "-p", "k=nan", says="'k'")
        self.refused("arl", "ewma", "-p", "lambda=0", says=["lambda", "(0, 1]"])
        self.refused("arl", "cusum", "--quantile", "1.5", says="1.5")
        self.refused("arl", "page_hinkley", "--quantile", "0.5", says="exactly")
        self.refused("arl", "shewhart_ar1", "--slope", "0.1", "--shift", "1", says=["step", "ramp", "one of them"])
        self.refused("arl", "mewma", "-p", "dimension=0", says=["dimension", "1"])


class Design(CommandTest):
    def design(self, *args):
        done = self.tepid("design", *args, "--json")
        self.assertEqual((done.code, done.err), (0, ""))
        return done.json()

    def test_the_shape(self):
        found = self.design("cusum", "--arl0", "465.443506")
        self.assertLessEqual({"parameter", "limit", "arl", "kind", "delays"}, set(found))
        self.assertEqual((found["parameter"], found["kind"]), ("h", "exact"))
        self.assertLess(abs(found["limit"] - 5), 1e-5)
        self.assertLess(abs(found["arl"] / 465.443506 - 1), 1e-6)
        for shift, delay in found["delays"]["step"] + found["delays"]["ramp"]:
            self.assertGreater(shift, 0)
            self.assertGreaterEqual(delay, 1)
        self.assertNotIn("blindness", found)

    def test_limits_where_others_fail(self):
        # R's spc needs far more nodes than it takes by itself.
        found = self.design("ewma", "--arl0", "1e6", "-p", "lambda=0.01")
        self.assertLess(abs(found["limit"] / 4.49011265 - 1), 1e-7)

    def test_every_chart(self):
        for chart in self.tepid("list", "--json").json()["charts"]:
            found = self.design(chart["name"], "--arl0", "200")
            self.assertGreaterEqual(found["arl"], 200 * (1 - 1e-6))
            delays = found["delays"]
            self.assertGreaterEqual(len(delays["step"]), 4, chart["name"])
            self.assertEqual([slope for slope, _ in delays["ramp"]], [0.1, 0.01, 0.001, 1e-4], chart["name"])
            seen = [delay for _, delay in delays["ramp"]]
            self.assertEqual(seen, sorted(seen), chart["name"])
            self.assertEqual((delays["kind"], delays["ramp_kind"]), ("exact", "exact"))

    def test_every_detector(self):
        # Each gets a limit for a small budget, or is refused with the reason.
        for detector in self.tepid("list", "--json").json()["detectors"]:
            name = detector["name"]
            done = self.tepid("design", name, "--arl0", "60", "--paths", "60", "--json")
            if done.code != 0:
                self.assertRegex(done.err, r"tepid: .*(budget|limit|arl0)", name)
                self.assertNotIn("internal", done.err)
                continue
            found = done.json()
            self.assertEqual(done.err, "", name)
            if found["kind"] == "simulated":
                self.assertLess(abs(found["arl"] - 60), 4 * found["error"] + 1, name)
            else:
                self.assertGreaterEqual(found["arl"], 60 * (1 - 1e-6), name)

    def test_a_detector_of_rows_by_its_own_names(self):
        # The chi-square quantile of two variables is -2 log(1 / arl0); a budget counts rows.
        exact = self.design("hotelling_t2", "--arl0", "200", "-p", "dimension=2")
        self.assertEqual(exact["kind"], "exact")
        self.assertLess(abs(exact["limit"] - 10.596634733), 1e-6)
        for same in ["hotelling", "-p", "p=2"], ["hotelling_t2", "-p", "mean=5", "-p", "sd=2"]:
            self.assertEqual(self.design(*same, "--arl0", "200")["limit"], exact["limit"])
        learned = self.design("hotelling_t2", "--arl0", "200", "-p", "warm_up=50", "--paths", "400")
        self.assertEqual(learned["kind"], "simulated")
        mewma = self.design("mewma", "--arl0", "200", "-p", "dimension=4")
        self.assertEqual(mewma["limit"], self.design("mewma", "--arl0", "200", "-p", "p=4")["limit"])
        self.assertLess(abs(mewma["limit"] - 12.73), 0.01)  # Prabhu and Runger 1997
        counts = self.design("ewma_counts", "--arl0", "500")
        self.assertEqual(counts, self.design("poisson_ewma", "--arl0", "500"))
        self.refused("design", "hotelling_t2", "--arl0", "200", "-p", "q=2", says="dimension")

    def test_a_budget_in_words(self):
        found = self.design("cusum", "--budget", "1 per 90 d", "--rate", "50/s")
        self.assertLess(abs(found["arl"] / (90 * 86400 * 50) - 1), 1e-6)
        self.assertEqual([row["within"] for row in found["blindness"]], ["day", "week", "six weeks"])
        steps = [row["step"] for row in found["blindness"]]
        ramps = [row["ramp"] for row in found["blindness"]]
        self.assertEqual(steps, sorted(steps, reverse=True))
        self.assertEqual(ramps, sorted(ramps, reverse=True))
        same = self.design("cusum", "--budget", "1 per 90 d at 3000/min")
        self.assertEqual(same["limit"], found["limit"])
        for ten in self.design("cusum", "--arl0", "1e4"), self.design("cusum", "--arl0", "1e3", "--signals", "10"):
            self.assertAlmostEqual(ten["arl"], 1e4, 3)

    def test_simulated(self):
        args = ["ewma_bank", "--arl0", "300", "--paths", "400"]
        found = self.design(*args)
        self.assertEqual((found["parameter"], found["kind"]), ("limit", "simulated"))
        self.assertLess(abs(found["arl"] - 300), 10)
        self.assertTrue(found["delays"]["step"])
        self.assertEqual(self.design(*args), found)

    def test_the_law_is_named(self):
        args = ["--arl0", "2000", "--paths", "100"]  # adwin's lowest run length is above 1,000
        self.assertEqual(self.design("focus", "-p", "family=poisson", "-p", "mean=4", *args)["law"], "poisson(4)")
        assumed = self.design("adwin", *args)
        self.assertEqual(assumed["law"], "normal(0, 1)")
        self.assertIn("depends on the scale and the law", assumed["note"])
        asked = self.design("adwin", "--law", "normal(0,10)", *args)
        self.assertEqual(asked["law"], "normal(0, 10)")
        self.assertNotIn("note", asked)
        out = self.tepid("design", "adwin", *args).out
        self.assertIn("values           normal(0, 1)", out)
        self.assertIn("is assumed", out)
        self.refused("design", "adwin", "--law", "gauss", *args, says=["'gauss'", "normal(a, b)"])
        args = ["page_hinkley", "-p", "threshold=4", "-p", "delta=0.5", "--paths", "20", "--json"]
        self.assertEqual(self.tepid("arl", *args, "--law", "uniform(-3,3)").json()["law"], "uniform(-3, 3)")

    @plain_build_only
    def test_an_interrupt_ends_it_and_writes_nothing(self):
        for args in ["bocpd", "--arl0", "1e5"], ["variance_cusum", "--arl0", "1e6"]:
            work = subprocess.Popen([support.PROGRAM, "design", *args, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            time.sleep(1.5)
            self.assertIsNone(work.poll(), args)
            asked = time.monotonic()
            work.send_signal(signal.SIGINT)
            out, err = work.communicate(timeout=60)
            self.assertLess(time.monotonic() - asked, 2.0, args)
            self.assertEqual((work.returncode, out), (130, b""), args)
            self.assertIn(b"interrupted", err)

    def test_what_does_not_fit_is_refused_with_its_cause(self):
        for args, says in [
            (["cusum_poisson", "-p", "mean=7"], ["k = 5", "mean 7", "rise without any change"]),
            (["cusum_binomial", "-p", "p=0.2"], ["k = 18.5", "mean 30"]),
            (["cusum", "--law", "poisson(10)"], ["poisson(10)", "mean of 10", "mean=10"]),
            (["focus", "-p", "family=bernoulli", "-p", "mean=0.5", "--law", "normal(0,1)"], ["beyond [0, 1]"]),
            (["betting_eprocess", "-p", "mean=0.5", "--law", "bernoulli(0.3)"], ["mean of 0.3", "guaranteed"]),
        ]:
            self.refused("design", *args, "--arl0", "500", says=says)

    def test_limits_in_steps_and_early_alarms_are_told(self):
        steps = self.design("shewhart_attributes", "-p", "kind=p", "-p", "n=50", "-p", "center=0.02", "--arl0", "400")
        self.assertEqual(steps["kind"], "exact")
        self.assertLess(abs(steps["arl"] / 2091.0999651984434 - 1), 1e-9)  # scipy's binomial tails
        self.assertIn("the next lower limit gives 312", steps["note"])
        self.assertNotIn("median", steps)
        early = self.design("ddm", "--arl0", "2000", "--paths", "400")
        self.assertLess(early["median"], 600)
        self.assertTrue(0.3 < early["early"] < 1)
        self.assertIn("half of all runs end within", early["note"])
        run = self.tepid("arl", "ddm", "-p", "drift_level=2.2", "--paths", "100", "--json").json()
        self.assertLess(run["median"], 0.4 * run["arl"])

    def test_a_guaranteed_limit_is_the_budget(self):
        found = self.design("sr_mixture", "--arl0", "5000")
        self.assertEqual((found["limit"], found["kind"], found["arl"]), (5000, "guaranteed", 5000))
        self.assertIn("at least 5000 observations, guaranteed",
                      self.tepid("design", "betting_eprocess", "--arl0", "5000").out)

    @plain_build_only
    def test_what_estimation_costs_an_exact_chart(self):
        args = ["ewma", "--arl0", "500", "-p", "lambda=0.1", "-p", "reference=50"]
        account = self.design(*args)["reference"]
        self.assertEqual(account["size"], 50)
        self.assertAlmostEqual(account["unwidened_limit"], 2.8143, 4)  # R's spc: 2.814 for 500
        self.assertTrue(0.1 < account["share_lost"] < 0.3)
        low, high = account["interval"]
        self.assertTrue(50 < low < 250 and 800 < high < 5000, account)
        self.assertIn("nine of ten references like it keep between", self.tepid("design", *args).out)
        longer = self.design(*args[:-1], "reference=5000")["reference"]["interval"]
        self.assertTrue(low < longer[0] < 500 < longer[1] < high)

    def test_a_reference_never_narrows_a_limit(self):
        args = ["cusum", "--arl0", "1e4"]
        found = self.design(*args, "-p", "reference=100")
        self.assertEqual(found["limit"], self.design(*args)["limit"])
        self.assertGreater(found["arl"], 1e4)
        self.assertLess(found["reference"]["interval"][0], 1e4)
        self.refused("design", "cusum", "--arl0", "1e9", "-p", "reference=5", says=["too short", "give some"])

    @unittest.skipUnless(pty, "needs a terminal")
    def test_a_bar_for_what_takes_long(self):
        ours, theirs = pty.openpty()
        # An exact design of many states, then a simulated one.
        for args in ["variance_cusum", "--arl0", "1e6"], ["ewma_bank", "--arl0", "1e6"]:
            work = subprocess.Popen([support.PROGRAM, "design", *args], stdout=subprocess.DEVNULL, stderr=theirs)
            os.set_blocking(ours, False)
            shown, ends = b"", time.monotonic() + 60
            while b"[" not in shown.replace(b"\x1b[K", b"") and time.monotonic() < ends and work.poll() is None:
                time.sleep(0.05)
                with contextlib.suppress(BlockingIOError):
                    shown += os.read(ours, 4096)
            work.kill()
            work.wait()
            self.assertIn(b"[", shown.replace(b"\x1b[K", b""), args)
            self.assertIn(args[0].encode(), shown)

    def test_a_reference(self):
        draw = random.Random(3)
        self.write("healthy.csv", "x,y\n" + "".join(f"{draw.gauss(7, 2)},a\n" for _ in range(1000)))
        args = ["cusum", "--arl0", "100", "--paths", "400", "--reference", "healthy.csv", "--column", "x"]
        account = self.design(*args)["reference"]
        self.assertEqual(account["size"], 1000)
        self.assertTrue(0 <= account["share_lost"] < 0.9)
        self.assertLess(account["interval"][0], account["interval"][1])
        done = self.tepid("design", *args, "--front-end", "standardize")
        self.assertEqual(done.code, 0)
        self.assertIn("of the budget", done.out)
        self.assertIn("nine of ten", done.out)

    def test_a_simulated_limit_is_kept_in_a_profile(self):
        self.write("numbers.csv", "x\n" + "".join(f"{i}\n" for i in range(100)))
        self.assertEqual(self.tepid("profile", "numbers.csv", "-o", "numbers.tepid").code, 0)
        args = ["ewma_bank", "--arl0", "100", "--paths", "100", "--profile", "numbers.tepid"]
        first, second = self.design(*args), self.design(*args)
        self.assertNotIn("cached", first)
        self.assertTrue(second.pop("cached"))
        self.assertEqual(second, first)
        self.assertIn("known from       numbers.tepid", self.tepid("design", *args).out)
        self.assertNotIn("cached", self.design(*args, "--seed", "2"))
        self.assertEqual(self.tepid("watch", "--reference", "numbers.tepid", "numbers.csv").code, 0)
        self.refused("design", *args[:-1], "numbers.csv", says="not a profile")

    def test_for_people(self):
        done = self.tepid("design", "ewma", "--arl0", "1e5", "--rate", "10")
        self.assertEqual(done.code, 0)
        for text in ["L = ", "mean delay", "slowest ramp", "six weeks"]:
            self.assertIn(text, done.out)

    def test_refused(self):
        self.refused("design", "cusum", says=["--arl0", "--budget"])
        self.refused("design", "cusum", "--arl0", "10", "--budget", "10", says="either")
        self.refused("design", "cusum", "--arl0", "0.5", says="below 1")
        self.refused("design", "cusum", "--arl0", "nan", says="arl0")
        self.refused("design", "cusum", "--arl0", "500", "-p", "k=nan", says="'k'")
        self.refused("design", "page_hinkley", "--arl0", "nan", says="arl0")
        self.refused("design", "ewma_bank", "--arl0", "0.5", says="below 1")
        self.refused("design", "ewma", "--arl0", "500", "-p", "lambda=0", says="lambda")
        self.refused("design", "cusum", "--budget", "often", says="often")
        self.refused("design", "cusum", "--budget", "1 per 90 d", says="rate")
        self.refused("design", "cusum", "--arl0", "10", "--rate", "5/year", says="5/year")
        self.refused("design", "cosum", "--arl0", "10", says="'cosum'")
        self.refused("design", "ewma_bank", "--arl0", "1e9", says=["hours", "cusum"])
        self.write("short.csv", "x\n1\n2\n3\n4\n5\n")
        self.refused("design", "cusum", "--arl0", "1e9", "--reference", "short.csv", says=["5 values", "at least"])
        self.write("text.csv", "x\n1\nred\n")
        self.refused("design", "cusum", "--arl0", "100", "--reference", "text.csv", says=["text.csv", "red"])


if __name__ == "__main__":
    main()
