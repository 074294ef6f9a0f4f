# SPDX-License-Identifier: EUPL-1.2
"""A real Prometheus over the services of a test, with the rules of deploy/prometheus, and its text format read."""

import json
import re
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

import yaml

from echeance import ROOT, eventually
from redis_servers import free_port

RULES = ROOT / "deploy/prometheus"
SERIES = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.M)
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def series(text):
    """{(name, labels as sorted pairs): value}."""
    return {(name, tuple(sorted(LABEL.findall(labels or "")))): float(value)
            for name, labels, value in SERIES.findall(text)}


class Prometheus:
    """Scrapes `ports` each second."""

    def __init__(self, folder, ports):
        self.folder, self.port = Path(folder), free_port()
        config = yaml.safe_load((RULES / "prometheus.yml").read_text())
        config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
        config["rule_files"] = [str(RULES / name) for name in config["rule_files"]]
        config["scrape_configs"][0]["static_configs"] = [{"targets": [f"127.0.0.1:{port}" for port in ports]}]
        (self.folder / "prometheus.yml").write_text(yaml.safe_dump(config))

    def __enter__(self):
        self.log = open(self.folder / "prometheus.log", "wb")
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={self.folder / 'prometheus.yml'}",
             f"--storage.tsdb.path={self.folder / 'data'}", f"--web.listen-address=127.0.0.1:{self.port}"],
            stdout=self.log, stderr=self.log)
        eventually(self.is_ready, within=60)
        return self

    def __exit__(self, *failure):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def is_ready(self):
        try:
            return self.get("/-/ready") is not None
        except OSError:
            return False

    def get(self, target):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{target}", timeout=30) as answer:
            return answer.read()

    def query(self, expression):
        """The series of an instant query: [(labels, value)]."""
        target = "/api/v1/query?" + urllib.parse.urlencode({"query": expression})
        result = json.loads(self.get(target))["data"]
        if result["resultType"] == "scalar":
            return [({}, float(result["result"][1]))]
        return [(one["metric"], float(one["value"][1])) for one in result["result"]]
