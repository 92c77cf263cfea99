#!/usr/bin/env python3
# tests/prometheus/scrape.py - promtool accepts our text, a Prometheus scrapes it, and an alert rule fires.
#
#   scrape.py PRINT_SNAPSHOT
import http.server
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

RULES = """groups:
  - name: tepid
    rules:
      - alert: Drift
        expr: tepid_alarm_active > 0
        labels: {severity: page}
        annotations: {summary: "{{ $labels.signal }} has drifted"}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Exporter:
    """Serves the text that the program prints, with as many alarms as asked for."""

    def __init__(self, program):
        exporter = self
        self.program, self.alarms, self.served = program, 0, 0

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = exporter.text()
                exporter.served += 1
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server.server_address[1]

    def text(self):
        return subprocess.run([self.program, str(self.alarms)], check=True, capture_output=True).stdout


def ask(port, path, **query):
    url = f"http://127.0.0.1:{port}/api/v1/{path}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)["data"]


def wait(what, found, seconds=60):
    """What found() gives once it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            value = found()
            if value:
                return value
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


def value(port, query):
    result = ask(port, "query", query=query)["result"]
    return float(result[0]["value"][1]) if result else None


def main():
    if not shutil.which("promtool") or not shutil.which("prometheus"):
        print("SKIPPED: promtool and prometheus are not installed (Debian: prometheus)")
        return
    exporter = Exporter(sys.argv[1])
    for exporter.alarms in (0, 3):
        check = subprocess.run(["promtool", "check", "metrics"], input=exporter.text(), capture_output=True)
        assert check.returncode == 0 and not check.stderr.strip(), (check.stdout, check.stderr)
    exporter.alarms = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "rules.yml").write_text(RULES)
        (folder / "prometheus.yml").write_text(
            "global: {scrape_interval: 500ms, evaluation_interval: 500ms}\nrule_files: [rules.yml]\n"
            f"scrape_configs:\n  - job_name: tepid\n    static_configs: [{{targets: ['127.0.0.1:{exporter.port}']}}]\n")
        port = free_port()
        with open(folder / "log", "wb") as log:
            server = subprocess.Popen(
                ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
                 f"--web.listen-address=127.0.0.1:{port}"], stdout=log, stderr=log)
        try:
            wait("a scrape", lambda: value(port, "tepid_rows_total") is not None)
            assert value(port, "up") == 1
            assert value(port, "tepid_rows_total") == 1_000_000_016
            assert value(port, "tepid_alarms_total{signal='score'}") == 0
            assert value(port, "tepid_last_alarm_timestamp_seconds{signal='score'}") is None
            assert value(port, "tepid_rejected_values_total{signal='score',reason='missing'}") == 7
            assert value(port, "tepid_quality{metric='recall',segment=''}") == 0.8
            assert value(port, "tepid_distance{signal='score',reference='frozen'}") == 0.25
            assert value(port, "tepid_distance{signal='score',reference='trailing'}") == 0.125
            assert value(port, "tepid_expected_false_alarms") == 0.5
            assert value(port, "tepid_late_rows_total") == 6
            odd = ask(port, "query", query="tepid_statistic{role='resource'}")["result"][0]
            assert odd["metric"]["signal"] == 'latency \\ "ms"\n\ufffd', odd
            assert odd["metric"]["monitor"] == 'fraud "eu"', odd
            assert float(odd["value"][1]) == 1e-300, odd
            assert ask(port, "alerts")["alerts"] == []
            exporter.alarms = 3
            alert = wait("the alert", lambda: [a for a in ask(port, "alerts")["alerts"] if a["state"] == "firing"])
            assert len(alert) == 1 and alert[0]["labels"]["signal"] == "score", alert
            assert value(port, "tepid_alarms_total{signal='score'}") == 3
            exporter.alarms = 0
            wait("its end", lambda: ask(port, "alerts")["alerts"] == [])
        except BaseException:
            print((folder / "log").read_text(errors="replace")[-2000:])
            raise
        finally:
            server.terminate()
            server.wait()
    print(f"promtool accepts the text; Prometheus scraped it {exporter.served} times; the alert fired and ended")


if __name__ == "__main__":
    main()
