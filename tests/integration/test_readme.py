# SPDX-License-Identifier: EUPL-1.2
"""README's lines work as written: they are run by a shell, twice, against a demonstration."""

import re
import subprocess
from pathlib import Path

import pytest

from echeance import ENVIRONMENT, ROOT, Service


def lines_of(service):
    section = (ROOT / "README.md").read_text().split("## Call it")[1]
    lines = re.search(r"```sh\n(.*?)```", section, re.S).group(1)
    # Only where the service is differs from what a reader has.
    assert "127.0.0.1:8080" in lines and "echeance-data/owner.token" in lines
    lines = lines.replace("127.0.0.1:8080", f"127.0.0.1:{service.port}")
    return lines.replace("echeance-data/owner.token", f"'{service.data_dir}/owner.token'")


@pytest.fixture(scope="module")
def demonstration():
    with Service(args=["--demo", "--demo-files", "500"]) as running:
        yield running


def run(service, folder: Path):
    done = subprocess.run(["bash", "-eu", "-o", "pipefail", "-c", lines_of(service)], cwd=folder,
                          capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout


def test_readme_follows_a_file_to_its_notification(demonstration, tmp_path):
    printed = run(demonstration, tmp_path)

    assert "urn:echeance:problem" not in printed.split('"line":2')[0], printed
    assert '"state":"notified"' in printed
    assert '"status":"rejected"' in printed and '"created":1' in printed


def test_readme_may_be_followed_again(demonstration, tmp_path):
    run(demonstration, tmp_path)
    printed = run(demonstration, tmp_path)

    assert '"unchanged":1' in printed
    found = demonstration.client().get("/v1/files?reference=92-2026-900001").json["files"]
    assert [file["state"] for file in found] == ["notified"]
