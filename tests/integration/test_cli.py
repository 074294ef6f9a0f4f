# SPDX-License-Identifier: EUPL-1.2
"""The command line, as an operator types it."""

import json
import subprocess

import pytest

import extract
from echeance import BINARY, ENVIRONMENT, Service

AS_OF = "2026-12-02"


def run(*words, environment=None):
    return subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=120,
                          env={**ENVIRONMENT, **(environment or {})})


@pytest.fixture(scope="module")
def service():
    with Service(as_of=AS_OF) as running:
        yield running


def test_help_names_every_command():
    text = run("--help").stdout
    for command in ("serve", "token", "check-config", "import", "export"):
        assert command in text
        assert run(command, "--help").returncode == 0
    assert "--data-dir" in run("serve", "--help").stdout


def test_check_config_lists_every_fault_at_once(tmp_path):
    file = tmp_path / "echeance.toml"
    file.write_text('port = 99999\ncolour = "blue"\n')
    done = run("check-config", "--config", str(file), "--threads", "many",
               environment={"ECHEANCE_TENANT": "nowhere", "ECHEANCE_SURPRISE": "1"})
    assert done.returncode != 0
    for name in ("port", "colour", "threads", "ECHEANCE_TENANT", "ECHEANCE_SURPRISE"):
        assert name in done.stderr + done.stdout, name
    assert run("check-config").returncode == 0


def test_a_password_is_never_printed(tmp_path):
    done = run("check-config", "--redis", "redis://:s3cret@localhost:6379")
    assert "s3cret" not in done.stdout + done.stderr


def test_flags_win_over_variables_and_those_over_the_file(tmp_path):
    file = tmp_path / "echeance.toml"
    file.write_text('port = 1001\ntenant = "93"\ndata_dir = "from-file"\n')
    text = run("check-config", "--config", str(file), "--port", "1003",
               environment={"ECHEANCE_PORT": "1002", "ECHEANCE_TENANT": "94"}).stdout
    assert "1003" in text and "94" in text and "from-file" in text and "1002" not in text


def test_import_and_export_of_the_extract(service, tmp_path):
    url, token = f"http://127.0.0.1:{service.port}", str(service.data_dir / "owner.token")
    files, doctors, bad = tmp_path / "dossiers.csv", tmp_path / "medecins.csv", tmp_path / "bad.csv"
    content = extract.head(extract.files_csv(), 200)
    files.write_bytes(content)
    doctors.write_bytes(extract.doctors_csv())
    bad.write_bytes(content.splitlines(keepends=True)[0] + b"X-1;2026-02-30;;1;1;;A;92004;AAH/1/;;\r\n")
    for file in (doctors, files):
        done = run("import", str(file), "--url", url, "--token-file", token)
        assert done.returncode == 0, done.stderr
    assert '"created":200' in done.stdout.replace(" ", "") or "200" in done.stdout
    done = run("import", str(bad), "--url", url, "--token-file", token)
    assert done.returncode == 1 and "depose_le" in done.stderr

    target = tmp_path / "export.ndjson"
    done = run("export", str(target), "--url", url, "--token-file", token)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert lines[0]["export"] == "echeance" and lines[-1] == {"events": len(lines) - 2} and len(lines) == 222
    with Service(as_of=AS_OF) as empty:
        done = run("import", str(target), "--url", f"http://127.0.0.1:{empty.port}",
                   "--token-file", str(empty.data_dir / "owner.token"))
        assert done.returncode == 0, done.stderr + done.stdout
        assert empty.client().get("/v1/integrity").json["ok"]
        cut = tmp_path / "cut.ndjson"
        cut.write_text("\n".join(target.read_text().splitlines()[:-1]) + "\n")
        done = run("import", str(cut), "--url", f"http://127.0.0.1:{empty.port}", "--token-file", str(empty.data_dir / "owner.token"))
        assert done.returncode != 0


def test_tokens_are_listed_without_their_text_and_revoked(service):
    token = service.token("night-shift", "files:read", "evaluate", doctor="M01")
    listed = run("token", "list", "--data-dir", str(service.data_dir)).stdout
    assert "night-shift" in listed and "files:read" in listed and "M01" in listed and token not in listed
    assert run("token", "create", "--name", "night-shift", "--scope", "files:read",
               "--data-dir", str(service.data_dir)).returncode != 0
    assert run("token", "revoke", "night-shift", "--data-dir", str(service.data_dir)).returncode == 0
    assert "night-shift" not in run("token", "list", "--data-dir", str(service.data_dir)).stdout
    assert run("token", "create", "--name", "x", "--scope", "everything",
               "--data-dir", str(service.data_dir)).returncode != 0


def test_tokens_can_be_made_while_no_service_runs():
    with Service(as_of=AS_OF) as service:
        service.stop()
        token = service.token("before-start", "files:read")
        service.start()
        assert service.client(token).get("/v1/files").status == 200


def test_a_port_in_use_stops_the_start_with_a_clear_line(service, tmp_path):
    done = run("serve", "--port", str(service.port), "--data-dir", str(tmp_path / "other"))
    assert done.returncode != 0 and str(service.port) in done.stderr
