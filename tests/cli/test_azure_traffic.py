# tests/cli/test_azure_traffic.py - compare, profile and watch on recorded traffic of two language-model services.
# The expected distances were computed outside this project (scipy.stats.ks_2samp on the same files).
import datetime
import gzip
import json

from support import CommandTest, main, shared

KS = {"ContextTokens": 0.3460237727, "GeneratedTokens": 0.8096859410}


class AzureTraffic(CommandTest):
    def setUp(self):
        super().setUp()
        folder = shared("data/azure_llm_2023")
        self.conv = folder / "AzureLLMInferenceTrace_conv.csv.gz"
        self.code = folder / "AzureLLMInferenceTrace_code.csv.gz"

    @staticmethod
    def lines(path):
        return gzip.open(path, "rt").read().splitlines()

    def test_conversation_against_code(self):
        done = self.tepid("compare", self.conv, self.code, "--json")
        self.assertEqual(done.code, 1)
        columns = {c["name"]: c for c in done.json()["columns"]}
        for name, expected in KS.items():
            tests = {t["name"]: t for t in columns[name]["tests"]}
            self.assertAlmostEqual(tests["kolmogorov_smirnov"]["statistic"], expected, delta=1e-9)
            self.assertEqual((columns[name]["reference"], columns[name]["current"]), (19366, 8819))
            self.assertTrue(columns[name]["drift"])
        self.assertEqual(columns["TIMESTAMP"]["type"], "time")

    def test_the_service_changes(self):
        header, *conv = self.lines(self.conv)
        _, *code = self.lines(self.code)
        self.write("reference.csv", "\n".join([header, *conv[:10000]]))
        self.assertEqual(self.tepid("profile", "reference.csv", "-o", "reference.tepid").code, 0)
        live = conv[10000:] + code
        self.assertEqual(len(live), 9366 + 8819)
        self.write("live.csv", "\n".join([header, *live]) + "\n")
        done = self.tepid("watch", "--reference", "reference.tepid", "live.csv", "--json")
        self.assertEqual(done.code, 1)
        alarms = [a for a in done.lines() if a["signal"] == "GeneratedTokens"]
        first = alarms[0]
        self.assertGreaterEqual(first["index"], 9366)
        self.assertLess(first["index"], 9366 + 60)
        self.assertLess(abs(first["onset"] - 9366), 20)
        self.assertEqual(first["direction"], "down")
        self.assertEqual(first["time"], live[first["index"]].split(",")[0])
        # The conversation traffic itself moves: ContextTokens alarms before the services change.
        self.assertLess(next(a["index"] for a in done.lines() if a["signal"] == "ContextTokens"), 9366)

    def test_a_monitor_tells_that_the_service_changes(self):
        header, *conv = self.lines(self.conv)
        _, *code = self.lines(self.code)
        rate, join = 5.4, 9366  # rows a second of the conversations; the code's own times begin before their end
        config = {
            "name": "azure", "budget": "1 per 90 d", "rate": rate, "reference": "reference.tepid", "window_seconds": 60,
            "season_seconds": 0,
            "signals": [{"name": "ContextTokens", "type": "integer", "margin": 0.5},
                        {"name": "GeneratedTokens", "type": "integer", "role": "output", "margin": 0.5}],
        }  # fmt: skip
        self.write("monitor.json", json.dumps(config))
        self.write("reference.csv", "\n".join([header, *conv[:10000]]))
        made = self.tepid("profile", "reference.csv", "--config", "monitor.json", "-o", "reference.tepid")
        self.assertEqual((made.code, made.err), (0, ""))
        self.write("live.csv", "\n".join([header, *conv[10000:], *code]) + "\n")
        done = self.tepid("watch", "--config", "monitor.json", "live.csv", "--json")
        self.assertEqual(done.code, 1)
        first = next(a for a in done.lines() if a["signal"] == "GeneratedTokens")
        self.assertTrue(join <= first["index"] < join + 100, first)
        self.assertEqual((first["kind"], first["direction"]), ("values", "down"))
        low, high = (datetime.datetime.fromisoformat(first[key].replace("Z", "+00:00")).timestamp()
                     for key in ("onset_low", "onset_high"))  # fmt: skip
        self.assertTrue(low <= join / rate <= high, first)


if __name__ == "__main__":
    main()
