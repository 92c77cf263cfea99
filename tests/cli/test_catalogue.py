# tests/cli/test_catalogue.py - list and describe: names, shapes, and that they agree with each other.
from support import CommandTest, main


class Catalogue(CommandTest):
    def test_list_names_every_part(self):
        done = self.tepid("list", "--json")
        self.assertEqual((done.code, done.err), (0, ""))
        parts = done.json()
        self.assertEqual(set(parts), {"detectors", "charts", "tests", "sketches"})
        self.assertEqual([s["name"] for s in parts["sketches"]],
                         ["bins", "ecdf", "kll", "kll_float", "frequent_items", "frequent_integers", "distinct", "moments4",
                          "reservoir", "category_counts"])
        self.assertTrue(all(s["error"] for s in parts["sketches"]))
        self.assertLessEqual({"cusum", "page_hinkley", "ewma_bank"}, {d["name"] for d in parts["detectors"]})
        self.assertLessEqual({"kolmogorov_smirnov", "psi"}, {t["name"] for t in parts["tests"]})
        self.assertLessEqual({"cusum", "ewma", "shewhart", "mewma", "hotelling"}, {c["name"] for c in parts["charts"]})
        for kind in parts.values():
            for part in kind:
                self.assertLessEqual({"name", "title"}, set(part))

    def test_each_part_is_described(self):
        parts = self.tepid("list", "--json").json()
        table = self.tepid("list").out
        detectors = {d["name"] for d in parts["detectors"]}
        charts = [c for c in parts["charts"] if c["name"] not in detectors]
        for part in parts["detectors"] + charts + parts["tests"]:
            self.assertIn(part["name"], table)
            about = self.tepid("describe", part["name"], "--json").json()
            self.assertEqual((about["name"], about["title"]), (part["name"], part["title"]))
            self.assertTrue(about["source"])
            for p in about["parameters"]:
                self.assertLessEqual({"name", "default", "min", "max", "unit", "doc", "kind"}, set(p))
                self.check_default(p)
            text = self.tepid("describe", part["name"])
            self.assertEqual(text.code, 0)
            for p in about["parameters"]:
                self.assertIn(p["name"], text.out)

    def check_default(self, p):
        if p["kind"] == "choice":
            self.assertIn(p["default"], p["choices"])
        elif p["kind"] == "boolean":
            self.assertIsInstance(p["default"], bool)
        else:
            self.assertEqual(isinstance(p["default"], int), p["kind"] == "count")
            self.assertLessEqual(p["min"], p["default"])
            self.assertLessEqual(p["default"], p["max"])

    def test_a_detector_says_what_bindings_need(self):
        about = self.tepid("describe", "page_hinkley", "--json").json()
        self.assertEqual(about["class_name"], "PageHinkley")
        self.assertEqual((about["id"], about["limit"], about["input"], about["kind"]), (2, "threshold", "real", "detector"))
        by_name = {p["name"]: p for p in about["parameters"]}
        self.assertEqual(by_name["threshold"]["default"], 50.0)
        self.assertTrue(by_name["threshold"]["min_open"])
        self.assertEqual(by_name["side"]["choices"], ["both", "up", "down"])

    def test_an_unknown_name(self):
        self.refused("describe", "cosum", says=["'cosum'", "'cusum'", "more"])

    def test_version_and_help(self):
        version = self.tepid("--version")
        self.assertEqual(version.code, 0)
        self.assertRegex(version.out, r"^tepid \d+\.\d+\.\d+ \(\w+, with(out)? zstd\)\n$")
        for command in ["list", "describe", "run", "arl", "design", "compare", "profile", "watch"]:
            self.assertIn(command, self.tepid("--help").out)
            done = self.tepid(command, "--help")
            self.assertEqual((done.code, done.err), (0, ""))
            self.assertIn("Examples:", done.out)
            self.assertIn(f"tepid {command}", done.out)


if __name__ == "__main__":
    main()
