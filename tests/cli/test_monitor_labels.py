# tests/cli/test_monitor_labels.py - watch with a configuration that has quality: predictions, late labels, audits.
import json
import random

from support import CommandTest, main

DAY = 86_400
START = 1_700_006_400  # midnight
# At one false alarm in 90 days every eighth of these runs of ten days might have one.
CONFIG = {
    "name": "fraud", "budget": "1 per 3650 d", "rate": 0.01, "reference": "healthy.tepid", "window_seconds": 3600,
    "season_seconds": 0,
    "signals": [{"name": "score", "role": "output", "threshold": 0.5}, {"name": "amount"},
                {"name": "country", "role": "segment", "type": "categorical"}],
    "quality": {"floors": [{"metric": "recall", "level": 0.85}], "horizon_seconds": 5 * DAY,
                "matures_after_seconds": DAY, "capacity": 10_000, "segments": 3},
}  # fmt: skip


def payments(seed, days, right, a_day=200):
    """Lines of payments and, 12 hours later, of what they were; `right`: how often the model is."""
    r = random.Random(seed)
    lines = []
    for i in range(days * a_day):
        time = START + i * DAY / a_day
        truth = r.random() < 0.5
        said = truth == (r.random() < right)
        score = r.uniform(0.6, 1) if said else r.uniform(0, 0.4)
        lines.append((time, {"time": time, "id": f"p{i}", "score": round(score, 4), "amount": round(r.gauss(50, 10), 2),
                             "country": r.choice(["de", "fr"])}))  # fmt: skip
        lines.append((time + DAY / 2, {"time": time + DAY / 2, "id": f"p{i}", "outcome": int(truth)}))
    lines.sort(key=lambda line: line[0])
    return [line for _, line in lines]


def ndjson(lines):
    return "".join(json.dumps(line) + "\n" for line in lines)


def csv(lines):
    names = ["time", "id", "score", "amount", "country", "outcome"]
    return ",".join(names) + "\n" + "".join(",".join(str(line.get(n, "")) for n in names) + "\n" for line in lines)


class Labels(CommandTest):
    def setUp(self):
        super().setUp()
        self.configure()
        self.write("healthy.ndjson", ndjson(payments(1, 10, 0.95)))
        done = self.tepid("profile", "healthy.ndjson", "--config", "monitor.json", "-o", "healthy.tepid", "--json")
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertEqual(done.json()["rows"], 2000)  # a label is no row
        self.assertEqual(done.json()["columns"][0]["missing"], 0)

    def configure(self, **quality):
        changed = {**CONFIG, "quality": {**CONFIG["quality"], **quality}}
        self.write("monitor.json", json.dumps(changed))

    def watch(self, content, *args, name="live.ndjson"):
        self.write(name, content)
        return self.tepid("watch", "--config", "monitor.json", name, *args)

    def test_healthy(self):
        done = self.watch(ndjson(payments(2, 10, 0.95)))
        self.assertEqual((done.code, done.out), (0, ""), done.err)
        self.assertIn("'p0' is no whole number; such ids are hashed", done.err)
        self.assertEqual(done.err.count("hashed"), 1)
        for word in ["2,000 rows, 0 alarms", "2,000 matched, 0 unknown, 0 duplicate", "recall", "0.85", "specificity"]:
            self.assertIn(word, done.err)

    def test_a_floor(self):
        done = self.watch(ndjson(payments(2, 10, 0.7)), "--json")
        self.assertEqual(done.code, 1)
        overall = [a for a in done.lines() if a["kind"] == "floor" and a["segment"] is None]
        self.assertEqual(len(overall), 1, done.out)
        alarm = overall[0]
        self.assertEqual((alarm["signal"], alarm["role"], alarm["direction"]), ("recall", "quality", "down"))
        self.assertLess(alarm["effect_high"], 0)
        self.assertEqual({a["segment"] for a in done.lines() if a["kind"] == "floor"} - {None}, {"de", "fr"})
        self.assertEqual({a["signal"] for a in done.lines()}, {"recall"})

    def test_csv_and_the_same_line(self):
        expected = self.watch(ndjson(payments(2, 10, 0.7)), "--json").out
        self.assertEqual(self.watch(csv(payments(2, 10, 0.7)), "--json", name="live.csv").out, expected)
        # Outcomes that are known at once stand in the prediction's own line.
        lines, truth = payments(2, 10, 0.7), {}
        for line in lines:
            if "outcome" in line:
                truth[line["id"]] = line["outcome"]
        at_once = [{**line, "outcome": truth[line["id"]]} for line in lines if "score" in line and line["id"] in truth]
        done = self.watch(ndjson(at_once), "--json")
        self.assertEqual({(a["signal"], a["kind"]) for a in done.lines()}, {("recall", "floor")})

    def test_names_and_fates(self):
        lines = [
            {"time": START, "key": 1, "score": 0.9, "amount": 1, "country": "de"},
            {"time": START, "key": "2", "score": 0.2, "amount": 1, "country": None, "class": 1},
            {"time": START + 1, "key": 1, "truth": 1},
            {"key": 1, "truth": True},
            {"key": 7, "truth": 0, "p": 0.5},
        ]
        names = ["--id", "key", "--outcome", "truth", "--predicted", "class", "--probability", "p"]
        done = self.watch(ndjson(lines), *names)
        self.assertEqual(done.code, 0, done.err)
        self.assertIn("1 matched, 1 unknown, 1 duplicate", done.err)
        self.assertIn("2 rows", done.err)
        self.assertNotIn("hashed", done.err)

    def test_what_cannot_be(self):
        row = {"time": START, "id": 1, "score": 0.9, "amount": 1, "country": "de"}
        for change, says in [
            ({"predicted": 2}, ["live.ndjson:2: column 'predicted'", "2 is no class: they are 0 to 1"]),
            ({"outcome": "fraud"}, ["live.ndjson:2: column 'outcome'", "'fraud' is not a number"]),
        ]:
            self.write("live.ndjson", ndjson([row, {**row, "id": 2, **change}]))
            self.refused("watch", "--config", "monitor.json", "live.ndjson", says=says)
        # Whole numbers of 64 bits are ids by their digits, and 3.0 is 3: none is hashed.
        self.write("live.ndjson", ndjson([row, {**row, "id": 2**60}, {**row, "id": 2**60 + 1}, {**row, "id": 3.0}]))
        done = self.tepid("watch", "--config", "monitor.json", "live.ndjson")
        self.assertNotEqual(done.code, 2, done.err)
        self.assertNotIn("hashed", done.err)
        self.write("live.csv", "time,id,score,amount\n1,1,1,1\n")
        self.refused("watch", "--config", "monitor.json", "live.csv", says=["live.csv:1", "'country'"])

    def test_an_audit(self):
        self.configure(floors=[], least_probability=0.1, audit={"reference": 0.02})
        r = random.Random(4)
        lines = []
        for line in payments(2, 10, 0.95):
            if "score" in line:
                lines.append(line)
                if line["score"] < 0.5 and r.random() < 0.5:
                    missed = int(r.random() < 0.2)
                    lines.append({"time": line["time"], "id": line["id"], "outcome": missed, "probability": 0.5})
        done = self.watch(ndjson(lines), "--json")
        audits = [a for a in done.lines() if a["role"] == "quality"]
        self.assertEqual([a["kind"] for a in audits], ["audit"], done.out)
        self.assertGreaterEqual(audits[0]["statistic"], audits[0]["limit"])


if __name__ == "__main__":
    main()
